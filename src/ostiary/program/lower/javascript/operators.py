"""What do the operators of JavaScript become?"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.names import called
from ostiary.program.lower.walker import Walker, at

BINARY: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "%": ast.Mod,
    "**": ast.Pow,
    "<<": ast.LShift,
    ">>": ast.RShift,
    "&": ast.BitAnd,
    "|": ast.BitOr,
    "^": ast.BitXor,
}
_COMPARED: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "===": ast.Eq,
    "!=": ast.NotEq,
    "!==": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
}
_LOGICAL: dict[str, type[ast.boolop]] = {"&&": ast.And, "||": ast.Or, "??": ast.Or}
_CALLED = {"instanceof": "instanceof", ">>>": "%ushr"}
_UNARY: dict[str, type[ast.unaryop]] = {
    "-": ast.USub,
    "+": ast.UAdd,
    "!": ast.Not,
    "~": ast.Invert,
}


def combine(left: ast.expr, operator: str, right: ast.expr, node: Node) -> ast.expr:
    """Two operands and what stands between them."""
    if operator in BINARY:
        return at(nodes.BinOp(left, BINARY[operator](), right), node)
    if operator in _COMPARED:
        return at(nodes.Compare(left, [_COMPARED[operator]()], [right]), node)
    if operator in _LOGICAL:
        kind = _LOGICAL[operator]
        if isinstance(left, ast.BoolOp) and isinstance(left.op, kind):
            left.values.append(right)
            return left
        return at(nodes.BoolOp(kind(), [left, right]), node)
    return called(_CALLED.get(operator, "%" + operator), [left, right], node)


def binary(w: Walker, node: Node) -> ast.expr:
    """A chain of operators to the left is one loop, however long it is."""
    links, kind = [], node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        links.append(inner)
        inner = inner.child_by_field_name("left")
    made = w.nothing(node) if inner is None else w.expr(inner)
    for link in reversed(links):
        sign = link.child_by_field_name("operator")
        made = combine(made, sign.type if sign else "", w.sub(link, "right"), link)
    return made


def unary(w: Walker, node: Node) -> ast.expr:
    """A chain of signs is one loop."""
    links, kind = [], node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        links.append(inner)
        inner = inner.child_by_field_name("argument")
    made = w.nothing(node) if inner is None else w.expr(inner)
    for link in reversed(links):
        sign = link.child_by_field_name("operator")
        made = _signed(sign.type if sign else "", made, link)
    return made


def _signed(sign: str, made: ast.expr, node: Node) -> ast.expr:
    if sign in _UNARY:
        return at(nodes.UnaryOp(_UNARY[sign](), made), node)
    if sign == "void" and isinstance(made, ast.Constant):
        return at(nodes.Constant(None), node)
    name = sign if sign == "typeof" else "%" + sign
    return called(name, [made], node)
