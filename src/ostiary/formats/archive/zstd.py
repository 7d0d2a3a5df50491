"""What does a Zstandard file unpack to, block by block, so that its output stays bounded?"""

from collections.abc import Iterator

from ostiary.formats.archive.codecs import Note, Source
from ostiary.formats.archive.frames import Form, exact, unpacked
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.contents import FaultKind

MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW = 128 << 20
MAX_FRAMES = 1_000_000
BATCH = 8
"""Blocks handed over at once: each unpacks to at most 128 KiB (RFC 8878, section 3.1.1.2.4)."""


def unzstd(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack Zstandard (RFC 8878); skippable frames and a tail are noted.

    The frame's own block lengths are followed here, since the library has no call that both bounds its
    output and says where a frame ends.
    """
    yield from unpacked(stream, scope, note, Form("zstd", MAGIC, MAX_FRAMES, _frame))


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
                batch.append(exact(stream, 4))
            chunk = decoder.decompress(b"".join(batch))
            batch.clear()
            if chunk:
                yield chunk
    except zstandard.ZstdError as error:
        raise BrokenError(FaultKind.CORRUPT, f"the compressed data is damaged ({error})") from error


def _header(stream: Source) -> tuple[bytes, bool]:
    """The frame header after the magic, and whether a checksum ends the frame (section 3.1.1.1)."""
    flags = exact(stream, 1)[0]
    single = bool(flags & 0x20)
    if flags & 0x03:
        raise BrokenError(FaultKind.UNSUPPORTED, "the zstd frame needs a dictionary")
    sizes = (1 if single else 0, 2, 4, 8)
    return bytes([flags]) + exact(stream, (0 if single else 1) + sizes[flags >> 6]), bool(flags & 4)


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
    head = exact(stream, 3)
    bits = int.from_bytes(head, "little")
    kind = bits >> 1 & 3
    if kind == 3:
        raise BrokenError(FaultKind.CORRUPT, "a zstd block has a reserved type")
    return head + exact(stream, 1 if kind == 1 else bits >> 3), bool(bits & 1)
