"""Bytes that can be read from anywhere, as the stream that decompressors and archive readers take."""

from ostiary.core.errors import LimitError
from ostiary.formats.model.extent import Extent

MAX_LINE = 64 << 20
"""Bytes of one line, such as a long number in an old pickle."""


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


class Lines(Stream):
    """The same for those who also read lines; nothing is read ahead, so that the place stays true."""

    __slots__ = ()

    def readline(self) -> bytes:
        """Up to and with the next newline."""
        found = bytearray()
        while True:
            start = self.tell()
            piece = self.read(256)
            end = piece.find(b"\n")
            if end >= 0 or not piece:
                self.seek(start + end + 1 if piece else start)
                return bytes(found + piece[: end + 1])
            found += piece
            if len(found) > MAX_LINE:
                raise LimitError(f"a line of more than {MAX_LINE} bytes")
