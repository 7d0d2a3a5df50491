"""What do the statements of JavaScript become?"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.assignments import effect
from ostiary.program.lower.javascript.functions import declare, declared
from ostiary.program.lower.javascript.names import name_of
from ostiary.program.lower.javascript.patterns import target
from ostiary.program.lower.walker import LOAD, STORE, Walker, at, remains

Out = list[ast.stmt]


def nested(w: Walker, node: Node | None) -> Out:
    """The body of something, in braces or not."""
    if node is None:
        return []
    if node.type == "statement_block":
        return w.block(node.named_children)
    if node.type == "else_clause":
        return w.block(node.named_children)
    return w.block([node])


def braces(w: Walker, node: Node, out: Out) -> None:
    """A block by itself: its statements, with its functions first."""
    out += w.block(node.named_children)


def nothing(_w: Walker, _node: Node, _out: Out) -> None:
    """A statement that does nothing."""


def expression(w: Walker, node: Node, out: Out) -> None:
    """An expression for what it does."""
    found = w.children(node)
    for child in found:
        if child.kind_id in w.statements:
            w.statement(child, out)
        else:
            effect(w, child, out)


def variables(w: Walker, node: Node, out: Out) -> None:
    """`var`, `let`, `const`, `using`."""
    kind = node.children[0].type
    for one in w.children(node):
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if name is None:
            w.statement(one, out)
        else:
            given = w.nothing(one) if value is None else w.expr(value)
            out += declared(w, name, given, kind if kind in {"let", "const"} else "var")


def choice(w: Walker, node: Node, out: Out) -> None:
    """`if`, with what follows its `else if` in one loop."""
    kind = node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        test = w.sub(inner, "condition")
        made = nodes.If(test, nested(w, inner.child_by_field_name("consequence")), [])
        out.append(at(made, inner))
        out = made.orelse
        otherwise = inner.child_by_field_name("alternative")
        parts = w.children(otherwise) if otherwise is not None else []
        inner = parts[0] if parts else None
    if inner is not None:
        out += nested(w, inner)


def loop_body(w: Walker, node: Node) -> Out:
    """What a loop repeats; a `continue` in it is its own."""
    flag, w.flag = w.flag, ""
    body = nested(w, node.child_by_field_name("body"))
    w.flag = flag
    return body


def counted(w: Walker, node: Node, out: Out) -> None:
    """`for (start; test; step)` is its start and a `while` that ends in its step."""
    start = node.child_by_field_name("initializer")
    if start is not None and start.kind_id in w.statements:
        w.statement(start, out)
    elif start is not None:
        effect(w, start, out)
    condition = node.child_by_field_name("condition")
    test: ast.expr = at(nodes.Constant(True), node)
    if condition is not None and condition.type not in {"empty_statement", ";"}:
        inner = w.children(condition) if condition.type == "expression_statement" else [condition]
        test = w.expr(inner[0]) if inner else test
    body = loop_body(w, node)
    step = node.child_by_field_name("increment")
    if step is not None:
        effect(w, step, body)
    out.append(at(ast.While(test, body, []), node))


def each(w: Walker, node: Node, out: Out) -> None:
    """`for (one of many)` and `for (key in object)`."""
    many = w.sub(node, "right")
    sign = node.child_by_field_name("operator")
    if sign is not None and sign.type == "in":
        many = at(nodes.Call(at(nodes.Name("%keys", LOAD), node), [many], []), node)
    left, kind = node.child_by_field_name("left"), node.child_by_field_name("kind")
    first: Out = []
    if left is None or left.type not in {"identifier", "member_expression", "subscript_expression"}:
        name = w.fresh()
        one: ast.expr = at(nodes.Name(name, STORE), node)
        if left is not None:
            value = at(nodes.Name(name, LOAD), node)
            first = declared(w, left, value, kind.type if kind else "let")
    else:
        one = target(w, left)
        if kind is not None and isinstance(one, ast.Name):
            first = [declare(one, w.nothing(node), kind.type, node)]
            out += first
            first = []
    waits = any(child.type == "await" for child in node.children[:3])
    made = (ast.AsyncFor if waits else ast.For)(one, many, [*first, *loop_body(w, node)], [])
    out.append(at(made, node))


def repeated(w: Walker, node: Node, out: Out) -> None:
    """`while`."""
    out.append(at(ast.While(w.sub(node, "condition"), loop_body(w, node), []), node))


def until(w: Walker, node: Node, out: Out) -> None:
    """`do ... while (test)` leaves a loop when the test fails."""
    body = loop_body(w, node)
    test = at(nodes.UnaryOp(ast.Not(), w.sub(node, "condition")), node)
    body.append(at(nodes.If(test, [at(ast.Break(), node)], []), node))
    out.append(at(ast.While(at(nodes.Constant(True), node), body, []), node))


def left(w: Walker, node: Node, out: Out) -> None:
    """`break`, `continue`: inside a switch, which is a loop here, the latter also leaves the switch."""
    label = node.child_by_field_name("label")
    if node.type == "break_statement":
        made: ast.Break | ast.Continue = ast.Break()
    elif w.flag and label is None:
        w.used.add(w.flag)
        name = at(nodes.Name(w.flag, STORE), node)
        out.append(at(nodes.Assign([name], at(nodes.Constant(True), node)), node))
        made = ast.Break()
    else:
        made = ast.Continue()
    if label is not None:
        made.__dict__["label"] = w.text(label)
    out.append(at(made, node))


def _handed(w: Walker, node: Node) -> ast.expr:
    """What `return` and `throw` hand on: assignments and `a, b` are expressions here."""
    inner = w.children(node)
    if len(inner) == 1 and not inner[0].is_error and inner[0].is_named:
        return w.expr(inner[0])
    return remains(w, node)


def answered(w: Walker, node: Node, out: Out) -> None:
    """`return`."""
    value = _handed(w, node) if w.children(node) else None
    out.append(at(nodes.Return(value), node))


def thrown(w: Walker, node: Node, out: Out) -> None:
    """`throw`."""
    out.append(at(ast.Raise(_handed(w, node), None), node))


def tried(w: Walker, node: Node, out: Out) -> None:
    """`try`, with what a pattern after `catch` takes apart."""
    body = nested(w, node.child_by_field_name("body"))
    handlers = []
    caught = node.child_by_field_name("handler")
    if caught is not None:
        name, first = None, list[ast.stmt]()
        parameter = caught.child_by_field_name("parameter")
        if parameter is not None and parameter.type == "identifier":
            name = name_of(w, parameter)
        elif parameter is not None:
            name = w.fresh()
            first = declared(w, parameter, at(nodes.Name(name, LOAD), parameter), "let")
        inner = [*first, *nested(w, caught.child_by_field_name("body"))]
        handler = ast.ExceptHandler(None, name, inner)
        handler.lineno = caught.start_point[0] + 1
        handlers.append(handler)
    final = node.child_by_field_name("finalizer")
    closing = nested(w, final.child_by_field_name("body")) if final is not None else []
    out.append(at(ast.Try(body, handlers, [], closing), node))


_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_NAMED = frozenset(
    {"for_statement", "for_in_statement", "while_statement", "do_statement", "labeled_statement"}
)
"""Statements that are loops by themselves, and may bear a name as such."""


def labeled(w: Walker, node: Node, out: Out) -> None:
    """A loop that has a name, or a block, which is a loop that ends with its first round."""
    body, label = node.child_by_field_name("body"), node.child_by_field_name("label")
    start = len(out)
    if body is not None:
        w.statement(body, out)
    named = body is not None and body.type in _NAMED
    loops = [one for one in out[start:] if isinstance(one, _LOOPS)] if named else []
    if not loops and out[start:]:
        single = at(ast.List([at(nodes.Constant(0), node)], LOAD), node)
        once = at(ast.For(at(nodes.Name(w.fresh(), STORE), node), single, out[start:], []), node)
        del out[start:]
        out.append(once)
        loops = [once]
    for made in loops:
        if label is not None:
            made.__dict__["labels"] = (*made.__dict__.get("labels", ()), w.text(label))


def within(w: Walker, node: Node, out: Out) -> None:
    """`with (object)`."""
    item = ast.withitem(w.sub(node, "object"), None)
    out.append(at(ast.With([item], nested(w, node.child_by_field_name("body"))), node))
