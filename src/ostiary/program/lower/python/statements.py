"""What do the statements of Python become, those of Python 2 included?"""

import ast

from tree_sitter import Node

from ostiary.program.lower.python.definitions import body_of
from ostiary.program.lower.python.expressions import OPERATORS, several, sign_of, stored
from ostiary.program.lower.walker import DELETE, LOAD, Walker, at, remains

Out = list[ast.stmt]


def expression(w: Walker, node: Node, out: Out) -> None:
    """An expression for what it does."""
    found = w.children(node)
    if len(found) > 1 or any(child.type == "," for child in node.children):
        out.append(at(ast.Expr(at(several(w, node), node)), node))
        return
    for child in found:
        w.statement(child, out)


def block(w: Walker, node: Node, out: Out) -> None:
    """Statements that are further in."""
    out += w.block(node.named_children)


def assignment(w: Walker, node: Node, out: Out) -> None:
    """`a = b = c`, `a: int = b`."""
    note = node.child_by_field_name("type")
    if note is not None:
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        target = stored(w.sub(node, "left"))
        given = w.expr(value) if value is not None else None
        simple = int(isinstance(target, ast.Name))
        made = ast.AnnAssign(target, w.expr(note), given, simple)  # type: ignore[call-overload]  # 0 or 1
        out.append(at(made, node))
        return
    targets, kind = [], node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        targets.append(stored(w.sub(inner, "left")))
        inner = inner.child_by_field_name("right")
    value_ = w.nothing(node) if inner is None else w.expr(inner)
    out.append(at(ast.Assign(targets, value_), node))


def augmented(w: Walker, node: Node, out: Out) -> None:
    """`a += b`."""
    sign = OPERATORS.get(sign_of(node).removesuffix("="), ast.Add)
    target = stored(w.sub(node, "left"))
    out.append(at(ast.AugAssign(target, sign(), w.sub(node, "right")), node))  # type: ignore[arg-type]  # any place


def choice(w: Walker, node: Node, out: Out) -> None:
    """`if`, each `elif` inside the `else` before it."""
    made = at(ast.If(w.sub(node, "condition"), body_of(w, node, "consequence"), []), node)
    out.append(made)
    for other in node.children_by_field_name("alternative"):
        if other.type == "elif_clause":
            body = body_of(w, other, "consequence")
            inner = at(ast.If(w.sub(other, "condition"), body, []), other)
            made.orelse.append(inner)
            made = inner
        else:
            made.orelse += body_of(w, other)


def _otherwise(w: Walker, node: Node) -> Out:
    return body_of(w, node.child_by_field_name("alternative"))


def each(w: Walker, node: Node, out: Out) -> None:
    """`for`."""
    kind = ast.AsyncFor if node.children[0].type == "async" else ast.For
    target = stored(w.sub(node, "left"))
    made = kind(target, w.sub(node, "right"), body_of(w, node), _otherwise(w, node))
    out.append(at(made, node))


def repeated(w: Walker, node: Node, out: Out) -> None:
    """`while`."""
    made = ast.While(w.sub(node, "condition"), body_of(w, node), _otherwise(w, node))
    out.append(at(made, node))


def tried(w: Walker, node: Node, out: Out) -> None:
    """`try`."""
    made = ast.Try(body_of(w, node), [], [], [])
    for child in w.children(node):
        kind = child.type
        if kind in {"except_clause", "except_group_clause"}:
            made.handlers.append(_handler(w, child))
        elif kind == "else_clause":
            made.orelse = body_of(w, child)
        elif kind == "finally_clause":
            made.finalbody = [one for inner in w.children(child) for one in _inside(w, inner)]
    out.append(at(made, node))


def _inside(w: Walker, node: Node) -> Out:
    return w.block(node.named_children if node.type == "block" else [node])


def _handler(w: Walker, node: Node) -> ast.ExceptHandler:
    caught: list[Node] = node.children_by_field_name("value")
    alias = node.child_by_field_name("alias")
    if caught and caught[0].type == "as_pattern":
        alias = caught[0].child_by_field_name("alias")
        caught = w.children(caught[0])[:1]
    elif len(caught) > 1:
        alias = caught[1]
    kind = w.expr(caught[0]) if caught else None
    body = [one for child in w.children(node) if child.type == "block" for one in _inside(w, child)]
    made = ast.ExceptHandler(kind, w.text(alias) if alias is not None else None, body)
    made.lineno, made.col_offset = node.start_point[0] + 1, node.start_point[1]
    return made


