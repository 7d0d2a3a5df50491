"""How does a walker take exact pieces out of a stream of chunks, without trusting a length?"""

from collections.abc import Iterator
from io import BytesIO

LARGE = 1 << 20
"""Bytes from which one piece is put together in place: twice as much of a large member would count."""


class Feed:
    """Exact reads over an iterator of chunks. What is taken is bounded by what is really there."""

    __slots__ = ("_at", "_chunk", "_chunks", "taken")

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk = b""
        self._at = 0
        self.taken = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes; fewer only at the end of the stream."""
        start = self._at
        stop = start + count
        if stop <= len(self._chunk):
            self._at = stop
            self.taken += count
            return self._chunk[start:stop]
        if count < LARGE:
            return b"".join(self.stream(count))
        whole = BytesIO()  # unlike a list of pieces, it gives all of them without another copy
        for piece in self.stream(count):
            whole.write(piece)
        return whole.getvalue()

    def stream(self, count: int) -> Iterator[bytes]:
        """The next `count` bytes in chunks, fewer only at the end of the stream."""
        missing = count
        while missing and (self._at < len(self._chunk) or self._next()):
            chunk = self._chunk[self._at : self._at + missing]
            self._at += len(chunk)
            self.taken += len(chunk)
            missing -= len(chunk)
            yield chunk

    def skip(self, count: int) -> int:
        """Pass over `count` bytes; how many there really were."""
        stop = self._at + count
        if stop <= len(self._chunk):
            self._at = stop
            self.taken += count
            return count
        missing = count
        while missing:
            if self._at >= len(self._chunk) and not self._next():
                break
            step = min(missing, len(self._chunk) - self._at)
            self._at += step
            missing -= step
        self.taken += count - missing
        return count - missing

    def push(self, data: bytes) -> None:
        """Put bytes back in front."""
        self._chunk = data + self._chunk[self._at :]
        self._at = 0
        self.taken -= len(data)

    def rest(self) -> Iterator[bytes]:
        """All that is left, in chunks."""
        while self._at < len(self._chunk) or self._next():
            chunk = self._chunk[self._at :] if self._at else self._chunk
            self._at = len(self._chunk)  # first, since the caller may push bytes back
            self.taken += len(chunk)
            yield chunk

    def _next(self) -> bool:
        self._chunk = next(self._chunks, b"")
        self._at = 0
        return bool(self._chunk)
