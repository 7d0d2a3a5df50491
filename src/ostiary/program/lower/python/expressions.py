"""What do the expressions of Python become, as the tolerant grammar tells them?"""

import ast

from tree_sitter import Node

from ostiary.program.lower.walker import LOAD, STORE, Walker, at, remains

OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
    "**": ast.Pow,
    "@": ast.MatMult,
    "<<": ast.LShift,
    ">>": ast.RShift,
    "&": ast.BitAnd,
    "|": ast.BitOr,
    "^": ast.BitXor,
}
_COMPARED: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "not in": ast.NotIn,
    "is": ast.Is,
    "is not": ast.IsNot,
}
_UNARY: dict[str, type[ast.unaryop]] = {
    "-": ast.USub,
    "+": ast.UAdd,
    "~": ast.Invert,
    "not": ast.Not,
}
_LINKS = {"attribute": "object", "subscript": "value", "call": "function"}


def name(w: Walker, node: Node) -> ast.expr:
    """A name, where it is read."""
    text = w.text(node)
    if text:
        return ast.Name(text, LOAD)
    w.faults += 1
    return ast.Constant(None)


def stored(made: ast.expr, context: ast.expr_context = STORE) -> ast.expr:
    """The same, as what an assignment goes to, or a deletion."""
    waiting = [made]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Tuple | ast.List):
            waiting += one.elts
        elif isinstance(one, ast.Starred):
            waiting.append(one.value)
        if isinstance(one, _PLACES):
            one.ctx = context
    return made


_PLACES = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Starred)


def sign_of(node: Node) -> str:
    """What stands between two operands, or before one."""
    sign = node.child_by_field_name("operator")
    return sign.type if sign is not None else ""


def binary(w: Walker, node: Node) -> ast.expr:
    """A chain of operators to the left is one loop, however long it is."""
    links, kind = [], node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        links.append(inner)
        inner = inner.child_by_field_name("left")
    made = w.nothing(node) if inner is None else w.expr(inner)
    for link in reversed(links):
        made = _combined(made, sign_of(link), w.sub(link, "right"), link)
    return made


def _combined(left: ast.expr, sign: str, right: ast.expr, node: Node) -> ast.expr:
    if sign in {"and", "or"}:
        kind = ast.And if sign == "and" else ast.Or
        if isinstance(left, ast.BoolOp) and isinstance(left.op, kind):
            left.values.append(right)
            return left
        return at(ast.BoolOp(kind(), [left, right]), node)
    return at(ast.BinOp(left, OPERATORS.get(sign, ast.Add)(), right), node)


def unary(w: Walker, node: Node) -> ast.expr:
    """A chain of signs is one loop."""
    links, kind = [], node.kind_id
    inner: Node | None = node
    while inner is not None and inner.kind_id == kind:
        links.append(inner)
        inner = inner.child_by_field_name("argument")
    made = w.nothing(node) if inner is None else w.expr(inner)
    for link in reversed(links):
        made = at(ast.UnaryOp(_UNARY.get(sign_of(link), ast.Not)(), made), link)
    return made


def compared(w: Walker, node: Node) -> ast.expr:
    """`a < b <= c`."""
    signs = [one.type for one in node.children_by_field_name("operators")]
    parts = w.exprs(node.named_children)
    found = [_COMPARED.get(one, ast.Eq)() for one in signs]
    if len(parts) != len(found) + 1:
        w.faults += 1
        return ast.Tuple(parts, LOAD)
    return ast.Compare(parts[0], found, parts[1:])


def chain(w: Walker, node: Node) -> ast.expr:
    """Attributes, items and calls one upon the other are one loop, however many they are."""
    links: list[Node] = []
    base: Node | None = node
    while base is not None and (field := _LINKS.get(base.type)):
        links.append(base)
        base = base.child_by_field_name(field)
    made = w.nothing(node) if base is None else w.expr(base)
    spread = isinstance(made, ast.Starred)  # the star of `*a.b()` belongs to all of it
    made = made.value if isinstance(made, ast.Starred) else made
    for link in reversed(links):
        kind = link.type
        if kind == "attribute":
            place = link.child_by_field_name("attribute")
            made = ast.Attribute(made, w.text(place) if place else "", LOAD)
        elif kind == "subscript":
            made = ast.Subscript(made, _index(w, link), LOAD)
        else:
            made = _call(w, made, link)
        at(made, link)
    return ast.Starred(made, LOAD) if spread else made


