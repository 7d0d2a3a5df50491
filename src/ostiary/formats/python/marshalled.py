"""What do marshalled bytes hold, read without the interpreter that would build it?"""

import struct
from collections.abc import Callable

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.python.code_object import (
    Code,
    Group,
    Layout,
    Slice,
    Value,
    code_fields,
    code_record,
)

MAX_BYTES = 32 << 20
MAX_DEPTH = 80
MAX_WEIGHT = 3_000_000
"""Objects, each reference counted as the whole that it stands for: no bomb of references can be built."""

_SINGLE: dict[int, Value] = {
    ord("N"): None,
    ord("T"): True,
    ord("F"): False,
    ord("."): Ellipsis,
    ord("S"): "%StopIteration",
}
_TEXTS = {ord("u"): "utf-8", ord("a"): "latin-1", ord("A"): "latin-1"}
_SHORT = frozenset(b"zZ")
_SEVERAL = {ord("("): "tuple", ord("["): "list", ord("<"): "set", ord(">"): "frozenset"}
_UNFINISHED = Group("unfinished", ())
_REF = 0x80


class Marshalled(Struct, frozen=True):
    """One value, the layout that its code objects fit, and how many of the bytes it took."""

    value: Value
    layout: Layout
    used: int


def read_marshal(
    path: str, data: bytes, layouts: tuple[Layout, ...] = tuple(Layout)
) -> tuple[Marshalled, ...]:
    """The value in each of these layouts that the bytes fit, all of one only if they hold no code.

    Raises `ParseError`, the one that came furthest. Source: `Python/marshal.c` of CPython 2.7 to 3.15.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{path} has {len(data)} bytes, and only {MAX_BYTES} are read")
    fits: list[Marshalled] = []
    worst, furthest = ParseError(f"{path} is empty"), -1
    for layout in layouts:
        reader = _Reader(path, data, layout)
        try:
            fits.append(Marshalled(reader.value(0), layout, reader.at))
        except ParseError as error:
            if reader.at > furthest:
                worst, furthest = error, reader.at
        else:
            if not reader.codes:
                break
    if not fits:
        raise worst
    return tuple(fits)


class _Reader:
    """A place in the bytes, and what references may point at."""

    __slots__ = ("at", "codes", "data", "interned", "layout", "path", "refs", "weight")

    def __init__(self, path: str, data: bytes, layout: Layout) -> None:
        self.path = path
        self.data = data
        self.layout = layout
        self.at = 0
        self.codes = 0
        self.weight = 0
        self.refs: list[tuple[Value, int]] = []
        self.interned: list[Value] = []

    def wrong(self, what: str) -> ParseError:
        return ParseError(f"{self.path} is not marshalled: {what} at byte {self.at}")

    def take(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if size < 0 or len(piece) < size:
            raise self.wrong("it ends too early")
        self.at += size
        self.charge(size >> 6)
        return piece

    def charge(self, weight: int) -> None:
        self.weight += weight
        if self.weight > MAX_WEIGHT:
            raise LimitError(f"{self.path} unfolds to more than {MAX_WEIGHT} objects")

    def long(self) -> int:
        return int.from_bytes(self.take(4), "little", signed=True)

    def value(self, depth: int) -> Value:
        """One value, with all that is in it."""
        if depth > MAX_DEPTH:
            raise LimitError(f"{self.path} nests more than {MAX_DEPTH} deep")
        self.charge(1)
        kind = self.take(1)[0]
        if not kind & _REF or self.layout is Layout.PYTHON2:
            return self.content(kind, depth)
        place, before = len(self.refs), self.weight
        self.refs.append((_UNFINISHED, 0))
        found = self.content(kind & ~_REF, depth)
        self.refs[place] = (found, self.weight - before)
        return found

    def content(self, kind: int, depth: int) -> Value:
        if kind in _SINGLE:
            return _SINGLE[kind]
        if kind in _SEVERAL or kind == ord(")"):
            size = self.take(1)[0] if kind == ord(")") else self.long()
            return self.several(_SEVERAL.get(kind, "tuple"), size, depth)
        if kind in _SHORT:
            return self.take(self.take(1)[0]).decode("latin-1")
        if kind in _TEXTS:
            return self.take(self.long()).decode(_TEXTS[kind], "replace")
        if kind in _NUMBERS:
            return _NUMBERS[kind](self)
        return self.rare(kind, depth)

    def rare(self, kind: int, depth: int) -> Value:
        if kind == ord("s"):
            return self.take(self.long())
        if kind == ord("t"):
            return self.text()
        if kind in (ord("r"), ord("R")):
            return self.reference(kind)
        if kind == ord("c"):
            self.codes += 1
            return self.code(depth)
        if kind == ord("{"):
            return self.mapping(depth)
        if kind == ord(":"):
            first, last = self.value(depth + 1), self.value(depth + 1)
            return Slice(first, last, self.value(depth + 1))
        raise self.wrong(f"no type has the code {kind}")

    def text(self) -> Value:
        raw = self.take(self.long())
        if self.layout is not Layout.PYTHON2:
            return raw.decode("utf-8", "replace")
        self.interned.append(raw)
        return raw

    def reference(self, kind: int) -> Value:
        number = self.long()
        if kind == ord("R"):
            if not 0 <= number < len(self.interned):
                raise self.wrong("a reference to nothing")
            self.charge(1)
            return self.interned[number]
        if not 0 <= number < len(self.refs) or self.refs[number][0] is _UNFINISHED:
            raise self.wrong("a reference to nothing")
        found, weight = self.refs[number]
        self.charge(weight)
        return found

    def several(self, kind: str, size: int, depth: int) -> Value:
        if not 0 <= size <= len(self.data) - self.at:
            raise self.wrong("a size that cannot be")
        items = tuple([self.value(depth + 1) for _ in range(size)])
        return items if kind == "tuple" else Group(kind, items)

    def mapping(self, depth: int) -> Value:
        items: list[Value] = []
        while self.data[self.at : self.at + 1] != b"0":
            items += (self.value(depth + 1), self.value(depth + 1))
        self.at += 1
        return Group("dict", tuple(items))

    def code(self, depth: int) -> Code:
        read = [
            self.long() if number else self.value(depth + 1) for number in code_fields(self.layout)
        ]
        try:
            return code_record(self.layout, read)
        except ValueError as error:
            raise self.wrong(f"a code object whose {error}") from error


def _big(reader: _Reader) -> int:
    """Digits of 15 bits: written in base 2 they are read in linear time."""
    size = reader.long()
    raw = reader.take(2 * abs(size))
    digits = struct.unpack(f"<{abs(size)}H", raw)
    if not digits or max(digits) > 0x7FFF:
        if digits:
            raise reader.wrong("a digit that cannot be")
        return 0
    whole = int("".join(format(digit, "015b") for digit in reversed(digits)), 2)
    return -whole if size < 0 else whole


def _written(reader: _Reader) -> float:
    try:
        return float(reader.take(reader.take(1)[0]))
    except ValueError as error:
        raise reader.wrong("a number that is none") from error


def _real(reader: _Reader) -> float:
    found: float = struct.unpack("<d", reader.take(8))[0]
    return found


def _wide(reader: _Reader) -> int:
    return int.from_bytes(reader.take(8), "little", signed=True)


_NUMBERS: dict[int, Callable[[_Reader], Value]] = {
    ord("i"): _Reader.long,
    ord("I"): _wide,
    ord("l"): _big,
    ord("f"): _written,
    ord("g"): _real,
    ord("x"): lambda reader: complex(_written(reader), _written(reader)),
    ord("y"): lambda reader: complex(_real(reader), _real(reader)),
}
