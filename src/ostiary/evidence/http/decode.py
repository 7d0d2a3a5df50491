"""The bytes of a response body, unpacked under a limit: a small body may not become a huge one."""

import zlib

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause

STEP = 1 << 20


class Body:
    """Collects a body; gzip is unpacked step by step, so that memory stays below the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()
        self._gzip: zlib._Decompress | None = None
        self._url = ""

    def begin(self, url: str, encoding: str) -> None:
        """A response starts; what an earlier try left behind is forgotten."""
        self._data = bytearray()
        self._url = url
        self._gzip = None
        word = encoding.strip().lower()
        if word in {"gzip", "x-gzip"}:
            self._gzip = zlib.decompressobj(wbits=31)
        elif word not in {"", "identity"}:
            raise SourceError(
                f"{url} sends the encoding `{word[:40]}`, which nobody asked for",
                "",
                Cause.MALFORMED,
            )

    def take(self, chunk: bytes) -> None:
        """Add received bytes. Raises `SourceError` at the limit or for bytes that are no gzip."""
        if self._gzip is None:
            self._add(chunk)
            return
        try:
            while chunk:
                self._add(self._gzip.decompress(chunk, STEP))
                chunk = self._gzip.unconsumed_tail
        except zlib.error as error:
            raise SourceError(
                f"{self._url} sends a broken gzip stream: {error}", "", Cause.MALFORMED
            ) from error

    def end(self) -> bytes:
        """The whole body. Raises `SourceError` if the gzip stream was cut off."""
        if self._gzip is not None:
            while tail := self._gzip.decompress(self._gzip.unconsumed_tail, STEP):
                self._add(tail)
            if not self._gzip.eof:
                raise SourceError(f"{self._url} sends a gzip stream that ends early")
        return bytes(self._data)

    def _add(self, piece: bytes) -> None:
        if len(self._data) + len(piece) > self._limit:
            raise SourceError(f"{self._url} sends more than {self._limit} bytes", "", Cause.LIMIT)
        self._data += piece