def _index(w: Walker, node: Node) -> ast.expr:
    parts = w.exprs(node.children_by_field_name("subscript"))
    if len(parts) == 1 and not any(child.type == "," for child in node.children):
        return parts[0]
    return at(ast.Tuple(parts, LOAD), node)


def _call(w: Walker, function: ast.expr, node: Node) -> ast.expr:
    given = node.child_by_field_name("arguments")
    if given is None:
        return ast.Call(function, [], [])
    if given.type != "argument_list":
        return ast.Call(function, [w.expr(given)], [])
    return ast.Call(function, *arguments(w, given))


def arguments(w: Walker, node: Node) -> tuple[list[ast.expr], list[ast.keyword]]:
    """What a call is given, by place and by name."""
    plain: list[ast.expr] = []
    named: list[ast.keyword] = []
    for child in w.children(node):
        kind = child.type
        if kind == "keyword_argument":
            word = child.child_by_field_name("name")
            made = ast.keyword(w.text(word) if word else None, w.sub(child, "value"))
        elif kind == "dictionary_splat":
            made = ast.keyword(None, remains(w, child))
        else:
            plain.append(w.expr(child))
            continue
        made.lineno, made.col_offset = child.start_point[0] + 1, child.start_point[1]
        named.append(made)
    return plain, named


def sliced(w: Walker, node: Node) -> ast.expr:
    """`a:b:c` in brackets."""
    places: list[ast.expr | None] = [None]
    for child in node.children:
        if child.type == ":":
            places.append(None)
        elif child.is_named and child.kind_id not in w.skipped:
            places[-1] = w.expr(child)
    return ast.Slice(*[*places, None, None][:3])


def inner(w: Walker, node: Node) -> ast.expr:
    """What stands in parentheses."""
    kind = node.kind_id
    found = w.children(node)
    while len(found) == 1 and found[0].kind_id == kind:
        found = w.children(found[0])
    return w.expr(found[0]) if len(found) == 1 else remains(w, node)


def several(w: Walker, node: Node) -> ast.expr:
    """`a, b`."""
    return ast.Tuple(w.exprs(node.named_children), LOAD)


def listed(w: Walker, node: Node) -> ast.expr:
    """`[a, b]`."""
    return ast.List(w.exprs(node.named_children), LOAD)


def collected(w: Walker, node: Node) -> ast.expr:
    """`{a, b}`."""
    return ast.Set(w.exprs(node.named_children))


def mapping(w: Walker, node: Node) -> ast.expr:
    """`{a: b, **c}`."""
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for child in w.children(node):
        if child.type == "pair":
            keys.append(w.sub(child, "key"))
            values.append(w.sub(child, "value"))
        else:
            keys.append(None)
            values.append(remains(w, child) if child.child_count else w.expr(child))
    return ast.Dict(keys, values)


def starred(w: Walker, node: Node) -> ast.expr:
    """`*a`."""
    return ast.Starred(remains(w, node), LOAD)


def choice(w: Walker, node: Node) -> ast.expr:
    """`a if b else c`."""
    parts = w.exprs(node.named_children)
    if len(parts) != 3:
        return ast.Tuple(parts, LOAD)
    return ast.IfExp(parts[1], parts[0], parts[2])


def bound(w: Walker, node: Node) -> ast.expr:
    """`a := b`."""
    target = stored(w.sub(node, "name"))
    return ast.NamedExpr(target, w.sub(node, "value"))  # type: ignore[arg-type]  # any place


def awaited(w: Walker, node: Node) -> ast.expr:
    """`await a`."""
    return ast.Await(remains(w, node))


def yielded(w: Walker, node: Node) -> ast.expr:
    """`yield a`, `yield from a`."""
    if any(child.type == "from" for child in node.children[:2]):
        return ast.YieldFrom(remains(w, node))
    return ast.Yield(remains(w, node) if w.children(node) else None)
