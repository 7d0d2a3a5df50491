"""Python files that are data: what is left when large tables are taken out, and is it no program?"""

import ast

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.program.python.whole import tree_of

MAX_BYTES = 16 << 20
MAX_REST = 1 << 18
"""Bytes beside tables and line ends, of which Python's own parser makes a tree."""

MIN_TABLE = 1 << 10
"""Bytes of a table that is worth taking out."""

_TOKEN = regex(
    rb"(?P<blank>[ \t\r\n\f\\]++|#[^\n]*+)"
    rb"|(?P<text>[rRbBuU]{0,2}(?:\"\"\"(?s:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\""
    rb"|'''(?s:[^'\\]|\\.|'(?!''))*+'''"
    rb"|\"(?:[^\"\\\n]|\\(?s:.))*+\"|'(?:[^'\\\n]|\\(?s:.))*+'))"
    rb"|(?P<number>(?:\d|\.\d)[\w.]*+)"
    rb"|(?P<name>[A-Za-z_\x80-\xff][\w\x80-\xff]*+)"
    rb"|(?P<open>[\[{(])|(?P<close>[\]})])"
    rb"|(?P<plain>[,:+-])|(?P<other>[^\"'])"
)
_WORDS = frozenset((b"True", b"False", b"None"))
_CALLED = frozenset(("name", "close", "text"))
"""What a bracket may follow that is an argument, an index or a list of parameters."""

LEFT_OUT = "__table_left_out__"
"""The function that is called in place of a table: nobody read what it gives."""


class _Bracket(Struct):
    start: int
    literal: bool


_SAYS = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr, ast.Pass)
_VALUES = (
    *(
        ast.Constant,
        ast.Name,
        ast.List,
        ast.Tuple,
        ast.Dict,
        ast.Set,
        ast.UnaryOp,
        ast.Load,
        ast.Store,
    ),
    *(ast.USub, ast.UAdd, ast.Attribute, ast.Subscript, ast.alias, ast.BitOr, ast.BinOp),
)
"""What binds names to values and works nothing out: no call, no loop, no function."""


def data_alone(data: bytes) -> bytes:
    """What is left of a module that binds names to literals and does nothing else; empty if it does more."""
    bare = without_tables(data)
    if bare == data or len(bare) - bare.count(b"\n") > MAX_REST:
        return b""
    tree = tree_of(bare)
    if tree is None:
        return b""
    plain = all(isinstance(one, _SAYS) for one in tree.body)
    inner = (one for stmt in tree.body for one in ast.walk(stmt) if one is not stmt)
    return bare if plain and all(map(_no_work, inner)) else b""


def _no_work(node: ast.AST) -> bool:
    """Whether a node works nothing out, or stands for a table."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == LEFT_OUT
    return isinstance(node, _VALUES)


def without_tables(data: bytes) -> bytes:
    """The source with large texts, and large brackets of literals alone, replaced by a call of `LEFT_OUT`.

    Lines stay where they are. What is called, indexed or worked out stays as it is; a text in which a
    literal cannot be told from code, as formatted ones, comes back unchanged.
    """
    if len(data) > MAX_BYTES:
        return data
    spans: list[tuple[int, int]] = []
    stack: list[_Bracket] = []
    before, place = "", 0
    for token in _TOKEN.finditer(data):
        kind = token.lastgroup or ""
        if token.start() != place or (kind == "text" and before == "name" and _glued(data, place)):
            return data
        place = token.end()
        if kind == "blank":
            continue
        if kind == "open":
            stack.append(_Bracket(token.start(), before not in _CALLED))
        elif kind == "close":
            if not stack:
                return data
            _close(stack, spans, token.end())
        elif kind == "text" and not stack and place - token.start() >= MIN_TABLE:
            spans.append(token.span())
        elif stack and (kind == "other" or (kind == "name" and token[0] not in _WORDS)):
            stack[-1].literal = False
        before = kind
    return _cut(data, spans) if place == len(data) and not stack else data


def _glued(data: bytes, place: int) -> bool:
    """Whether a name ends where a text starts: a prefix that makes it more than a literal."""
    return place > 0 and data[place - 1 : place] not in b" \t\r\n\f\\"


def _close(stack: list[_Bracket], spans: list[tuple[int, int]], end: int) -> None:
    """Note a bracket that is a table; what is no literal makes those around it none either."""
    closed = stack.pop()
    if not closed.literal:
        if stack:
            stack[-1].literal = False
    elif end - closed.start >= MIN_TABLE:
        while spans and spans[-1][0] > closed.start:
            spans.pop()
        spans.append((closed.start, end))


def _cut(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    parts, last, name = [], 0, LEFT_OUT.encode()
    for start, end in spans:
        lines = data.count(b"\n", start, end)
        parts += [data[last:start], name + b"(" + b"\n" * lines + b")"]
        last = end
    return b"".join((*parts, data[last:]))
