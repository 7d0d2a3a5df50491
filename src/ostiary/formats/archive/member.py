"""One regular file out of an archive, with its bytes."""

import hashlib

from msgspec import Struct


class Cut(Struct, frozen=True):
    """What was measured of a member that is too large to be kept: all of it was unpacked once."""

    size: int
    sha256: str


class Member(Struct, frozen=True):
    """A regular file.

    `path` holds `!/` between an archive and what is nested in it; `executable` is the mode bit; `depth` is
    0 at top level, 1 inside a nested archive and so on. One path may come twice, with other bytes, when two
    extractors would see different files there. Where `cut` is set, `data` is only the first bytes.
    """

    path: str
    data: bytes
    executable: bool
    depth: int
    cut: Cut | None = None

    @property
    def whole(self) -> bool:
        """Whether `data` is the whole file."""
        return self.cut is None

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self.data) if self.cut is None else self.cut.size

    @property
    def sha256(self) -> str:
        """Digest of the whole file, in hexadecimal; worked out at each call."""
        return hashlib.sha256(self.data).hexdigest() if self.cut is None else self.cut.sha256
