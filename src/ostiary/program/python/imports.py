"""The names that a Python import statement binds."""

from collections.abc import Iterator

from tree_sitter import Node


def _text(node: Node | None, data: bytes) -> str:
    return data[node.start_byte : node.end_byte][:400].decode("utf-8", "replace") if node else ""


def read_import(node: Node, data: bytes) -> Iterator[tuple[str, str, str]]:
    """(module, bound name, symbol) of `import a.b, c as d`."""
    for one in node.children_by_field_name("name"):
        if one.type == "aliased_import":
            module = _text(one.child_by_field_name("name"), data)
            yield module, _text(one.child_by_field_name("alias"), data), module
        else:
            module = _text(one, data)
            first = module.partition(".")[0]
            yield module, first, first


def read_from(node: Node, data: bytes) -> Iterator[tuple[str, str, str]]:
    """(module, bound name, symbol) of `from a import b as c`; a star binds the name `*`."""
    module = _text(node.child_by_field_name("module_name"), data).replace(" ", "")
    glue = "" if module.endswith(".") else "."
    names = node.children_by_field_name("name")
    for one in names:
        if one.type == "aliased_import":
            name = _text(one.child_by_field_name("name"), data)
            yield module, _text(one.child_by_field_name("alias"), data), f"{module}{glue}{name}"
        else:
            name = _text(one, data)
            yield module, name, f"{module}{glue}{name}"
    if not names:
        yield module, "*", module
