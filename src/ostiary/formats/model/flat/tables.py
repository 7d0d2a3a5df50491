"""Tables, vectors and texts of a flatbuffer, each checked to lie in the file before it is read."""

import struct
from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Window
from ostiary.formats.model.opaque import unowned
from ostiary.formats.model.regions import of_magic
from ostiary.formats.model.sheet import Sheet

MAX_STEPS = 3_000_000
"""Tables, vectors and texts of one file that are followed."""
MAX_TEXT = 1 << 20
"""Bytes of one text."""
MAX_PADDING = 64
"""Bytes between two structures: what aligns them, and small values of operators."""

MAX_ZEROS = 1 << 16
"""Zeros between two structures, such as those before a page."""

_FORMS = {1: "<B", 2: "<H", 4: "<I", 8: "<Q"}


class Flat:
    """One flatbuffer in a file, from `base` on."""

    __slots__ = ("_seen", "_steps", "_window", "base", "sheet")

    def __init__(self, sheet: Sheet, base: int = 0) -> None:
        self.sheet, self.base = sheet, base
        self._window = Window(sheet.extent, 1 << 16)
        self._steps = 0
        self._seen: set[int] = set()

    def root(self) -> "Table":
        """The table that all else hangs on. Raises `ParseError`."""
        self.own(self.base, 8)
        return self.table(self.base)

    def take(self, at: int, count: int) -> bytes:
        """So many bytes of the file."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise LimitError(f"a flatbuffer with more than {MAX_STEPS} values")
        if at < 0 or count < 0 or at + count > self.sheet.extent.size:
            raise ParseError(
                f"a flatbuffer leads to {count} bytes at {at}, beyond the end of the file"
            )
        return self._window.at(at, count)

    def number(self, at: int, width: int) -> int:
        """An unsigned number."""
        found: int = struct.unpack(_FORMS[width], self.take(at, width))[0]
        return found

    def own(self, at: int, count: int) -> None:
        """These bytes are explained."""
        self.sheet.own(at, at + count)

    def follow(self, at: int) -> int:
        """Where an offset leads."""
        offset = self.number(at, 4)
        if not offset:
            raise ParseError(f"a flatbuffer has an offset of zero at {at}")
        return at + offset

    def table(self, at: int) -> "Table":
        """The table that the offset at a place leads to; its numbers are owned."""
        place = self.follow(at)
        back = struct.unpack("<i", self.take(place, 4))[0]
        fields = place - back
        size, length = self.number(fields, 2), self.number(fields + 2, 2)
        if size < 4 or size % 2 or length < 4:
            raise ParseError(f"a flatbuffer has no table at {place}")
        raw = self.take(fields, size)
        self.take(place + length, 0)
        if place not in self._seen:
            self._seen.add(place)
            self.own(fields, size)
            self.own(place, length)
        offsets = struct.unpack(f"<{size // 2}H", raw)[2:]
        if any(one >= length for one in offsets):
            raise ParseError(f"a table of a flatbuffer at {place} has fields outside of it")
        return Table(self, place, offsets)


class Table(Struct, frozen=True):
    """One table: its fields by their index in the schema. A field that is not there has its default."""

    flat: Flat
    place: int
    offsets: tuple[int, ...]

    def at(self, index: int) -> int:
        """Where a field lies, 0 if it is not there."""
        offset = self.offsets[index] if index < len(self.offsets) else 0
        return self.place + offset if offset else 0

    def number(self, index: int, width: int = 4, otherwise: int = 0) -> int:
        """An unsigned number."""
        at = self.at(index)
        return self.flat.number(at, width) if at else otherwise

    def text(self, index: int) -> str:
        """A text, empty if it is not there."""
        at = self.at(index)
        return self._text(self.flat.follow(at)) if at else ""

    def texts(self, index: int) -> list[str]:
        """A list of texts."""
        start, count = self.vector(index, 4)
        return [self._text(self.flat.follow(start + 4 * one)) for one in range(count)]

    def _text(self, place: int) -> str:
        size = self.flat.number(place, 4)
        if size > MAX_TEXT:
            raise LimitError(f"a text of {size} bytes in a flatbuffer")
        raw = self.flat.take(place + 4, size)
        self.flat.take(place + 4 + size, 1)
        self.flat.own(place, 5 + size)
        return raw.decode("utf-8", "backslashreplace")

    def vector(self, index: int, width: int) -> tuple[int, int]:
        """Where a vector begins and how many items of a width it has; 0 and 0 if it is not there."""
        at = self.at(index)
        if not at:
            return 0, 0
        place = self.flat.follow(at)
        count = self.flat.number(place, 4)
        self.flat.take(place + 4 + count * width, 0)
        self.flat.own(place, 4 + count * width)
        return place + 4, count

    def numbers(self, index: int, width: int = 4, limit: int = 10_000) -> tuple[int, ...]:
        """The items of a vector of numbers, at most `limit` of them."""
        start, count = self.vector(index, width)
        few = min(count, limit)
        raw = self.flat.take(start, few * width)
        return struct.unpack(f"<{few}{_FORMS[width][1]}", raw)

    def table(self, index: int) -> "Table | None":
        """A table, None if it is not there."""
        at = self.at(index)
        return self.flat.table(at) if at else None

    def tables(self, index: int) -> Iterator["Table"]:
        """The tables of a vector."""
        start, count = self.vector(index, 4)
        for one in range(count):
            yield self.flat.table(start + 4 * one)


def padding(sheet: Sheet, stop: int) -> None:
    """Own what lies between structures up to `stop`: zeros that align, and small values that are not named.

    Behind `stop` only zeros are owned.
    """
    at = 0
    size = sheet.extent.size
    for start, end in [*sheet.spans(), (size, size)]:
        if start > at:
            gap = sheet.extent.at(at, min(start - at, MAX_ZEROS))
            empty = start - at == len(gap) and not gap.strip(b"\0")
            small = start - at <= MAX_PADDING and start <= stop and not of_magic(gap)
            if empty or small:
                sheet.own(at, start)
        at = max(at, end)


def unclaimed(sheet: Sheet) -> None:
    """Tell of all bytes that nothing owns."""
    at = 0
    for start, end in [*sheet.spans(), (sheet.extent.size, sheet.extent.size)]:
        if start > at:
            unowned(sheet, at, start, "unclaimed-bytes")
        at = max(at, end)
