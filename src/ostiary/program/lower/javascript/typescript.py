"""What remains of TypeScript when its types are gone?"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.functions import declare
from ostiary.program.lower.javascript.names import key, name_of
from ostiary.program.lower.walker import LOAD, STORE, Walker, at

SKIPPED = frozenset(
    {
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "accessibility_modifier",
        "override_modifier",
        "implements_clause",
        "interface_declaration",
        "type_alias_declaration",
        "ambient_declaration",
        "function_signature",
        "asserts_annotation",
        "type_predicate_annotation",
        "adding_type_annotation",
        "omitting_type_annotation",
        "opting_type_annotation",
    }
)
"""Nodes that mean nothing when the program runs."""


def enumeration(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """An enum is a dictionary of its members; those without a value are counted."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    counter: int | None = 0
    for child in w.children(body) if body is not None else []:
        if child.type == "enum_assignment":
            keys.append(key(w, child.child_by_field_name("name"), child))
            value = w.sub(child, "value")
            whole = value.value if isinstance(value, ast.Constant) else None
            counter = whole + 1 if isinstance(whole, int) else None
        else:
            keys.append(key(w, child, child))
            value = at(nodes.Constant(counter), child)
            counter = counter + 1 if counter is not None else None
        values.append(value)
    target = at(nodes.Name(name_of(w, name) if name else "%enum", STORE), node)
    out.append(declare(target, at(nodes.Dict(keys, values), node), "var", node))


def namespace(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """A namespace is a class of what it declares; one in another's name, a class in a class."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    names = w.text(name).replace(" ", "").split(".") if name is not None else ["%space"]
    w.spaces += 1
    inner = w.block(body.named_children) if body is not None else []
    w.spaces -= 1
    for one in reversed(names[-MAX_NAMES:]):
        inner = [at(ast.ClassDef(one, [], [], inner, []), node)]
    out += inner


MAX_NAMES = 20
"""Names joined by dots in one namespace."""


def alias(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """`import a = b.c`."""
    parts = w.children(node)
    if len(parts) == 2:
        name = at(nodes.Name(name_of(w, parts[0]), STORE), node)
        out.append(declare(name, w.expr(parts[1]), "const", node))


def dotted(w: Walker, node: Node) -> ast.expr:
    """A name of names."""
    first, *others = w.text(node).split(".")
    made: ast.expr = at(nodes.Name(first.strip(), LOAD), node)
    for one in others:
        made = at(nodes.Attribute(made, one.strip(), LOAD), node)
    return made