def within(w: Walker, node: Node, out: Out) -> None:
    """`with`."""
    items = []
    for clause in w.children(node):
        if clause.type == "with_clause":
            items += [_item(w, one) for one in w.children(clause)]
    kind = ast.AsyncWith if node.children[0].type == "async" else ast.With
    out.append(at(kind(items, body_of(w, node)), node))


def _item(w: Walker, node: Node) -> ast.withitem:
    value = node.child_by_field_name("value") or node
    if value.type != "as_pattern":
        return ast.withitem(w.expr(value) if value != node else remains(w, node), None)
    parts, alias = w.children(value), value.child_by_field_name("alias")
    target = stored(remains(w, alias)) if alias is not None and alias.child_count else None
    if alias is not None and target is None:
        target = stored(at(ast.Name(w.text(alias), LOAD), alias))
    return ast.withitem(w.expr(parts[0]) if parts else w.nothing(node), target)


def printed(w: Walker, node: Node, out: Out) -> None:
    """`print >>file, a, b`."""
    plain, words = [], []
    for child in w.children(node):
        if child.type == "chevron":
            words.append(ast.keyword("file", remains(w, child)))
        else:
            plain.append(w.expr(child))
    out.append(_called("print", plain, words, node))


def _called(name: str, plain: list[ast.expr], words: list[ast.keyword], node: Node) -> ast.stmt:
    return at(ast.Expr(at(ast.Call(at(ast.Name(name, LOAD), node), plain, words), node)), node)


def executed(w: Walker, node: Node, out: Out) -> None:
    """`exec code in globals, locals`."""
    out.append(_called("exec", w.exprs(node.named_children), [], node))


def raised(w: Walker, node: Node, out: Out) -> None:
    """`raise E, "m"` is `raise E("m")`."""
    cause = node.child_by_field_name("cause")
    parts: list[ast.expr] = []
    for child in w.children(node):
        if child != cause:
            inner = w.children(child) if child.type == "expression_list" else [child]
            parts += w.exprs(inner)
    value = parts[0] if parts else None
    if len(parts) > 1:
        value = at(ast.Call(parts[0], parts[1:2], []), node)
    out.append(at(ast.Raise(value, w.expr(cause) if cause is not None else None), node))


def answered(w: Walker, node: Node, out: Out) -> None:
    """`return`."""
    value = remains(w, node) if w.children(node) else None
    out.append(at(ast.Return(value), node))


def removed(w: Walker, node: Node, out: Out) -> None:
    """`del`."""
    targets: list[ast.expr] = []
    for child in w.children(node):
        inner = w.children(child) if child.type == "expression_list" else [child]
        targets += [stored(one, DELETE) for one in w.exprs(inner)]
    out.append(at(ast.Delete(targets), node))


def asserted(w: Walker, node: Node, out: Out) -> None:
    """`assert`."""
    parts = w.exprs(node.named_children)
    test = parts[0] if parts else w.nothing(node)
    out.append(at(ast.Assert(test, parts[1] if len(parts) > 1 else None), node))


def shared(w: Walker, node: Node, out: Out) -> None:
    """`global`, `nonlocal`."""
    kind = ast.Global if node.type == "global_statement" else ast.Nonlocal
    out.append(at(kind([w.text(one) for one in w.children(node)]), node))


def named_type(w: Walker, node: Node, out: Out) -> None:
    """`type X = ...`, for which the grammar also takes `type(x).y = ...`."""
    left = node.child_by_field_name("left")
    made = w.sub(node, "left")
    if left is not None and w.data[left.start_byte : left.start_byte + 1] == b"(":
        made = _of_type(made, node)
    target = stored(made)
    out.append(at(ast.Assign([target], w.sub(node, "right")), node))


def _of_type(made: ast.expr, node: Node) -> ast.expr:
    """Put the call of `type` back around the first link of a chain."""
    above: ast.Attribute | ast.Subscript | ast.Call | None = None
    inner = made
    while isinstance(inner, ast.Attribute | ast.Subscript | ast.Call):
        above, inner = inner, inner.func if isinstance(inner, ast.Call) else inner.value
    given = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    called = at(ast.Call(at(ast.Name("type", LOAD), node), given, []), node)
    if above is None:
        return called
    if isinstance(above, ast.Call):
        above.func = called
    else:
        above.value = called
    return made


def left(_w: Walker, node: Node, out: Out) -> None:
    """`pass`, `break`, `continue`."""
    out.append(at(_WORDS[node.type](), node))


_WORDS: dict[str, type[ast.Pass | ast.Break | ast.Continue]] = {
    "pass_statement": ast.Pass,
    "break_statement": ast.Break,
    "continue_statement": ast.Continue,
}
