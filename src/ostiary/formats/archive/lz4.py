"""What does an LZ4 file unpack to, block by block?"""

from collections.abc import Iterator

from ostiary.formats.archive.codecs import Note, Source
from ostiary.formats.archive.frames import Form, exact, unpacked
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.contents import FaultKind

MAGIC = b"\x04\x22\x4d\x18"
MAX_FRAMES = 100_000
WINDOW = 1 << 16
"""Bytes back to which a block may refer."""

_SIZES = {4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22}
"""The most that a block unpacks to, by its code in the frame's header."""


def unlz4(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack LZ4 frames; skippable ones and a tail are noted, checksums are not verified.

    Source: LZ4 Frame Format 1.6.3, LZ4 Block Format.
    """
    yield from unpacked(stream, scope, note, Form("lz4", MAGIC, MAX_FRAMES, _frame))


def _frame(stream: Source) -> Iterator[bytes]:
    flags, sizes = exact(stream, 2)
    limit = _SIZES.get(sizes >> 4 & 7)
    if flags >> 6 != 1 or limit is None:
        raise BrokenError(FaultKind.CORRUPT, "an lz4 frame of an unknown version")
    if flags & 1:
        raise BrokenError(FaultKind.UNSUPPORTED, "the lz4 frame needs a dictionary")
    declared = int.from_bytes(exact(stream, 8), "little") if flags & 8 else -1
    exact(stream, 1)  # the header's checksum
    window = bytearray()
    total = 0
    while size := int.from_bytes(exact(stream, 4), "little"):
        packed = size & 0x7FFFFFFF
        if packed > limit:
            raise BrokenError(
                FaultKind.CORRUPT, "an lz4 block that is larger than its frame allows"
            )
        data = exact(stream, packed)
        if flags & 0x10:
            exact(stream, 4)
        start = len(window)
        if size >> 31:
            window += data
        else:
            _block(data, window, start + limit)
        chunk = bytes(window[start:])
        total += len(chunk)
        yield chunk
        del window[: max(0, len(window) - WINDOW)]
    if flags & 4:
        exact(stream, 4)
    if declared not in (-1, total):
        raise BrokenError(FaultKind.CORRUPT, f"{declared} bytes are declared, {total} came out")


def _block(data: bytes, out: bytearray, limit: int) -> None:
    """Append what a block unpacks to; `limit` is the length that `out` may have then."""
    at, size = 0, len(data)
    try:
        while at < size:
            token = data[at]
            length, at = _length(data, at + 1, token >> 4)
            out += data[at : at + length]
            at += length
            if at >= size:
                break
            back = data[at] | data[at + 1] << 8
            length, at = _length(data, at + 2, token & 15)
            length += 4
            if not 0 < back <= len(out) or len(out) + length > limit:
                raise BrokenError(FaultKind.CORRUPT, "an lz4 block that refers to nothing")
            start = len(out) - back
            if back >= length:
                out += out[start : start + length]
            else:
                out += (out[start:] * (length // back + 1))[:length]
    except IndexError as error:
        raise BrokenError(FaultKind.CORRUPT, "an lz4 block that is cut off") from error
    if at != size or len(out) > limit:
        raise BrokenError(FaultKind.CORRUPT, "an lz4 block that does not end where it should")


def _length(data: bytes, at: int, length: int) -> tuple[int, int]:
    """A length that goes on in further bytes, and where it ends."""
    if length == 15:
        more = 255
        while more == 255:
            more = data[at]
            at += 1
            length += more
    return length, at
