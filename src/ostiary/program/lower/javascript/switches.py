"""How does a switch of JavaScript read as plain choices?

It is a loop of one round, so that a `break` leaves it; each case is an `if`. A `continue` is meant for the
loop around: it leaves the switch with a flag up, and right behind the switch the flag is looked at.
"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.walker import LOAD, STORE, Walker, at


def switch(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """A switch."""
    name, outer = w.fresh(), w.flag
    w.flag = flag = w.fresh()
    out.append(_set(name, w.sub(node, "value"), node))
    body = node.child_by_field_name("body")
    cases = _cases(w, w.children(body) if body is not None else [], name, node)
    w.flag = outer
    if flag in w.used or w.deferred(flag):
        out.append(_set(flag, at(nodes.Constant(False), node), node))
    else:
        flag = ""
    once = at(nodes.Tuple([w.nothing(node)], LOAD), node)
    made = ast.For(at(nodes.Name(w.fresh(), STORE), node), once, cases, [])
    out.append(at(made, node))
    if flag:
        out.append(_passed_on(w, flag, node))


def _set(name: str, value: ast.expr, node: Node) -> ast.stmt:
    return at(nodes.Assign([at(nodes.Name(name, STORE), node)], value), node)


def _passed_on(w: Walker, flag: str, node: Node) -> ast.stmt:
    """The `continue` of the loop around, or of the switch around."""
    steps: list[ast.stmt] = [at(ast.Continue(), node)]
    if w.flag:
        w.used.add(w.flag)
        steps = [_set(w.flag, at(nodes.Constant(True), node), node), at(ast.Break(), node)]
    return at(nodes.If(at(nodes.Name(flag, LOAD), node), steps, []), node)


def _cases(w: Walker, parts: list[Node], name: str, node: Node) -> list[ast.stmt]:
    out: list[ast.stmt] = []
    values: list[ast.expr] = []
    default = False
    for part in parts:
        value = part.child_by_field_name("value")
        if part.type == "switch_default":
            default = True
        elif value is not None:
            values.append(w.expr(value))
        body = part.children_by_field_name("body") if part.type in _CASES else [part]
        if not body:
            continue
        test = at(nodes.Constant(True), part) if default else _test(name, values, part)
        out.append(at(nodes.If(test, w.block(body), []), part))
        values, default = [], False
    if values:
        out.append(at(nodes.Expr(_test(name, values, node)), node))
    return out


_CASES = frozenset({"switch_case", "switch_default"})


def _test(name: str, values: list[ast.expr], node: Node) -> ast.expr:
    given = at(nodes.Name(name, LOAD), node)
    if len(values) == 1:
        return at(nodes.Compare(given, [ast.Eq()], values), node)
    return at(nodes.Compare(given, [ast.In()], [at(nodes.Tuple(values, LOAD), node)]), node)
