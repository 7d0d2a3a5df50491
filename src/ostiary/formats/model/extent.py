"""Bytes that can be read from anywhere without being held as a whole."""

from io import SEEK_END
from typing import BinaryIO, Protocol

from msgspec import Struct
from msgspec.structs import force_setattr

SMALL = 1 << 16
"""Bytes up to which an open file is read once and held: asking the system each time takes longer."""


class Extent(Protocol):
    """So many bytes, to be read a piece at a time."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        ...

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; fewer only where the end comes first."""
        ...


class Held(Struct, frozen=True):
    """Bytes that are in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`."""
        return self.data[offset : offset + count]


class Opened:
    """An open file, of which only what is asked for is read, or all of it once. May raise `OSError`."""

    __slots__ = ("_held", "_stream", "size")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held: bytes | None = None
        self.size = stream.seek(0, SEEK_END)

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`."""
        if self.size > SMALL:
            self._stream.seek(offset)
            return self._stream.read(count)
        if self._held is None:
            self._stream.seek(0)
            self._held = self._stream.read(self.size)
        return self._held[offset : offset + count]


class Part(Struct, frozen=True):
    """Some of the bytes of another extent, such as a stored member of a zip.

    What is said to go on behind the end of the other ends with it: a reader goes by the size.
    """

    whole: Extent
    start: int
    size: int

    def __post_init__(self) -> None:
        """Cut it where the bytes end."""
        there = max(0, min(self.size, self.whole.size - self.start))
        force_setattr(self, "size", there)

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`, never any beyond the part."""
        return self.whole.at(self.start + offset, max(0, min(count, self.size - offset)))


class Window:
    """A view of an extent for readers that go forward: small reads come out of one large one."""

    __slots__ = ("_data", "_extent", "_start", "_step", "size")

    def __init__(self, extent: Extent, step: int = 1 << 20) -> None:
        self._extent, self._step = extent, step
        self._data, self._start = b"", 0
        self.size = extent.size

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`."""
        begin = offset - self._start
        if begin < 0 or begin + count > len(self._data):
            if count >= self._step:
                return self._extent.at(offset, count)
            self._data, self._start = self._extent.at(offset, self._step), offset
            begin = 0
        return self._data[begin : begin + count]
