"""What does a pattern of JavaScript bind to what: in declarations, parameters and assignments?"""

import ast
from collections.abc import Callable

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.names import called, key, last, member, name_of
from ostiary.program.lower.walker import LOAD, STORE, Walker, at

Bound = list[tuple[ast.expr, ast.expr]]
"""Targets and values, in the order of assignment."""

_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern", "undefined"})
_INNER = frozenset({"parenthesized_expression", "non_null_expression", "as_expression"})
_DEFAULTS = frozenset({"assignment_pattern", "object_assignment_pattern", "assignment_expression"})


def bind(w: Walker, node: Node, value: ast.expr, out: Bound) -> None:
    """Bind the value to a pattern; patterns inside patterns go over names made here."""
    kind = node.type
    if kind == "object_pattern":
        _object(w, node, value, out)
    elif kind == "array_pattern":
        _array(w, node, value, out)
    elif kind in _DEFAULTS:
        held = _held(w, node, value, out)
        _default(w, node, held, out)
    else:
        out.append((target(w, node), value))


def target(w: Walker, node: Node) -> ast.expr:
    """One place that an assignment can go to."""
    while node.type in _INNER and node.named_children:
        node = node.named_children[0]
    if node.type in _NAMES:
        return at(nodes.Name(name_of(w, node), STORE), node)
    made = w.expr(node)
    if isinstance(made, _PLACES):
        made.ctx = STORE
        return made
    w.stray.append(at(nodes.Expr(made), node))  # nothing that can be assigned to, but it is run
    return at(nodes.Name(w.fresh(), STORE), node)


_PLACES = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List)


def _held(w: Walker, node: Node, value: ast.expr, out: Bound) -> Callable[[], ast.expr]:
    """The value under a name of its own, to be looked at several times."""
    made = w.fresh()
    out.append((at(nodes.Name(made, STORE), node), value))
    return lambda: at(nodes.Name(made, LOAD), node)


def _default(w: Walker, node: Node, held: Callable[[], ast.expr], out: Bound) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    missing = at(nodes.Compare(held(), [ast.Is()], [w.nothing(node)]), node)
    bind_deeper(w, left, at(nodes.IfExp(missing, w.expr(right), held()), node), out)


def bind_deeper(w: Walker, node: Node, value: ast.expr, out: Bound) -> None:
    """As `bind`, one level down, and no deeper than any honest program goes."""
    if len(out) and node.child_count and w.levels > MAX_LEVELS:
        w.faults += 1
        w.beyond = True
        out.append((at(nodes.Name(w.fresh(), STORE), node), value))
        return
    w.levels += 1
    bind(w, node, value, out)
    w.levels -= 1


MAX_LEVELS = 30


def _object(w: Walker, node: Node, value: ast.expr, out: Bound) -> None:
    held = _held(w, node, value, out)
    taken: list[ast.expr] = []
    for part in w.children(node):
        kind = part.type
        if kind == "pair_pattern":
            field = key(w, part.child_by_field_name("key"), part)
            taken.append(field)
            inner = part.child_by_field_name("value")
            if inner is not None:
                bind_deeper(w, inner, member(held(), field, part), out)
        elif kind == "rest_pattern":
            _rest(w, part, called("%others", [held(), *taken], part), out)
        elif kind == "object_assignment_pattern":
            left = part.child_by_field_name("left")
            taken += [key(w, left, part)] if left is not None else []
            value = member(held(), key(w, left, part), part) if left is not None else held()
            bind_deeper(w, part, value, out)
        elif kind in _NAMES:
            taken.append(key(w, part, part))
            bind_deeper(w, part, member(held(), key(w, part, part), part), out)
        else:
            bind_deeper(w, part, held(), out)


def _rest(w: Walker, part: Node, value: ast.expr, out: Bound) -> None:
    for inner in w.children(part)[:1]:
        bind_deeper(w, inner, value, out)


def _elements(w: Walker, node: Node) -> list[Node | None]:
    """The elements of an array with its gaps."""
    found: list[Node | None] = []
    gap = True
    for child in node.children:
        if child.type == ",":
            if gap:
                found.append(None)
            gap = True
        elif child.is_named and child.kind_id not in w.skipped:
            found.append(child)
            gap = False
    return found


def _array(w: Walker, node: Node, value: ast.expr, out: Bound) -> None:
    parts = _elements(w, node)
    if parts and all(one is not None and one.type in _NAMES for one in parts):
        names = [target(w, one) for one in parts if one is not None]
        out.append((at(nodes.Tuple(names, STORE), node), value))
        return
    held = _held(w, node, value, out)
    for index, part in enumerate(parts):
        if part is None:
            continue
        place: ast.expr = at(nodes.Constant(index), part)
        if part.type == "rest_pattern":
            place = at(ast.Slice(place, None, None), part)
            _rest(w, part, at(nodes.Subscript(held(), place, LOAD), part), out)
        else:
            bind_deeper(w, part, at(nodes.Subscript(held(), place, LOAD), part), out)


def assigned(w: Walker, left: Node, value: ast.expr, node: Node) -> ast.expr:
    """An assignment as an expression."""
    out: Bound = []
    bind(w, left, value, out)
    steps: list[ast.expr] = [at(nodes.NamedExpr(one, given), node) for one, given in out]  # type: ignore[arg-type]  # any place
    if len(steps) > 1 and isinstance(out[0][0], ast.Name):
        steps.append(at(nodes.Name(out[0][0].id, LOAD), node))
    return last(steps, node) if steps else called("%lost", [value], node)
