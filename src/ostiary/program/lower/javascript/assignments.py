"""What do assignments, counters and other expressions do that stand as statements?"""

import ast
from collections.abc import Callable

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.names import last
from ostiary.program.lower.javascript.operators import BINARY, combine
from ostiary.program.lower.javascript.patterns import Bound, assigned, bind, target
from ostiary.program.lower.walker import DELETE, LOAD, STORE, Walker, at

_PATTERNS = frozenset({"object_pattern", "array_pattern"})


def _chain(node: Node) -> tuple[list[Node], Node | None]:
    """The targets of `a = b = c` and its value."""
    kind = node.kind_id
    lefts: list[Node] = []
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        left = inner.child_by_field_name("left")
        if left is not None:
            lefts.append(left)
        inner = inner.child_by_field_name("right")
    return lefts, inner


def assignment(w: Walker, node: Node) -> ast.expr:
    """`a = b = c` as an expression."""
    lefts, inner = _chain(node)
    value = w.nothing(node) if inner is None else w.expr(inner)
    for left in reversed(lefts):
        value = assigned(w, left, value, left)
    return value


def augmented(w: Walker, node: Node) -> ast.expr:
    """`a += b` as an expression."""
    sign = node.child_by_field_name("operator")
    operator = sign.type[:-1] if sign else "+"
    left = node.child_by_field_name("left")
    if left is None:
        return w.sub(node, "right")
    return _changed(w, left, lambda old: combine(old, operator, w.sub(node, "right"), node), node)


def update(w: Walker, node: Node) -> ast.expr:
    """`++a` is the new value, `a++` the new one without the step."""
    left, sign = _stepped(node)
    if left is None:
        return w.nothing(node)
    one = at(nodes.Constant(1), node)
    made = _changed(w, left, lambda old: combine(old, sign, one, node), node)
    if node.children[0].is_named:
        return combine(made, "-" if sign == "+" else "+", at(nodes.Constant(1), node), node)
    return made


def _stepped(node: Node) -> tuple[Node | None, str]:
    sign = node.child_by_field_name("operator")
    return node.child_by_field_name("argument"), sign.type[0] if sign and sign.type else "+"


def _changed(w: Walker, left: Node, new: Callable[[ast.expr], ast.expr], node: Node) -> ast.expr:
    """A place is read and written, but what stands in it is evaluated once."""
    place = target(w, left)
    steps: list[ast.expr] = []
    if isinstance(place, ast.Attribute | ast.Subscript):
        place.value = _once(w, place.value, steps, node)
        if isinstance(place, ast.Subscript):
            place.slice = _once(w, place.slice, steps, node)
    changed = at(nodes.NamedExpr(place, new(_copy(place, node))), node)  # type: ignore[arg-type]  # any place
    return last([*steps, changed], node)


def _once(w: Walker, part: ast.expr, steps: list[ast.expr], node: Node) -> ast.expr:
    if isinstance(part, ast.Name | ast.Constant):
        return part
    name = w.fresh()
    steps.append(at(nodes.NamedExpr(at(nodes.Name(name, STORE), node), part), node))
    return at(nodes.Name(name, LOAD), node)


def _copy(place: ast.expr, node: Node) -> ast.expr:
    if isinstance(place, ast.Name):
        return at(nodes.Name(place.id, LOAD), node)
    if isinstance(place, ast.Attribute):
        return at(nodes.Attribute(place.value, place.attr, LOAD), node)
    if isinstance(place, ast.Subscript):
        return at(nodes.Subscript(place.value, place.slice, LOAD), node)
    return place


def effect(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """An expression for what it does: the plainest statements that do the same."""
    while node.type == "parenthesized_expression" and len(w.children(node)) == 1:
        node = w.children(node)[0]
    act = _EFFECTS.get(node.type)
    if act is None or w.deep:
        out.append(at(nodes.Expr(w.expr(node)), node))
    else:
        act(w, node, out)


def _several(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    for child in w.children(node):
        w.statement(child, out)


def _assign(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    lefts, inner = _chain(node)
    value = w.nothing(node) if inner is None else w.expr(inner)
    if not any(left.type in _PATTERNS for left in lefts):
        out.append(at(nodes.Assign([target(w, left) for left in lefts], value), node))
        return
    for left in reversed(lefts[1:]):
        value = assigned(w, left, value, left)
    bound: Bound = []
    bind(w, lefts[0], value, bound)
    out += [at(nodes.Assign([one], given), node) for one, given in bound]


def _augment(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    sign = node.child_by_field_name("operator")
    left = node.child_by_field_name("left")
    operator = BINARY.get(sign.type[:-1]) if sign else None
    if operator is None or left is None:
        out.append(at(nodes.Expr(w.expr(node)), node))
        return
    place = target(w, left)
    made = ast.AugAssign(place, operator(), w.sub(node, "right"))  # type: ignore[arg-type]  # any place
    out.append(at(made, node))


def _step(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    left, sign = _stepped(node)
    if left is not None:
        one = at(nodes.Constant(1), node)
        made = ast.AugAssign(target(w, left), BINARY[sign](), one)  # type: ignore[arg-type]  # any place
        out.append(at(made, node))


def _unary(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    sign, inner = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    if sign is not None and sign.type == "delete" and inner is not None:
        place = target(w, inner)
        if isinstance(place, ast.Name | ast.Attribute | ast.Subscript):
            place.ctx = DELETE
        out.append(at(ast.Delete([place]), node))
    else:
        out.append(at(nodes.Expr(w.expr(node)), node))


_EFFECTS = {
    "sequence_expression": _several,
    "assignment_expression": _assign,
    "augmented_assignment_expression": _augment,
    "update_expression": _step,
    "unary_expression": _unary,
}
