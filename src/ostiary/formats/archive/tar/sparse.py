"""What does a sparse member unpack to, for extractors that know sparse files?"""

from itertools import pairwise

from ostiary.formats.archive.tar.extended import decimal
from ostiary.formats.archive.tar.header import number

MAX_PIECES = 100_000

Pieces = list[tuple[int, int]]


def pieces_of(block: bytes, start: int, count: int) -> Pieces:
    """Offset and length pairs out of an old GNU header or its extension."""
    found = []
    for at in range(start, start + 24 * count, 24):
        if not block[at]:
            break
        found.append((number(block[at : at + 12]), number(block[at + 12 : at + 24])))
    return found


def pieces_of_pax(pax: dict[bytes, bytes], data: bytes) -> tuple[Pieces, int] | None:
    """Pieces and where the packed bytes start, for the pax forms 0.0, 0.1 and 1.0; None if malformed."""
    if pax.get(b"GNU.sparse.major") == b"1":
        return _map_in_data(data)
    if b"GNU.sparse.map" in pax:
        flat = [decimal(one) for one in pax[b"GNU.sparse.map"].split(b",")]
        return list(zip(flat[::2], flat[1::2], strict=False)), 0
    offsets = [decimal(one) for one in pax.get(b"GNU.sparse.offset", b"").split(b",")]
    lengths = [decimal(one) for one in pax.get(b"GNU.sparse.numbytes", b"").split(b",")]
    return list(zip(offsets, lengths, strict=False)), 0


def _map_in_data(data: bytes) -> tuple[Pieces, int] | None:
    count, _, _ = data[:24].partition(b"\n")
    wanted = decimal(count)
    if not 0 <= wanted <= MAX_PIECES:
        return None
    lines = data[: 24 * (2 * wanted + 2)].split(b"\n", 2 * wanted + 1)
    if len(lines) < 2 * wanted + 2:
        return None
    flat = [decimal(one) for one in lines[1 : 2 * wanted + 1]]
    used = sum(len(one) + 1 for one in lines[: 2 * wanted + 1])
    return list(zip(flat[::2], flat[1::2], strict=True)), -(-used // 512) * 512


def expand(packed: bytes, pieces: Pieces, size: int, limit: int) -> bytes | None:
    """The file with its holes as zeros; None if the pieces make no sense or it is over `limit` bytes."""
    ordered = all(a + b <= c for (a, b), (c, _) in pairwise(pieces))
    if not 0 <= size <= limit or not ordered or any(min(piece) < 0 for piece in pieces):
        return None
    parts = []
    at = used = 0
    for offset, length in pieces:
        if offset + length > size or used + length > len(packed):
            return None
        parts += [bytes(offset - at), packed[used : used + length]]
        used += length
        at = offset + length
    parts.append(bytes(size - at))
    return b"".join(parts)
