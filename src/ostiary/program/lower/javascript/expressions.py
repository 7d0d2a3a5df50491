"""What do the expressions of JavaScript become?"""

import ast

from tree_sitter import Node

from ostiary.program.ir import Define
from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.classes import member_function
from ostiary.program.lower.javascript.literals import tagged
from ostiary.program.lower.javascript.names import called, key, last, name_of
from ostiary.program.lower.walker import LOAD, Walker, at, remains

_LINKS = {
    "member_expression": "object",
    "subscript_expression": "object",
    "call_expression": "function",
}


def inner(w: Walker, node: Node) -> ast.expr:
    """What stands in parentheses, or before a type."""
    kind = node.kind_id
    found = w.children(node)
    while len(found) == 1 and found[0].kind_id == kind:
        found = w.children(found[0])
    return w.expr(found[0]) if found else remains(w, node)


def asserted(w: Walker, node: Node) -> ast.expr:
    """`<type>value`."""
    found = w.children(node)
    return w.expr(found[-1]) if found else remains(w, node)


def chain(w: Walker, node: Node) -> ast.expr:
    """Members, items and calls one upon the other are one loop, however many they are."""
    links: list[Node] = []
    base: Node | None = node
    while base is not None and (field := _LINKS.get(base.type)):
        links.append(base)
        base = base.child_by_field_name(field)
    made = w.nothing(node) if base is None else w.expr(base)
    for link in reversed(links):
        kind = link.type
        if kind == "member_expression":
            place = link.child_by_field_name("property")
            made = nodes.Attribute(made, name_of(w, place) if place else "", LOAD)
        elif kind == "subscript_expression":
            made = nodes.Subscript(made, w.sub(link, "index"), LOAD)
        else:
            made = _call(w, made, link)
        at(made, link)
    return made


def _call(w: Walker, function: ast.expr, node: Node) -> ast.expr:
    given = node.child_by_field_name("arguments")
    if given is None:
        return nodes.Call(function, [], [])
    if given.type == "template_string":
        return tagged(w, function, given)
    return nodes.Call(function, w.exprs(given.named_children), [])


def required(_w: Walker, _node: Node) -> ast.expr:
    """`import` where a function is called."""
    return nodes.Name("require", LOAD)


def created(w: Walker, node: Node) -> ast.expr:
    """`new X(a)`."""
    given = node.child_by_field_name("arguments")
    function = w.sub(node, "constructor")
    made = nodes.Call(function, w.exprs(given.named_children) if given else [], [])
    made.new = True
    return made


def array(w: Walker, node: Node) -> ast.expr:
    """A list; its gaps are nothing."""
    found: list[ast.expr] = []
    gap = True
    for child in node.children:
        if child.is_named:
            if child.kind_id not in w.skipped:
                found.append(w.expr(child))
                gap = False
        elif child.type == ",":
            if gap:
                found.append(at(nodes.Constant(None), child))
            gap = True
    return nodes.List(found, LOAD)


def mapping(w: Walker, node: Node) -> ast.expr:
    """An object: names and values, methods among them; what is spread into it has no name."""
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for child in w.children(node):
        kind = child.type
        if kind == "pair":
            keys.append(key(w, child.child_by_field_name("key"), child))
            values.append(w.sub(child, "value"))
        elif kind == "shorthand_property_identifier":
            keys.append(key(w, child, child))
            values.append(w.expr(child))
        elif kind == "method_definition":
            keys.append(key(w, child.child_by_field_name("name"), child))
            values.append(Define(member_function(w, child, [])))
        else:
            parts = w.exprs(child.named_children) if kind == "spread_element" else [w.expr(child)]
            keys += [None] * len(parts)
            values += parts
    return nodes.Dict(keys, values)


def sequence(w: Walker, node: Node) -> ast.expr:
    """`a, b`."""
    return last(w.exprs(node.named_children) or [w.nothing(node)], node)


def ternary(w: Walker, node: Node) -> ast.expr:
    """`a ? b : c`."""
    test = w.sub(node, "condition")
    return nodes.IfExp(test, w.sub(node, "consequence"), w.sub(node, "alternative"))


def awaited(w: Walker, node: Node) -> ast.expr:
    """`await a`."""
    return ast.Await(remains(w, node))


def spread(w: Walker, node: Node) -> ast.expr:
    """`...a`."""
    return ast.Starred(remains(w, node), LOAD)


def yielded(w: Walker, node: Node) -> ast.expr:
    """`yield a`, `yield* a`."""
    value = remains(w, node)
    if any(child.type == "*" for child in node.children[:2]):
        return ast.YieldFrom(value)
    return ast.Yield(value)


def meta(w: Walker, node: Node) -> ast.expr:
    """`import.meta`, `new.target`."""
    owner, _, name = w.text(node).replace(" ", "").partition(".")
    return nodes.Attribute(at(nodes.Name(owner, LOAD), node), name, LOAD)


def element(w: Walker, node: Node) -> ast.expr:
    """JSX: what it is given and what it holds."""
    found: list[ast.expr] = []
    opened = node.child_by_field_name("open_tag")
    for child in [*(w.children(opened) if opened else ()), *w.children(node)]:
        if child.type == "jsx_attribute":
            found += w.exprs(w.children(child)[1:])
        elif child.type not in _TAGS and not _is_name(child):
            found.append(w.expr(child))
    return called("%jsx", found, node)


_TAGS = frozenset({"jsx_opening_element", "jsx_closing_element", "jsx_namespace_name"})


def _is_name(node: Node) -> bool:
    return node.type in {"identifier", "member_expression", "nested_identifier"}


def words(w: Walker, node: Node) -> ast.expr:
    """Text between the tags of JSX."""
    return nodes.Constant(" ".join(w.text(node).split()))


def private(w: Walker, node: Node) -> ast.expr:
    """The name of a property by itself."""
    return nodes.Constant(name_of(w, node))
