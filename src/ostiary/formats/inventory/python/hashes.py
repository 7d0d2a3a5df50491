"""Which digests stand in a Python listing?"""

from collections.abc import Iterable

from ostiary.core.digest import Digest
from ostiary.formats.inventory.draft import MAX_TEXT, Draft
from ostiary.formats.inventory.python.names import read_digest


def digests_in(draft: Draft, texts: Iterable[object], name: str, line: int) -> tuple[Digest, ...]:
    """Digests of `algorithm:hexadecimal` texts; those that are none are noted."""
    found: dict[Digest, None] = {}
    for text in texts:
        digest = read_digest(text)
        if digest is None:
            draft.miss(name, line, f"a hash cannot be read: {str(text)[:MAX_TEXT]}")
        else:
            found[digest] = None
    return tuple(found)
