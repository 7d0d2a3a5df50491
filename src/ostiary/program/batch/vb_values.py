"""What is an expression of VBScript worth: texts, numbers, and objects by their names? Nothing is run."""

from collections.abc import Callable
from itertools import islice

from msgspec import Struct, field

from ostiary.core.regex import regex

MAX_TEXT = 1 << 16  # characters of one text
MAX_NESTED = 40  # brackets inside each other
MAX_TOKENS = 20_000  # of one statement
MAX_ELEMENTS = 20_000  # of one array

WITHIN = "with"
"""The name, which no variable can have, behind which stands what a `With` is about."""
NETWORK = "what came from the network"
HOLE = "\ufffc"
"""Stands for what is not known."""

_TOKEN = regex(
    r"(?i)\s*(?:(?P<text>\"(?:[^\"]|\"\")*\"?)|(?P<hex>&h[0-9a-f]+&?)|(?P<number>\d+)"
    r"|(?P<name>[a-z_]\w*|\[[^\]]*\])|(?P<sign>.))"
)
_FACTORIES = frozenset({"createobject", "getobject", "connectobject"})
_ANSWERS = frozenset({"responsetext", "responsebody", "responsestream", "responsexml"})
_INFIX = frozenset({"mod", "and", "or", "xor", "is", "eqv", "imp", "like"})


class Thing(Struct, eq=False):
    """An object, by what made it: the name of its class, an address, and what was put into it."""

    kind: str = ""
    text: str = ""
    held: list["Thing"] = field(default_factory=list)


Value = str | int | Thing | list["Value"]
UNKNOWN = Thing(HOLE)


