"""What does a Zstandard file unpack to, block by block, so that its output stays bounded?"""

from collections.abc import Iterator

from ostiary.formats.archive.codecs import Note, Source, note_tail
from ostiary.formats.archive.scope import BrokenError, Scope, check_ratio
from ostiary.formats.contents import FaultKind

MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW = 128 << 20
MAX_FRAMES = 1_000_000
BATCH = 8
"""Blocks handed over at once: each unpacks to at most 128 KiB (RFC 8878, section 3.1.1.2.4)."""


def is_skippable(head: bytes) -> bool:
    """Whether a frame is one that decoders pass over (RFC 8878, section 3.1.2)."""
    return len(head) == 4 and head[0] & 0xF0 == 0x50 and head[1:] == b"\x2a\x4d\x18"


def unzstd(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack Zstandard (RFC 8878); skippable frames and a tail are noted.

    The frame's own block lengths are followed here, since the library has no call that both bounds its
    output and says where a frame ends.
    """
    unpacked = 0
    hidden = False
    for _ in range(MAX_FRAMES):
        head = stream.read(4)
        if is_skippable(head):
            hidden = True
            length = int.from_bytes(_exact(stream, 4), "little")
            start = stream.tell()
            end = stream.seek(0, 2)
            if start + length > end:
                raise BrokenError(FaultKind.TRUNCATED, "a skippable frame ends too early")
            stream.seek(start + length)
        elif head == MAGIC:
            for chunk in _frame(stream):
                unpacked += len(chunk)
                scope.budget.spend(len(chunk))
                check_ratio(stream.tell(), unpacked, scope.limits)
                yield chunk
        else:
            break
    else:
        raise BrokenError(FaultKind.LIMIT, f"more than {MAX_FRAMES} frames")
    if hidden:
        note(scope.fault(FaultKind.HIDDEN, "", "the zstd file has frames that decoders pass over"))
    note_tail(head, stream, scope, note)


def _exact(stream: Source, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise BrokenError(FaultKind.TRUNCATED, "the compressed data ends too early")
    return data


def _frame(stream: Source) -> Iterator[bytes]:
    import zstandard

    header, checksum = _header(stream)
    decoder = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).decompressobj()
    batch = [MAGIC, header]
    more = True
    try:
        while more:
            more = _batch(stream, batch)
            if not more and checksum:
                batch.append(_exact(stream, 4))
            chunk = decoder.decompress(b"".join(batch))
            batch.clear()
            if chunk:
                yield chunk
    except zstandard.ZstdError as error:
        raise BrokenError(FaultKind.CORRUPT, f"the compressed data is damaged ({error})") from error


def _header(stream: Source) -> tuple[bytes, bool]:
    """The frame header after the magic, and whether a checksum ends the frame (section 3.1.1.1)."""
    flags = _exact(stream, 1)[0]
    single = bool(flags & 0x20)
    if flags & 0x03:
        raise BrokenError(FaultKind.UNSUPPORTED, "the zstd frame needs a dictionary")
    sizes = (1 if single else 0, 2, 4, 8)
    return bytes([flags]) + _exact(stream, (0 if single else 1) + sizes[flags >> 6]), bool(
        flags & 4
    )


def _batch(stream: Source, batch: list[bytes]) -> bool:
    """Append some blocks; whether the frame goes on."""
    for _ in range(BATCH):
        block, last = _block(stream)
        batch.append(block)
        if last:
            return False
    return True


def _block(stream: Source) -> tuple[bytes, bool]:
    """One block with its header, and whether it is the last one of its frame (section 3.1.1.2)."""
    head = _exact(stream, 3)
    bits = int.from_bytes(head, "little")
    kind = bits >> 1 & 3
    if kind == 3:
        raise BrokenError(FaultKind.CORRUPT, "a zstd block has a reserved type")
    return head + _exact(stream, 1 if kind == 1 else bits >> 3), bool(bits & 1)
