"""Bytes that can be read from anywhere, as the stream that decompressors and archive readers take."""

from ostiary.formats.model.extent import Extent


class Stream:
    """An extent with a place in it."""

    __slots__ = ("_at", "_extent")

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._at = 0

    def read(self, count: int = -1, /) -> bytes:
        """The next bytes, fewer only at the end."""
        left = max(0, self._extent.size - self._at)
        data = self._extent.at(self._at, left if count < 0 else min(count, left))
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How far from the start it is."""
        return self._at

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to an offset from the start, from here (1) or from the end (2)."""
        self._at = max(0, offset + (0, self._at, self._extent.size)[whence])
        return self._at
