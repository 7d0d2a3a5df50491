"""What do pax records and GNU long names change about the next member?"""

from msgspec import Struct, field

from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.contents import FaultKind

MAX_RECORDS = 10_000
MAX_EXTENDED = 1 << 20
"""Bytes in one extended header; real ones hold a few hundred."""

PAX, GLOBAL, LONG_NAME, LONG_LINK = b"x", b"g", b"L", b"K"
SPECIAL = (PAX, b"X", GLOBAL, LONG_NAME, LONG_LINK)
NAMING = (b"path", b"linkpath", b"size")
"""Records that change where or how long a member is."""

_SERIES = (b"GNU.sparse.offset", b"GNU.sparse.numbytes")
"""Sparse format 0.0 repeats these two for every piece."""


class Extra(Struct):
    """What the headers before a member say about it; `odd` gathers what extractors read differently."""

    pax: dict[bytes, bytes] = field(default_factory=dict)
    name: bytes | None = None
    link: bytes | None = None
    seen: int = 0
    odd: list[str] = field(default_factory=list)

    def add(self, kind: bytes, data: bytes, wide: dict[bytes, bytes]) -> None:
        """Take in one extended header; a global one goes to `wide`. Raises `BrokenError`."""
        if kind == GLOBAL:
            found, _ = records(data)
            wide.update(found)
            if any(key in found for key in NAMING):
                self.odd.append("a global pax header sets a name or a size")
            return
        self.seen += 1
        if kind in (LONG_NAME, LONG_LINK):
            text, _, rest = data.partition(b"\0")
            if rest.strip(b"\0"):
                self.odd.append("bytes follow the NUL that ends a long name")
            if kind == LONG_NAME:
                self.name = text
            else:
                self.link = text
        else:
            found, twice = records(data)
            if twice:
                self.odd.append(f"a pax header sets `{twice[0].decode('utf-8', 'replace')}` twice")
            self.pax.update(found)

    def contradictions(self) -> list[str]:
        """Everything odd, now that the member itself is reached."""
        odd = self.odd
        if self.seen > 1 + (self.name is not None and self.link is not None):
            odd.append("several extended headers stand before one member")
        return odd


def records(data: bytes) -> tuple[dict[bytes, bytes], list[bytes]]:
    """The records of a pax header, the last of each key, and which keys occur more than once.

    Each record is `length key=value newline`, the length counting itself (POSIX.1-2017, pax Extended
    Header). Raises `BrokenError` if they are not.
    """
    found: dict[bytes, bytes] = {}
    twice: list[bytes] = []
    position = 0
    data = data.rstrip(b"\0")
    for _ in range(MAX_RECORDS):
        if position >= len(data):
            return found, twice
        digits = data[position : position + 12].partition(b" ")[0]
        if not digits.isdigit() or len(digits) > 8:
            raise BrokenError(FaultKind.CORRUPT, "a pax record has no length")
        end = position + int(digits)
        record = data[position + len(digits) + 1 : end]
        key, equals, value = record.partition(b"=")
        if end > len(data) or not equals or not key or not value.endswith(b"\n"):
            raise BrokenError(FaultKind.CORRUPT, "a pax record does not match its length")
        value = value[:-1]
        if key in found and key in _SERIES:
            value = found[key] + b"," + value
        elif key in found:
            twice.append(key)
        found[key] = value
        position = end
    raise BrokenError(FaultKind.LIMIT, f"more than {MAX_RECORDS} pax records")


def decimal(value: bytes) -> int:
    """A pax number, or -1 if it is none (or has a fraction)."""
    return int(value) if value.isdigit() and len(value) < 19 else -1
