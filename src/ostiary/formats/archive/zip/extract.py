"""What bytes does a zip member unpack to, and where does it really end?"""

import bz2
import lzma
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import BinaryIO

from ostiary.formats.archive.codecs import MAX_LZMA_MEMORY, Decoder, damage, step
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


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A member's bytes, how many packed bytes they took, their checksum, and what the packed form hides."""

    data: bytes
    used: int
    crc: int
    hidden: tuple[str, ...] = ()


class Window:
    """A stretch of a stream as a stream of its own; its length is what is there, never what is declared."""

    def __init__(self, stream: BinaryIO, start: int, stop: int) -> None:
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
def _isal() -> tuple[Callable[[], Decoder], Callable[[bytes], int]]:
    """A raw inflater and CRC-32; imported with the first archive and then at hand."""
    from isal import igzip_lib, isal_zlib

    return partial(igzip_lib.IgzipDecompressor, flag=igzip_lib.DECOMP_DEFLATE), isal_zlib.crc32


def unpack(stream: BinaryIO, start: int, stop: int, method: int, scope: Scope) -> Unpacked:
    """Unpack what stands between two offsets. Raises `BrokenError`; never unpacks over the limits."""
    window = Window(stream, start, stop)
    if method == STORED:
        return _stored(window, stop - start, scope)
    if method == ZSTD:
        return _zstd(window, stop - start, scope)
    decoder = _decoder(method, window)
    pieces = []
    size = 0
    while not decoder.eof:
        try:
            chunk, _ = step(decoder, b"", window)
        except BrokenError as error:
            if method == LZMA and error.kind is FaultKind.TRUNCATED:
                break  # LZMA in zip may lack its end mark; size and CRC are compared anyway
            raise
        size += len(chunk)
        _bound(size, window.tell(), scope, len(chunk))
        pieces.append(chunk)
    data = b"".join(pieces)
    return Unpacked(data, window.tell() - len(decoder.unused_data), checksum(data))


def checksum(data: bytes) -> int:
    """CRC-32 as zip stores it."""
    value: int = _isal()[1](data)
    return value


def _bound(size: int, packed: int, scope: Scope, step_size: int) -> None:
    scope.budget.spend(step_size)
    if size > scope.limits.member_bytes:
        raise BrokenError(FaultKind.LIMIT, f"larger than {scope.limits.member_bytes} bytes")
    check_ratio(packed, size, scope.limits)


def _stored(window: Window, size: int, scope: Scope) -> Unpacked:
    _bound(size, size, scope, 0)
    data = window.read()
    scope.budget.spend(len(data))
    if len(data) < size:
        raise BrokenError(
            FaultKind.TRUNCATED, f"{size - len(data)} bytes of the member are missing"
        )
    return Unpacked(data, size, checksum(data))


def _zstd(window: Window, length: int, scope: Scope) -> Unpacked:
    notes: list[Fault] = []
    pieces = []
    size = 0
    for chunk in unzstd(window, scope, notes.append):
        size += len(chunk)
        _bound(size, length, scope, 0)
        pieces.append(chunk)
    data = b"".join(pieces)
    return Unpacked(data, length, checksum(data), tuple(note.message for note in notes))


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
