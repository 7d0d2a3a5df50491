"""What bytes does a compressed stream unpack to, and does it hold more than it shows?"""

import bz2
import lzma
from collections.abc import Callable, Iterator
from typing import Protocol

from ostiary.formats.archive.scope import BrokenError, Scope, check_ratio
from ostiary.formats.contents import Fault, FaultKind

READ = 1 << 16
CHUNK = 1 << 20
MAX_STREAMS = 10_000
"""Concatenated streams in one file; each costs a copy of what follows it in the read buffer."""
MAX_LZMA_MEMORY = 256 << 20
FOLLOW = "bytes follow the end of the compressed data"

Note = Callable[[Fault], None]


class Source(Protocol):
    """A seekable stream of packed bytes: a file, or a stretch of one."""

    def read(self, count: int = -1, /) -> bytes:
        """The next bytes, fewer only at the end."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move, as files do."""
        ...

    def tell(self) -> int:
        """Where we are."""
        ...


class Decoder(Protocol):
    """The shape that the decompressors of bz2, lzma and isal share."""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it can go on only with more input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was handed over beyond the end."""
        ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """At most `max_length` unpacked bytes."""
        ...


def plain(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:  # noqa: ARG001 - one shape for all
    """The stream itself."""
    while chunk := stream.read(CHUNK):
        scope.budget.spend(len(chunk))
        yield chunk


def gunzip(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack gzip (RFC 1952); checksums are verified, several members and a tail are noted."""
    from isal import igzip_lib

    def make() -> Decoder:
        decoder: Decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
        return decoder

    several = "the gzip file has more than one member"
    head = stream.read(4)
    stream.seek(-len(head), 1)
    if len(head) == 4 and head[3] & 0x14:  # FEXTRA, FCOMMENT: room for bytes that nobody unpacks
        note(
            scope.fault(FaultKind.HIDDEN, "", "the gzip header carries an extra field or a comment")
        )
    return _streams(stream, scope, note, make, b"\x1f\x8b", several=several)


def bunzip2(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack bzip2. Several streams are what parallel compressors write, and no fault."""
    return _streams(stream, scope, note, bz2.BZ2Decompressor, b"BZh")


def unxz(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack xz, in bounded memory."""

    def make() -> Decoder:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_LZMA_MEMORY)

    return _streams(stream, scope, note, make, b"\xfd7zXZ\0")


def unzlib(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack zlib (RFC 1950) with a window of 32 KiB, checksums verified."""
    from isal import igzip_lib

    def make() -> Decoder:
        decoder: Decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_ZLIB)
        return decoder

    return _streams(stream, scope, note, make, b"x", several="more than one zlib stream")


def unlzma(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack the format of LZMA before xz, which has no checksum, in bounded memory."""

    def make() -> Decoder:
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MAX_LZMA_MEMORY)

    return _streams(stream, scope, note, make, b"\x5d\0\0")


def _streams(
    stream: Source,
    scope: Scope,
    note: Note,
    make: Callable[[], Decoder],
    magic: bytes,
    *,
    several: str = "",
) -> Iterator[bytes]:
    packed = unpacked = 0
    raw = stream.read(READ)
    for count in range(MAX_STREAMS + 1):
        if count == MAX_STREAMS:
            raise BrokenError(FaultKind.LIMIT, f"more than {MAX_STREAMS} compressed streams")
        if count == 1 and several:
            note(scope.fault(FaultKind.HIDDEN, "", several))
        decoder = make()
        packed += len(raw)
        while not decoder.eof:
            chunk, used = step(decoder, raw, stream)
            packed += used
            raw = b""
            if chunk:
                unpacked += len(chunk)
                scope.budget.spend(len(chunk))
                check_ratio(packed, unpacked, scope.limits)
                yield chunk
        raw = decoder.unused_data
        packed -= len(raw)
        raw += stream.read(max(0, 8 - len(raw)))
        if not raw.startswith(magic):
            break
    note_tail(raw, stream, scope, note)


def note_tail(raw: bytes, stream: Source, scope: Scope, note: Note) -> None:
    """Note how many bytes follow the compressed data, the first of which are `raw`."""
    tail = tail_length(raw, stream)
    if tail:
        note(scope.fault(FaultKind.HIDDEN, "", f"{tail} {FOLLOW}"))


def step(decoder: Decoder, raw: bytes, stream: Source) -> tuple[bytes, int]:
    """One chunk out of a decoder, and how many bytes were read for it from `stream`."""
    used = 0
    if not raw and decoder.needs_input:
        raw = stream.read(READ)
        used = len(raw)
        if not raw:
            raise BrokenError(FaultKind.TRUNCATED, "the compressed data ends too early")
    starved = not raw
    try:
        chunk = decoder.decompress(raw, CHUNK)
    except lzma.LZMAError as error:
        memory = "emory" in str(error)
        kind = FaultKind.LIMIT if memory else FaultKind.CORRUPT
        raise BrokenError(kind, f"the compressed data is damaged ({error})") from error
    except damage() as error:
        raise BrokenError(FaultKind.CORRUPT, f"the compressed data is damaged ({error})") from error
    if starved and not chunk and not decoder.eof and not decoder.needs_input:
        raise BrokenError(FaultKind.CORRUPT, "the compressed data leads nowhere")
    return chunk, used


def damage() -> tuple[type[Exception], ...]:
    """What the decompressors raise on damaged data."""
    from isal import igzip_lib

    return (OSError, EOFError, ValueError, igzip_lib.IsalError)  # type: ignore[return-value]  # stub: an instance


def tail_length(raw: bytes, stream: Source) -> int:
    """How many bytes follow, zeros at the very end (padding of tapes and of xz) left out."""
    length = 0
    last = 0
    while raw:
        kept = len(raw.rstrip(b"\0"))
        if kept:
            last = length + kept
        length += len(raw)
        raw = stream.read(CHUNK)
    return last
