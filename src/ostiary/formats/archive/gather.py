"""What is kept of a member whose bytes stream by: all of a small one, head and digest of a large one."""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from ostiary.formats.archive.member import Cut

HEAD = 1 << 20
"""Bytes kept of a member that is over its limit: enough to tell what kind of file it is."""

Gathered = tuple[bytes, Cut | None]


def gather(chunks: Iterable[bytes], limit: int) -> Gathered:
    """The bytes of a member, or its first ones with the length and digest of all if it is over `limit`."""
    kept = BytesIO()  # unlike a list of pieces, it gives all of them without another copy
    size = 0
    rest = iter(chunks)
    for chunk in rest:
        kept.write(chunk)
        size += len(chunk)
        if size > limit:
            break
    else:
        return kept.getvalue(), None
    hashed = hashlib.sha256(kept.getbuffer())
    head = bytes(kept.getbuffer()[: min(HEAD, limit)])
    kept.close()
    for chunk in rest:
        hashed.update(chunk)
        size += len(chunk)
    return head, Cut(size, hashed.hexdigest())
