"""What was read of a subject, and what was not: the account of coverage in figures."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.run import Examined, Run

RUNS = (Reach.INSTALL, Reach.START, Reach.IMPORT, Reach.CALL)
"""The ways in which an unread file could run, the soonest first."""

_ORDER = {reach: at for at, reach in enumerate(Reach)}


class Reading(Struct, frozen=True):
    """Files and bytes of some rows of the coverage; `unread` has what could run first."""

    files: int
    size: int
    unread: tuple[Coverage, ...]
    unread_size: int
    classes: tuple[tuple[str, int], ...]
    runnable: int

    @property
    def understood(self) -> int:
        """How many files somebody read and understood."""
        return self.files - len(self.unread)


def reading(rows: Iterable[Coverage]) -> Reading:
    """The figures of `rows`."""
    every = tuple(rows)
    unread = sorted(
        (row for row in every if not row.understood),
        key=lambda row: (_ORDER[row.reach], -row.size, row.artifact, row.path),
    )
    classes = Counter(row.opaque or "unnamed" for row in unread)
    return Reading(
        files=len(every),
        size=sum(row.size for row in every),
        unread=tuple(unread),
        unread_size=sum(row.size for row in unread),
        classes=tuple(sorted(classes.items(), key=lambda item: (-item[1], item[0]))),
        runnable=sum(row.reach in RUNS for row in unread),
    )


def rows_of(run: Run, examined: Examined) -> tuple[Coverage, ...] | None:
    """The rows about one subject, or None if the run does not tell whose they are."""
    if any(one.artifacts for one in run.examined):
        names = set(examined.artifacts)
        return tuple(row for row in run.coverage if row.artifact in names)
    if not run.coverage or sum(one.depth == "full" for one in run.examined) == 1:
        return run.coverage if examined.depth == "full" else ()
    return None


def by_artifact(rows: Iterable[Coverage]) -> tuple[tuple[str, Reading], ...]:
    """One account for each artifact, in order of its name."""
    groups: dict[str, list[Coverage]] = {}
    for row in rows:
        groups.setdefault(row.artifact, []).append(row)
    return tuple((name, reading(groups[name])) for name in sorted(groups))
