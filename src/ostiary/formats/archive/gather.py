"""What is kept of a member whose bytes stream by: all of a small one, head and digest of a large one."""

import hashlib
from collections.abc import Iterable

from ostiary.formats.archive.member import Cut

HEAD = 1 << 20
"""Bytes kept of a member that is over its limit: enough to tell what kind of file it is."""

Gathered = tuple[bytes, Cut | None]


def gather(chunks: Iterable[bytes], limit: int) -> Gathered:
    """The bytes of a member, or its first ones with the length and digest of all if it is over `limit`."""
    pieces: list[bytes] = []
    size = 0
    rest = iter(chunks)
    for chunk in rest:
        pieces.append(chunk)
        size += len(chunk)
        if size > limit:
            break
    else:
        return b"".join(pieces), None
    hashed = hashlib.sha256()
    head = b""
    for piece in pieces:
        hashed.update(piece)
        head += piece[: max(0, min(HEAD, limit) - len(head))]
    pieces.clear()
    for chunk in rest:
        hashed.update(chunk)
        size += len(chunk)
    return head, Cut(size, hashed.hexdigest())
