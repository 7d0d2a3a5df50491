"""Where in which archive are we, and how much may still be read?"""

from msgspec.structs import replace

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Cut, Member
from ostiary.formats.contents import Fault, FaultKind

LEAST = 1 << 20
"""Bytes of a member that are read however many the archives around it take."""


class BrokenError(ParseError):
    """This container, or this member, cannot be read on; `kind` says what the fault is."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class ExhaustedError(LimitError):
    """A limit over the whole artifact is reached: nothing more is read, at any depth."""


class Budget:
    """What all archives of one artifact have used up together."""

    __slots__ = ("allowed", "entries", "limits", "names", "unpacked")

    def __init__(self, limits: Limits, packed: int) -> None:
        """For an artifact of `packed` bytes: a small one may not cost as much as a large one."""
        self.limits = limits
        self.allowed = min(limits.total_bytes, max(limits.total_floor, limits.ratio * packed))
        self.entries = 0
        self.unpacked = 0
        self.names = 0

    def entry(self, name: int) -> None:
        """Count one entry whose name has `name` bytes."""
        self.entries += 1
        if self.entries > self.limits.members:
            raise ExhaustedError(f"more than {self.limits.members} entries")
        self.names += name
        if self.names > self.limits.names_bytes:
            self.entry_name(0)

    def entry_name(self, name: int) -> None:
        """Count a name of `name` bytes that is kept, such as that of a folder on the way."""
        self.names += name
        if self.names > self.limits.names_bytes:
            raise ExhaustedError(f"names of more than {self.limits.names_bytes} bytes in all")

    def spend(self, count: int) -> None:
        """Count `count` unpacked bytes."""
        self.unpacked += count
        if self.unpacked > self.allowed:
            raise ExhaustedError(f"more than {self.allowed} bytes unpacked in all")


class Scope:
    """One archive: its name, its place in the outer ones, and the budget that all share."""

    __slots__ = ("budget", "depth", "filename", "limits", "prefix")

    def __init__(
        self,
        filename: str,
        budget: Budget,
        prefix: str = "",
        depth: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self.filename = filename
        self.budget = budget
        self.limits = limits or budget.limits
        self.prefix = prefix
        self.depth = depth

    def member(
        self, path: str, data: bytes, executable: bool = False, cut: Cut | None = None
    ) -> Member:
        """A regular file of this archive."""
        return Member(self.prefix + path, data, executable, self.depth, cut)

    def fault(self, kind: FaultKind, path: str, message: str) -> Fault:
        """A fault at a member, or of the archive as a whole when `path` is empty."""
        place = self.prefix + path if path else self.prefix.removesuffix("!/")
        return Fault(kind, place, message, nested=bool(self.prefix))

    def inside(self, path: str, held: int) -> "Scope":
        """The scope of an archive of `held` bytes nested at `path` (already with its prefix).

        It stays in memory while its members are read: together they may be no more than one member.
        """
        left = max(self.limits.member_bytes - held, min(LEAST, self.limits.member_bytes))
        limits = replace(self.limits, member_bytes=left)
        name = path.rpartition("/")[2]
        return Scope(name, self.budget, path + "!/", self.depth + 1, limits)


def check_ratio(packed: int, unpacked: int, limits: Limits) -> None:
    """Raise `BrokenError` when so much came out of so little that it must be a bomb."""
    if unpacked > limits.ratio_floor and unpacked > limits.ratio * packed:
        raise BrokenError(FaultKind.LIMIT, f"unpacks to more than {limits.ratio} times its size")
