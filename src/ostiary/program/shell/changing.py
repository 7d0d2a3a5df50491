"""What do the operators of an expansion and of arithmetic make of a text or a number that is known?"""

import ast
import operator
import re
from collections.abc import Callable
from fnmatch import translate

from ostiary.core.regex import regex

MAX_PATTERN = 100  # characters of a pattern in an expansion
MAX_LOOKED = 4096  # characters of a text in which one is looked for
MAX_NUMBER = 1 << 62
MAX_SHIFT = 62
HIGHEST = 36  # base of a number here; bash has more, with other letters
MAX_BASE = 1 << 16  # of a power

_SLICE = regex(r":([^:]*)(?::(.*))?", re.DOTALL)
_REPLACE = regex(r"/(/|\#|%)?((?:[^/\\\n]|\\.)+)(?:/(.*))?", re.DOTALL)
_STRIP = regex(r"(##?|%%?)(.+)", re.DOTALL)
_GLOB = regex(r"[*?\[]")
_QUOTES = regex(r"[\"']|\\(.)")

_CASES: dict[str, Callable[[str], str]] = {
    ",,": str.lower,
    "^^": str.upper,
    ",": lambda text: text[:1].lower() + text[1:],
    "^": lambda text: text[:1].upper() + text[1:],
    "~~": str.swapcase,
    "@L": str.lower,
    "@U": str.upper,
    "@Q": lambda text: text,
}


def operated(text: str, rest: str, number: Callable[[str], int | None]) -> str | None:
    """What `${name` + `rest` + `}` makes of what the name holds, None where that is not known."""
    if rest in _CASES:
        return _CASES[rest](text)
    for pattern, change in ((_SLICE, _sliced), (_REPLACE, _replaced), (_STRIP, _stripped)):
        found = pattern.fullmatch(rest)
        if found is not None:
            return change(text, found, number)
    return None


def _sliced(text: str, found: "re.Match[str]", number: Callable[[str], int | None]) -> str | None:
    start = number(found[1] or "0")
    size = number(found[2]) if found[2] is not None else len(text)
    if start is None or size is None:
        return None
    text = text[start:] if start >= 0 or -start <= len(text) else ""
    return text[:size]


def _replaced(text: str, found: "re.Match[str]", _number: object) -> str | None:
    where, old, new = found[1], found[2], _bare(found[3] or "")
    if "$" in old or "$" in new or len(old) > MAX_PATTERN:
        return None
    if not _GLOB.search(old):
        plain = _bare(old)
        return text.replace(plain, new, -1 if where == "/" else 1)
    pattern = _pattern(old)
    if pattern is None or len(text) > MAX_LOOKED:
        return None
    return pattern.sub(lambda _: new, text, 0 if where == "/" else 1)


def _pattern(glob: str) -> "re.Pattern[str] | None":
    """The pattern of a glob with one star at most: with more, looking for it could take long."""
    if glob.count("*") > 1 or len(glob) > MAX_PATTERN:
        return None
    return re.compile(translate(glob).removesuffix(r"\Z"))


def _stripped(text: str, found: "re.Match[str]", _number: object) -> str | None:
    sign, glob = found[1], found[2]
    if "$" in glob:
        return None
    plain = _bare(glob)
    if not _GLOB.search(glob):
        return text.removeprefix(plain) if sign[0] == "#" else text.removesuffix(plain)
    if glob.count("*") != 1 or "?" in glob or "[" in glob:
        return None
    return _shortened(text, sign, plain)


def _shortened(text: str, sign: str, glob: str) -> str:
    """A text without what a glob of one star takes at its beginning or its end."""
    first, _, last = glob.partition("*")
    if sign[0] == "#":
        if not text.startswith(first):
            return text
        find = text.find if sign == "#" else text.rfind
        place = find(last, len(first)) if last else (len(first) if sign == "#" else len(text))
        return text[place + len(last) :] if place >= 0 else text
    if not text.endswith(last):
        return text
    stop = len(text) - len(last)
    find = text.rfind if sign == "%" else text.find
    place = find(first, 0, stop) if first else (stop if sign == "%" else 0)
    return text[:place] if place >= 0 else text


def _bare(text: str) -> str:
    return _QUOTES.sub(lambda one: one[1] or "", text)


_BASED = regex(r"\b(\d{1,2})#([0-9a-zA-Z]{1,12})\b")
_OCTAL = regex(r"(?<![\w#])0(\d+)\b")
_ALLOWED = regex(r"[\d\sxXa-fA-FoO+\-*/%()<>=!&|^~]*")
_OPERATORS: dict[type, Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
    ast.Mod: lambda a, b: abs(a) % abs(b) * (-1 if a < 0 else 1),
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: lambda a, b: a << b if 0 <= b <= MAX_SHIFT else MAX_NUMBER,
    ast.Pow: lambda a, b: a**b if 0 <= b <= MAX_SHIFT and abs(a) < MAX_BASE else MAX_NUMBER,
    ast.RShift: lambda a, b: a >> b if 0 <= b <= MAX_SHIFT else 0,
}
_COMPARED: dict[type, Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def calculated(text: str) -> int | None:
    """What an expression of whole numbers comes to; None if it is none, or too large."""
    try:
        text = _BASED.sub(_based, text) if "#" in text else text
        if not _ALLOWED.fullmatch(text) or text.count("**") > 1:
            return None
        text = _OCTAL.sub(r"0o\1", text).replace("/", "//").strip()
        return _number(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        return None


def _based(one: "re.Match[str]") -> str:
    base = int(one[1])
    if not 2 <= base <= HIGHEST:
        raise ValueError("a base that no language has")
    return str(int(one[2], base))


def _number(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int and node.value < MAX_NUMBER else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Invert)):
        one = _number(node.operand)
        if one is None or isinstance(node.op, ast.UAdd):
            return one
        return -one if isinstance(node.op, ast.USub) else ~one
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _joined(_OPERATORS[type(node.op)], node.left, node.right)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
        return _joined(_COMPARED[type(node.ops[0])], node.left, node.comparators[0])
    return None


def _joined(do: Callable[[int, int], int], left: ast.expr, right: ast.expr) -> int | None:
    one, other = _number(left), _number(right)
    if one is None or other is None:
        return None
    made = int(do(one, other))
    return made if abs(made) < MAX_NUMBER else None
