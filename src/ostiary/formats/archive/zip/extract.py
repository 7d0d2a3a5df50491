"""What bytes does a zip member unpack to, and where does it really end?"""

import bz2
import lzma
import struct
from collections.abc import Callable, Iterator
from functools import cache, partial

from msgspec import Struct

from ostiary.formats.archive.codecs import (
    CHUNK,
    MAX_LZMA_MEMORY,
    Decoder,
    Source,
    damage,
    step,
)
from ostiary.formats.archive.gather import gather
from ostiary.formats.archive.member import Cut
from ostiary.formats.archive.scope import BrokenError, Scope, check_ratio
from ostiary.formats.archive.zstd import unzstd
from ostiary.formats.contents import Fault, FaultKind

STORED, DEFLATED, BZIP2, LZMA, ZSTD, XZ = 0, 8, 12, 14, 93, 95
_OTHER = {
    9: "deflate64",
    1: "shrink",
    6: "implode",
    97: "WavPack",
    98: "PPMd",
    96: "JPEG",
    99: "AES",
}


class Unpacked(Struct, frozen=True):
    """A member's bytes, how many packed bytes they took, their checksum, and what the packed form hides.

    With `cut`, the member was too large to be kept, and `data` is its head.
    """

    data: bytes
    used: int
    crc: int
    hidden: tuple[str, ...] = ()
    cut: Cut | None = None

    @property
    def size(self) -> int:
        """Bytes that came out."""
        return len(self.data) if self.cut is None else self.cut.size


class Window:
    """A stretch of a stream as a stream of its own; its length is what is there, never what is declared."""

    def __init__(self, stream: Source, start: int, stop: int) -> None:
        self._stream = stream
        self._start = start
        self._stop = stop
        self._at = start

    def read(self, count: int = -1) -> bytes:
        """The next bytes, as many as there are."""
        left = self._stop - self._at
        self._stream.seek(self._at)
        data = self._stream.read(left if count < 0 else min(count, left))
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at - self._start

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to an offset from the start, from here (1) or from the end (2)."""
        base = (self._start, self._at, self._stop)[whence]
        self._at = min(max(base + offset, self._start), self._stop)
        return self.tell()


@cache
def _isal() -> tuple[Callable[[], Decoder], Callable[[bytes, int], int]]:
    """A raw inflater and CRC-32; imported with the first archive and then at hand."""
    from isal import igzip_lib, isal_zlib

    return partial(igzip_lib.IgzipDecompressor, flag=igzip_lib.DECOMP_DEFLATE), isal_zlib.crc32


def unpack(stream: Source, start: int, stop: int, method: int, scope: Scope) -> Unpacked:
    """Unpack what stands between two offsets. Raises `BrokenError`; never keeps more than the limits."""
    inflow = _Inflow(Window(stream, start, stop), stop - start, scope)
    try:
        data, cut = gather(inflow.tallied(method), scope.limits.member_bytes)
    finally:  # packed bytes of which nothing comes cost time too
        scope.budget.spend(max(0, inflow.window.tell() - inflow.size))
    return Unpacked(data, inflow.used, inflow.crc, tuple(inflow.hidden), cut)


def checksum(data: bytes) -> int:
    """CRC-32 as zip stores it."""
    return _isal()[1](data, 0)


class _Inflow:
    """What comes out of one member, chunk by chunk, checked and counted on its way."""

    def __init__(self, window: Window, packed: int, scope: Scope) -> None:
        self.window = window
        self.packed = packed
        self.scope = scope
        self.size = 0
        self.crc = 0
        self.used = packed
        self.hidden: list[str] = []

    def _chunks(self, method: int) -> Iterator[bytes]:
        if method == STORED:
            return self._stored()
        if method == ZSTD:
            return self._zstd()
        return self._packed(method)

    def tallied(self, method: int) -> Iterator[bytes]:
        """The chunks, as long as they stay within the limits."""
        crc32 = _isal()[1]
        for chunk in self._chunks(method):
            self.size += len(chunk)
            self.crc = crc32(chunk, self.crc)
            if method != ZSTD:  # its reader counts for itself
                self.scope.budget.spend(len(chunk))
            check_ratio(self.window.tell(), self.size, self.scope.limits)
            yield chunk

    def _stored(self) -> Iterator[bytes]:
        while chunk := self.window.read(CHUNK):
            yield chunk
        if (missing := self.packed - self.window.tell()) > 0:
            raise BrokenError(FaultKind.TRUNCATED, f"{missing} bytes of the member are missing")

    def _zstd(self) -> Iterator[bytes]:
        notes: list[Fault] = []
        yield from unzstd(self.window, self.scope, notes.append)
        self.hidden += [note.message for note in notes]

    def _packed(self, method: int) -> Iterator[bytes]:
        decoder = _decoder(method, self.window)
        while not decoder.eof:
            try:
                chunk, _ = step(decoder, b"", self.window)
            except BrokenError as error:
                if method == LZMA and error.kind is FaultKind.TRUNCATED:
                    break  # LZMA in zip may lack its end mark; size and CRC are compared anyway
                raise
            if chunk:
                yield chunk
        self.used = self.window.tell() - len(decoder.unused_data)


def _decoder(method: int, window: Window) -> Decoder:
    if method == DEFLATED:
        return _isal()[0]()
    if method == BZIP2:
        return bz2.BZ2Decompressor()
    if method == XZ:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_LZMA_MEMORY)
    if method == LZMA:
        return _lzma(window)
    name = _OTHER.get(method, f"number {method}")
    raise BrokenError(FaultKind.UNSUPPORTED, f"compression method {name} is not read")


def _lzma(window: Window) -> Decoder:
    """LZMA inside zip: version, length of the properties, properties (APPNOTE 5.8.8)."""
    head = window.read(4)
    properties = window.read(head[2] | head[3] << 8) if len(head) == 4 else b""
    if len(properties) != 5 or properties[0] >= 225:
        raise BrokenError(FaultKind.CORRUPT, "the LZMA properties make no sense")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    size = struct.unpack("<L", properties[1:])[0]
    if size > MAX_LZMA_MEMORY:
        raise BrokenError(FaultKind.LIMIT, "the LZMA dictionary is too large")
    try:
        return lzma.LZMADecompressor(
            lzma.FORMAT_RAW,
            filters=[
                {
                    "id": lzma.FILTER_LZMA1,
                    "lc": lc,
                    "lp": lp,
                    "pb": pb,
                    "dict_size": max(size, 4096),
                }
            ],
        )
    except (lzma.LZMAError, ValueError) as error:
        raise BrokenError(FaultKind.CORRUPT, "the LZMA properties make no sense") from error


def inflate(packed: bytes, size: int) -> bytes | None:
    """Deflated bytes at once, if they are exactly one stream of `size` unpacked bytes, else None."""
    decoder = _isal()[0]()
    try:
        data: bytes = decoder.decompress(packed, size + 1)
    except damage():
        return None
    return data if decoder.eof and len(data) == size and not decoder.unused_data else None