def text_of(value: Value) -> str:
    """What is known of a value as a text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) else HOLE


class Reader:
    """Reads one statement; `acts` takes each call of a method, with its object and what it was given.

    `cut` says that a statement has more than is read of it.
    """

    def __init__(self, held: dict[str, Value], acts: list[tuple[Thing, str, list[Value]]]) -> None:
        self._held, self._acts = held, acts
        self.cut = False
        self._tokens: list[tuple[str, str]] = []
        self._at = self._deep = 0

    def value(self, text: str) -> Value:
        """What an expression is worth."""
        self._begin(text)
        return self._sum()

    def call(self, text: str) -> None:
        """A statement that is a call, with or without brackets around what it gives."""
        self._begin(text)
        if self._peek().lower() == "call":
            self._at += 1
        self._sum(statement=True)

    def _begin(self, text: str) -> None:
        found = _TOKEN.finditer(text[:MAX_TEXT])
        self._tokens = [
            (one.lastgroup or "", one[one.lastgroup or 0])
            for one in islice(found, MAX_TOKENS)
            if one[0].strip()
        ]
        self.cut |= len(text) > MAX_TEXT or next(found, None) is not None
        self._at = self._deep = 0

    def _peek(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place][1] if place < len(self._tokens) else ""

    def _sum(self, *, statement: bool = False) -> Value:
        """Parts with signs between them, from left to right."""
        left = self._one(statement=statement)
        while (sign := self._peek().lower()) in {*"&+-*/\\^=<>", *_INFIX}:
            self._at += 1
            while self._peek() in {"=", ">", "<"}:
                self._at += 1
            left = _combined(sign, left, self._one())
        return left

    def _one(self, *, statement: bool = False) -> Value:
        if self._at >= len(self._tokens):
            return UNKNOWN
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "text":
            return text[1:].removesuffix('"').replace('""', '"') if len(text) > 1 else ""
        if kind in {"hex", "number"}:
            return int(text[2:].rstrip("&"), 16) if kind == "hex" else int(text[:18])
        if text == "(":
            return self._chain(self._bracket(), statement=False)
        if text == ".":
            self._at -= 1
            return self._chain(self._held.get(WITHIN, Thing()), statement=statement)
        if text in {"-", "+"} or text.lower() == "not":
            return _combined(text, 0, self._one())
        if kind != "name":
            return UNKNOWN
        return self._named(text.strip("[]").lower(), statement=statement)

    def _bracket(self) -> Value:
        given = self._given(")")
        return given[0] if given else UNKNOWN

    def _given(self, end: str) -> list[Value]:
        """What stands between brackets, or up to the end of the statement."""
        self._deep += 1
        self.cut |= self._deep > MAX_NESTED
        found: list[Value] = []
        while self._at < len(self._tokens) and self._peek() != end and self._deep <= MAX_NESTED:
            before = self._at
            if self._peek() == ",":
                self._at += 1
                continue
            found.append(self._sum())
            self._at += self._at == before
        self._at += 1
        self._deep -= 1
        return found

    def _named(self, name: str, *, statement: bool) -> Value:
        if name == "new":
            return Thing(self._next_name())
        known = self._held.get(name)
        if self._peek() == "(" and known is None:
            self._at += 1
            given = self._given(")")
            return self._chain(self._function(name, given), statement=statement)
        if statement and self._peek() not in {"", "."} and known is None:
            self._function(name, self._given(""))
            return UNKNOWN
        return self._chain(Thing(name) if known is None else known, statement=statement)

    def _next_name(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1].lower() if self._at <= len(self._tokens) else ""

    def _function(self, name: str, given: list[Value]) -> Value:
        if name in _FACTORIES:
            return Thing(text_of(given[0]).lower() if given else HOLE)
        if name in {"execute", "executeglobal", "eval"}:
            self._acts.append((Thing(), name, given))
            return UNKNOWN
        made = _FUNCTIONS.get(name)
        try:
            return made(given) if made is not None else UNKNOWN
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            return UNKNOWN

    def _chain(self, value: Value, *, statement: bool) -> Value:
        """Members and elements of a value, one after the other."""
        while self._peek() in {".", "("}:
            if self._peek() == "(":
                self._at += 1
                given = self._given(")")
                value = _element(value, given)
                continue
            self._at += 1
            name = self._next_name()
            given = []
            if self._peek() == "(":
                self._at += 1
                given = self._given(")")
            elif statement and self._peek() not in {".", "=", ""}:
                given = self._given("")
            value = self._member(value, name, given)
        return value

    def _member(self, value: Value, name: str, given: list[Value]) -> Value:
        thing = value if isinstance(value, Thing) else Thing()
        if name in _FACTORIES:
            return Thing(text_of(given[0]).lower() if given else HOLE)
        if name in _ANSWERS:
            return Thing(NETWORK, thing.text)
        if self._peek() == "=" and not given:  # a property is set
            self._at += 1
            given = [self._sum()]
        self._acts.append((thing, name, given))
        return thing if name in {"get", "spawninstance_", "execquery"} else UNKNOWN


def _element(value: Value, given: list[Value]) -> Value:
    place = given[0] if given else None
    if isinstance(value, list) and isinstance(place, int) and 0 <= place < len(value):
        return value[place]
    return UNKNOWN


def _combined(sign: str, left: Value, right: Value) -> Value:
    texts = isinstance(left, str) or isinstance(right, str)
    if sign == "&" or (sign == "+" and texts):
        if isinstance(left, list | Thing) and isinstance(right, list | Thing):
            return left if isinstance(left, Thing) and left.kind == NETWORK else right
        whole = text_of(left) + text_of(right)
        return whole if len(whole) <= MAX_TEXT else UNKNOWN
    if not isinstance(left, int) or not isinstance(right, int):
        return UNKNOWN
    made = _NUMBERS.get(sign.lower())
    if made is None or (right == 0 and sign in {"/", "\\", "mod"}):
        return UNKNOWN
    result = made(left, right)
    return result if abs(result) < 1 << 62 else UNKNOWN


_NUMBERS: dict[str, Callable[[int, int], int]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "/": lambda one, two: one // two,
    "\\": lambda one, two: one // two,
    "mod": lambda one, two: one % two,
    "xor": lambda one, two: one ^ two,
    "and": lambda one, two: one & two,
    "or": lambda one, two: one | two,
}


def _text(value: Value) -> str:
    if not isinstance(value, (str, int)):
        raise TypeError
    return str(value)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else int(_text(value).lower().replace("&h", "0x"), 0)


def _sign(given: list[Value]) -> Value:
    return chr(_number(given[0]))


def _middle(given: list[Value]) -> Value:
    begin = max(_number(given[1]) - 1, 0)
    return _text(given[0])[begin : begin + _number(given[2]) if len(given) > 2 else None]


def _replaced(given: list[Value]) -> Value:
    whole, old, new = map(_text, given[:3])
    if not old or whole.count(old) * len(new) > MAX_TEXT:
        raise ValueError
    return whole.replace(old, new)


def _put_together(given: list[Value]) -> Value:
    parts = given[0]
    if not isinstance(parts, list):
        raise TypeError
    between = _text(given[1]) if len(given) > 1 else " "
    whole = between.join(map(_text, parts))
    return whole if len(whole) <= MAX_TEXT else UNKNOWN


def _split(given: list[Value]) -> Value:
    between = _text(given[1]) if len(given) > 1 else " "
    parts = _text(given[0]).split(between)
    return list(parts) if len(parts) <= MAX_ELEMENTS else UNKNOWN


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    **dict.fromkeys(("chr", "chrw", "chrb"), _sign),
    **dict.fromkeys(("asc", "ascw", "ascb"), lambda given: ord(_text(given[0])[0])),
    "strreverse": lambda given: _text(given[0])[::-1],
    "lcase": lambda given: _text(given[0]).lower(),
    "ucase": lambda given: _text(given[0]).upper(),
    **dict.fromkeys(("trim", "ltrim", "rtrim"), lambda given: _text(given[0]).strip()),
    "len": lambda given: len(_text(given[0])),
    "left": lambda given: _text(given[0])[: max(_number(given[1]), 0)],
    "right": lambda given: _text(given[0])[max(len(_text(given[0])) - _number(given[1]), 0) :],
    "mid": _middle,
    "replace": _replaced,
    "join": _put_together,
    "split": _split,
    "array": lambda given: given,
    **dict.fromkeys(("cstr", "cvar"), lambda given: _text(given[0])),
    **dict.fromkeys(("cint", "clng", "cbyte", "val"), lambda given: _number(given[0])),
    "hex": lambda given: f"{_number(given[0]):X}",
    "space": lambda given: " " * min(_number(given[0]), MAX_TEXT),
}
"""Functions that make one value of others. Source: MS-VBSAL, built-in functions."""
