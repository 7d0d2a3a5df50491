"""What do compressed bytes unpack to, within a bound on what comes out?"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

from ostiary.program.decode.given import CannotTellError, Decoder, Given, data, number
from ostiary.program.decode.limits import MAX_MEMORY, MAX_OUTPUT, MAX_STREAMS

_FEED = 1 << 16
_ZSTD_FEED = 128
_ZLIB, _GZIP, _RAW, _EITHER = 15, 31, -15, 47


class _Stream(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Inflater:
    """`zlib`'s decompressor in the shape of the other two."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, packed: bytes, room: int = -1, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + packed, room)


def _one(
    make: Callable[[], _Stream], packed: bytes, room: int, place: int = 0
) -> tuple[bytes, int]:
    """What the stream at `place` holds, and where it ends; fed in pieces, so that no tail is copied."""
    stream = make()
    made = bytearray()
    while not stream.eof:
        piece = b""
        if stream.needs_input:
            piece = packed[place : place + _FEED]
            place += len(piece)
        starved = not piece and stream.needs_input
        chunk = stream.decompress(piece, room + 1 - len(made))
        made += chunk
        if len(made) > room or (starved and not chunk and not stream.eof):
            raise CannotTellError
    return bytes(made), place - len(stream.unused_data)


def _several(
    make: Callable[[], _Stream],
    packed: bytes,
    padding: Callable[[bytes, int], int] | None = None,
) -> tuple[bytes, bool]:
    """What all streams hold, and whether nothing else follows them."""
    whole, end = _one(make, packed, MAX_OUTPUT)
    parts = [whole]
    room = MAX_OUTPUT - len(whole)
    for _ in range(MAX_STREAMS):
        end += padding(packed, end) if padding else 0
        if end >= len(packed):
            return b"".join(parts), True
        try:
            more, end = _one(make, packed, room, end)
        except (OSError, lzma.LZMAError, zlib.error):
            return b"".join(parts), False
        parts.append(more)
        room -= len(more)
    raise CannotTellError


def _zeros(packed: bytes, start: int) -> int:
    """How many zeros stand at `start`."""
    found = re.compile(rb"\0*").match(packed, start)
    return found.end() - start if found else 0


def inflate(packed: bytes, window: int = _ZLIB) -> bytes:
    """Unpack one deflate stream as `zlib.decompress` does: what follows the stream is passed over."""
    if not (window == 0 or 8 <= abs(window) <= 15 or 24 <= window <= 31 or 40 <= window <= 47):
        raise CannotTellError
    return _one(lambda: _Inflater(window), packed, MAX_OUTPUT)[0]


def gunzip(packed: bytes) -> bytes:
    """Unpack gzip, all members; zeros may follow, anything else is an error as in `gzip`."""
    made, clean = _several(lambda: _Inflater(_GZIP), packed, _zeros)
    if not clean:
        raise CannotTellError
    return made


def bunzip2(packed: bytes) -> bytes:
    """Unpack bzip2, all streams."""
    return _several(bz2.BZ2Decompressor, packed)[0]


def unxz(packed: bytes, kind: int = lzma.FORMAT_AUTO) -> bytes:
    """Unpack xz or the older lzma; the raw form has no end of its own and is not told."""
    if kind not in (lzma.FORMAT_AUTO, lzma.FORMAT_XZ, lzma.FORMAT_ALONE):
        raise CannotTellError
    return _several(lambda: lzma.LZMADecompressor(kind, memlimit=MAX_MEMORY), packed)[0]


def unzstd(packed: bytes) -> bytes:
    """Unpack the first Zstandard frame.

    The library's streams have no bound on what one call gives, so that little is handed over at a time: four
    bytes are a block, and a block unpacks to at most 128 KiB (RFC 8878, section 3.1.1.2.4).
    """
    import zstandard

    made = bytearray()
    try:
        decoder = zstandard.ZstdDecompressor(max_window_size=MAX_MEMORY).decompressobj()
        for place in range(0, len(packed), _ZSTD_FEED):
            made += decoder.decompress(packed[place : place + _ZSTD_FEED])
            if decoder.eof or len(made) > MAX_OUTPUT:
                break
    except zstandard.ZstdError as error:
        raise CannotTellError from error
    if not decoder.eof or len(made) > MAX_OUTPUT:
        raise CannotTellError
    return bytes(made)


def _inflate(given: Given) -> bytes:
    packed, window, _ = given.bind("data", "wbits", "bufsize")
    return inflate(data(packed), number(window, _ZLIB))


def _window(window: int) -> Decoder:
    """Node's and pako's unpackers, whose options change nothing of what we tell."""
    return lambda given: inflate(data(given.bind("buffer", "options")[0]), window)


def _unxz(given: Given) -> bytes:
    packed, kind, _, filters = given.bind("data", "format", "memlimit", "filters")
    if filters is not None:
        raise CannotTellError
    return unxz(data(packed), number(kind, lzma.FORMAT_AUTO))


def _unzstd(given: Given) -> bytes:
    packed, _ = given.bind("data", "max_output_size")
    return unzstd(data(packed))


def _gunzip_sync(given: Given) -> bytes:
    """Node passes over what follows the last member."""
    packed, _ = given.bind("buffer", "options")
    return _several(lambda: _Inflater(_GZIP), data(packed))[0]


DECODERS: Mapping[str, Decoder] = {
    "zlib.decompress": _inflate,
    "zlib_ng.zlib_ng.decompress": _inflate,
    "isal.isal_zlib.decompress": _inflate,
    "gzip.decompress": lambda given: gunzip(data(given.bind("data")[0])),
    "zlib_ng.gzip_ng.decompress": lambda given: gunzip(data(given.bind("data")[0])),
    "bz2.decompress": lambda given: bunzip2(data(given.bind("data")[0])),
    "lzma.decompress": _unxz,
    "zstandard.decompress": _unzstd,
    "zstandard.ZstdDecompressor.decompress": _unzstd,
    "zstd.decompress": _unzstd,
    "pyzstd.decompress": _unzstd,
    "compression.zstd.decompress": _unzstd,
    "zlib.inflateSync": _window(_ZLIB),
    "zlib.inflateRawSync": _window(_RAW),
    "zlib.gunzipSync": _gunzip_sync,
    "zlib.unzipSync": _window(_EITHER),
    "pako.inflate": _window(_EITHER),
    "pako.inflateRaw": _window(_RAW),
    "pako.ungzip": _window(_EITHER),
}
