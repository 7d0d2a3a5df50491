"""What does a file of bytecode say, as a source file would?"""

import ast
from collections.abc import Iterator

from ostiary.core.errors import ParseError
from ostiary.program.bytecode.lower import read_bytecode
from ostiary.program.record import Import, Source

MAX_IMPORTS = 5_000


def read_bytecode_source(path: str, data: bytes) -> Source:
    """What it imports, `parsed` where it was understood; its calls are the evaluator's to find."""
    try:
        tree, _, faults = read_bytecode(path, data)
    except ParseError as error:
        return Source(
            path, "python", 0, False, reason=f"bytecode that nobody reads: {error.message}"
        )
    reason = "" if faults.readable else "most of its instructions are none that Python knows"
    imports = tuple(_imports(tree))
    if len(imports) > MAX_IMPORTS:
        reason = reason or "it has more imports than are kept"
    kept = imports[:MAX_IMPORTS]
    return Source(path, "python", 1, not reason, reason=reason, imports=kept, glanced=True)


def _imports(tree: ast.Module) -> Iterator[Import]:
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import):
            for one in node.names:
                yield Import("", one.name)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield Import("", module)
            for one in node.names:
                yield Import("", f"{module}{'' if module.endswith('.') else '.'}{one.name}")
        stack.extend(ast.iter_child_nodes(node))
