"""Which fields does a message of protocol buffers have, without a schema and without building any of them?

The wire format: a key (number times eight plus wire type) and a value. Values of a length are skipped by it,
so that weights cost nothing (protocol buffers, Encoding, message structure).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Extent

MAX_FIELDS = 4_000_000
"""Fields of one file that are looked at; a run of numbers in a row counts as one."""

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
_CHUNK = 1 << 16
_LONGEST = 22
"""Bytes of the longest key with the longest number."""


NONE: frozenset[int] = frozenset()

Shape = Mapping[int, tuple[int, ...]]
"""Which wire types a field may have, by its number."""

_KINDS = {
    "v": (VARINT,),
    "n": (VARINT, LENGTH),
    "f": (FIXED32, LENGTH),
    "d": (FIXED64, LENGTH),
    "b": (LENGTH,),
}


def shape(text: str) -> Shape:
    """A shape out of its numbers: `n1 b2-4 f5`.

    `v` is for one number of variable length, `n` for a list of them, which may be packed; `f` and `d` are for
    four and eight bytes, alone or in lists; `b` is for bytes, texts and messages.
    """
    found: dict[int, tuple[int, ...]] = {}
    for word in text.split():
        first, _, last = word[1:].partition("-")
        for one in range(int(first), int(last or first) + 1):
            found[one] = _KINDS[word[0]]
    return found


class Field(NamedTuple):
    """A field: `value` is its number if it is one; its content lies from `start` up to `end`.

    `at` is where its key begins. A run of numbers under one key is one field, whose `value` is the first of
    them and whose `run` says how many.
    """

    number: int
    wire: int
    value: int
    at: int
    start: int
    end: int
    run: int = 1


class Wire:
    """All messages of one file, by the place where they lie."""

    __slots__ = ("_base", "_data", "_extent", "_spent", "size")

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._data, self._base = b"", 0
        self._spent = 0
        self.size = extent.size

    def fields(self, start: int, end: int, over: frozenset[int] = NONE) -> Iterator[Field]:
        """The fields of the message in these bytes, in order.

        Of short texts in a row under a number of `over` only the first is given; the others are gone over.

        Raises `ParseError` where it is no message, and `LimitError` after `MAX_FIELDS` of the whole file.
        """
        if end > self.size:
            raise ParseError(f"a message up to {end} goes beyond the end of the file")
        at = start
        while at < end:
            self._spent += 1
            if self._spent > MAX_FIELDS:
                raise LimitError(f"more than {MAX_FIELDS} fields")
            begin = self._near(at, end)
            key, place = number(self._data, begin)
            tag = key >> 3
            if not 0 < tag < 1 << 29:
                raise ParseError(f"there is no field with the number {tag}, as at {at}")
            if key & 7 == LENGTH:
                length, place = number(self._data, place)
                first = place + self._base
                field = Field(tag, LENGTH, length, at, first, first + length)
            else:
                field = self._scalar(key, at, place, end)
            if field.end > end:
                raise ParseError(f"the field at {at} goes beyond the end of its message")
            at = field.end
            if tag in over and key & 7 == LENGTH and key < 0x80:
                at = self._over(key, at, end)
            yield field

    def opening(self, start: int = 0, end: int | None = None) -> Iterator[Field]:
        """The fields up to the first that cannot be read: of what is cut off, they recognise it.

        Whoever reads the message then meets the break again and tells of it.
        """
        try:
            yield from self.fields(start, self.size if end is None else min(end, self.size))
        except ParseError:
            return

    def bytes(self, field: Field, limit: int = 1 << 16) -> bytes:
        """The content of a field of a length, cut at `limit` bytes."""
        count = min(field.end - field.start, limit)
        begin = field.start - self._base
        if begin >= 0 and begin + count <= len(self._data):
            return self._data[begin : begin + count]
        return self._extent.at(field.start, count)

    def text(self, field: Field, limit: int = 1 << 16) -> str:
        """The content as text; what is no UTF-8 is written out."""
        return self.bytes(field, limit).decode("utf-8", "backslashreplace")

    def numbers(self, field: Field, limit: int) -> list[int]:
        """The numbers of a run, or of a packed field, at most `limit` of them."""
        if field.wire != LENGTH and field.run == 1:
            return [field.value]
        found: list[int] = []
        packed = field.wire == LENGTH
        data = self._extent.at(field.start if packed else field.at, field.end - field.at)
        data = data[: field.end - field.start] if packed else data
        at = 0
        while at < len(data) and len(found) < limit:
            if not packed:
                at = number(data, at)[1]
            value, at = number(data, at)
            found.append(value)
        return found

    def _near(self, at: int, end: int) -> int:
        """Where in the bytes at hand a place is, with a whole key and number after it."""
        begin = at - self._base
        have = len(self._data)
        if begin < 0 or (begin + _LONGEST > have and self._base + have < end):
            self._data, self._base = self._extent.at(at, _CHUNK), at
            return 0
        return begin

    def _over(self, key: int, at: int, end: int) -> int:
        """Where a row of texts under one key ends, as far as the bytes at hand go."""
        data, place = self._data, at - self._base
        last = min(len(data), end - self._base)
        while 0 <= place < last - 1 and data[place] == key and data[place + 1] < 0x80:
            after = place + 2 + data[place + 1]
            if after > last:
                break
            place = after
        return max(at, place + self._base)

    def _scalar(self, key: int, at: int, place: int, end: int) -> Field:
        data, base = self._data, self._base
        wire = key & 7
        if wire == VARINT:
            value, after = number(data, place)
        elif wire in (FIXED32, FIXED64):
            after = place + (4 if wire == FIXED32 else 8)
            value = int.from_bytes(data[place:after], "little")
        else:
            raise ParseError(f"wire type {wire}, at {at}, is used by no writer")
        count = 1
        if key < 0x80 and data[after : after + 1] == data[at - base : place]:
            found = _run(data[after : after + 1], wire).match(
                data, after, min(len(data), end - base)
            )
            if found and found.end() > after:
                count += (found.end() - after) // 2
                after = found.end()
        return Field(key >> 3, wire, value, at, place + base, after + base, count)


@lru_cache(512)
def _run(key: bytes, wire: int) -> re.Pattern[bytes]:
    """A run of numbers under the same key, as proto2 writes lists."""
    value = {VARINT: rb"[\x80-\xff]{0,9}[\x00-\x7f]", FIXED32: rb".{4}", FIXED64: rb".{8}"}[wire]
    return re.compile(rb"(?:" + re.escape(key) + value + rb")*", re.DOTALL)


def number(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, cut to 64 bits, and where it ends. Raises `ParseError`."""
    result = shift = 0
    for place in range(at, min(at + 10, len(data))):
        byte = data[place]
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result & 0xFFFFFFFFFFFFFFFF, place + 1
        shift += 7
    raise ParseError(f"a number of more than ten bytes, or one that is cut off, at byte {at}")
