"""Structures inside untrusted bytes, read so that nothing but `ParseError` can come of a lying offset."""

from collections.abc import Iterator
from struct import calcsize, iter_unpack, unpack_from

from ostiary.core.errors import ParseError

MAX_NAME = 512
"""Bytes of one name; C++ writes long ones, which are cut here."""


class Layout:
    """Bytes in one byte order (`<` or `>`); offsets count from `base`, and `size` bytes belong."""

    __slots__ = ("base", "data", "order", "size")

    def __init__(
        self, data: bytes, order: str = "<", base: int = 0, size: int | None = None
    ) -> None:
        self.data = data
        self.order = order
        self.base = min(base, len(data))
        inside = len(data) - self.base
        self.size = inside if size is None else min(size, inside)

    def take(self, form: str, at: int) -> tuple[int, ...]:
        """The numbers at an offset. Raises `ParseError` beyond the end."""
        whole = self.order + form
        if at < 0 or at + calcsize(whole) > self.size:
            raise ParseError(f"the file ends before offset {at}")
        return unpack_from(whole, self.data, self.base + at)

    def rows(self, form: str, at: int, count: int, stride: int = 0) -> Iterator[tuple[int, ...]]:
        """At most `count` rows of a table, and only those that lie inside the file."""
        whole = self.order + form
        width = calcsize(whole)
        step = max(stride, width)
        if at < 0 or at >= self.size:
            return iter(())
        inside = max(0, min(count, (self.size - at - width) // step + 1))
        start = self.base + at
        if step == width:
            return iter_unpack(whole, memoryview(self.data)[start : start + inside * width])
        return (unpack_from(whole, self.data, start + step * one) for one in range(inside))

    def text(self, at: int, end: int | None = None) -> str:
        """The text at an offset up to its NUL, empty outside the file."""
        if at < 0 or at >= self.size:
            return ""
        last = self.base + min(self.size if end is None else end, at + MAX_NAME)
        start = self.base + at
        stop = self.data.find(b"\0", start, last)
        return self.data[start : last if stop < 0 else stop].decode("utf-8", "replace")
