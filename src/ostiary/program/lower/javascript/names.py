"""How are names, keys and property names of JavaScript written?"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.literals import cooked, number, string_of
from ostiary.program.lower.walker import LOAD, Expression, Walker, at

ABOVE = "super.above"
"""What `super` stands for in front of the name of a method."""


def name_of(w: Walker, node: Node) -> str:
    """The text of a name, whose letters may be written as escapes."""
    text = w.word(node)
    return cooked(text) if "\\" in text else text


def name(w: Walker, node: Node) -> ast.expr:
    """A name, where it is read."""
    text = name_of(w, node)
    if not text:
        w.faults += 1
        return nodes.Constant(None)
    return nodes.Name(text, LOAD)


def above(w: Walker, node: Node) -> ast.expr:
    """`super`: of a call the class above, else this object as one of that class."""
    del w
    if node.parent is not None and node.parent.type == "call_expression":
        return nodes.Name("super", LOAD)
    return at(nodes.Call(nodes.Name(ABOVE, LOAD), [], []), node)


def constant(value: bool | None) -> Expression:
    """What lowers a word that stands for a value."""
    return lambda _w, _node: nodes.Constant(value)


def key(w: Walker, node: Node | None, where: Node) -> ast.expr:
    """The key of a property: a constant unless it is computed."""
    if node is None:
        return w.nothing(where)
    if node.type == "computed_property_name":
        inner = w.exprs(node.named_children)
        made = inner[0] if inner else w.nothing(node)
        known = _well_known(made)
        return at(nodes.Constant(f"@@{known}"), node) if known else made
    if node.type == "string":
        return at(nodes.Constant(string_of(w, node)), node)
    if node.type == "number":
        return at(nodes.Constant(str(number(w.text(node)))), node)
    return at(nodes.Constant(name_of(w, node)), node)


def _well_known(made: ast.expr) -> str:
    """The name of a symbol under which the language itself looks for a method; empty for all else."""
    if not isinstance(made, ast.Attribute) or not isinstance(made.value, ast.Name):
        return ""
    return made.attr if made.value.id == "Symbol" else ""


def member(owner: ast.expr, key_: ast.expr, node: Node) -> ast.expr:
    """`owner.key`, or `owner[key]` where the key is no name."""
    if isinstance(key_, ast.Constant) and isinstance(key_.value, str) and key_.value.isidentifier():
        return at(nodes.Attribute(owner, key_.value, LOAD), node)
    return at(nodes.Subscript(owner, key_, LOAD), node)


def called(function: str, given: list[ast.expr], node: Node) -> ast.Call:
    """A call of a function by its name."""
    return at(nodes.Call(at(nodes.Name(function, LOAD), node), given, []), node)


def last(values: list[ast.expr], node: Node) -> ast.expr:
    """Several values of which the last counts: the comma."""
    if len(values) == 1:
        return values[0]
    pair = at(nodes.Tuple(values, LOAD), node)
    return at(nodes.Subscript(pair, at(nodes.Constant(-1), node), LOAD), node)
