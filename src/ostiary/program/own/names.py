"""What a dotted name in a module stands for, by its imports."""

import ast
from collections.abc import Iterator

MAX_CHAIN = 30
"""Attributes in a row that are followed."""


class Names:
    """The imports of one module, wherever in it they stand."""

    def __init__(self, tree: ast.AST) -> None:
        self._known: dict[str, str] = dict(_imports(tree))

    def of(self, node: ast.AST) -> str:
        """The full dotted name of an expression; empty for what is no plain name.

        A call in the middle stands as `()`: `boto3.client().get_object`.
        """
        parts: list[str] = []
        for _ in range(MAX_CHAIN):
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call):
                inner = self.of(node.func)
                return ".".join([f"{inner}()", *reversed(parts)]) if inner else ""
            elif isinstance(node, ast.Name):
                parts.append(self._known.get(node.id, node.id))
                return ".".join(reversed(parts))
            else:
                break
        return ""


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.asname:
                    yield one.asname, one.name
                else:
                    first = one.name.partition(".")[0]
                    yield first, first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for one in node.names:
                yield one.asname or one.name, f"{node.module}.{one.name}"
