"""One regular file out of an archive, with its bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file.

    `path` holds `!/` between an archive and what is nested in it; `executable` is the mode bit; `depth` is
    0 at top level, 1 inside a nested archive and so on. One path may come twice, with other bytes, when two
    extractors would see different files there.
    """

    path: str
    data: bytes
    executable: bool
    depth: int
