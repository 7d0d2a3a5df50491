"""Go through the head of a GGUF file without building what is in it."""

from struct import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Extent, Window

MAX_STRINGS = 4_000_000
"""Strings in all arrays of one file; the largest vocabularies with their merges have under a million."""
MAX_NESTED = 3
"""Arrays in arrays."""
MAX_KEY = 65_535

STRING, ARRAY = 8, 9
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a value, by the number of its type."""
_FORMS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_CHUNK = 1 << 20


class Cursor:
    """A place in the file. Everything raises `ParseError` where it would go beyond the end."""

    __slots__ = ("_count", "_extent", "_strings", "_wide", "_window", "at", "order", "size")

    def __init__(self, extent: Extent, at: int, order: str, version: int) -> None:
        self._extent, self._window = extent, Window(extent, 1 << 16)
        self.at, self.order, self.size = at, order, extent.size
        self._wide = version > 1
        self._count = Struct(order + ("Q" if self._wide else "I"))
        self._strings = 0

    def take(self, count: int) -> bytes:
        """So many bytes."""
        self._within(count)
        data = self._window.at(self.at, count)
        self.at += count
        return data

    def skip(self, count: int) -> None:
        """Go over so many bytes."""
        self._within(count)
        self.at += count

    def word(self) -> int:
        """32 bits."""
        return int(Struct(self.order + "I").unpack(self.take(4))[0])

    def long(self) -> int:
        """64 bits."""
        return int(Struct(self.order + "Q").unpack(self.take(8))[0])

    def count(self) -> int:
        """A length or a number of things: 64 bits, in version 1 only 32."""
        return int(self._count.unpack(self.take(self._count.size))[0])

    def text(self, limit: int) -> bytes | None:
        """A string, or None where it is longer than `limit` and was skipped."""
        length = self.count()
        if length <= limit:
            return self.take(length)
        self.skip(length)
        return None

    def number(self, kind: int) -> int | float:
        """One value that is no string and no array."""
        data = self.take(WIDTHS[kind])
        found: int | float = Struct(self.order + _FORMS[kind]).unpack(data)[0]
        return found

    def array(self, depth: int = 1) -> tuple[int, int]:
        """Go over an array after its type was read; the answer is the type and number of its values."""
        kind, count = self.word(), self.count()
        if kind in WIDTHS:
            self.skip(count * WIDTHS[kind])
        elif kind == STRING:
            self._over_strings(count)
        elif kind == ARRAY:
            if depth >= MAX_NESTED:
                raise LimitError(f"arrays nested deeper than {MAX_NESTED}")
            self._within(count * (4 + self._count.size))
            self._spend(count)
            for _ in range(count):
                self.array(depth + 1)
        else:
            raise ParseError(f"an array of the unknown type {kind}")
        return kind, count

    def _over_strings(self, count: int) -> None:
        """The loop that a vocabulary of 256,000 words goes through."""
        width, unpack = self._count.size, self._count.unpack_from
        self._within(count * width)
        self._spend(count)
        at, size = self.at, self.size
        while count:
            data = self._extent.at(at, _CHUNK)
            last, place = len(data) - width, 0
            if last < 0:
                raise ParseError("a string begins beyond the end of the file")
            while place <= last and count:
                place += width + unpack(data, place)[0]
                count -= 1
            at += place
            if at > size:
                raise ParseError("a string goes beyond the end of the file")
        self.at = at

    def _spend(self, count: int) -> None:
        self._strings += count
        if self._strings > MAX_STRINGS:
            raise LimitError(f"more than {MAX_STRINGS} values in arrays of strings and arrays")

    def _within(self, count: int) -> None:
        if self.at + count > self.size:
            raise ParseError(
                f"{count} bytes are announced at {self.at}, beyond the end of the file"
            )
