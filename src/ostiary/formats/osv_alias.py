"""Which ids are names of one and the same bug, by what the records claim?"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from ostiary.core.facts.advisories import Exploited

_RANKS = {"CVE": 0, "GHSA": 1, "PYSEC": 2}


class Bug(Struct, frozen=True):
    """One bug under all its names. `group` is the one that stands for it.

    `kev` and the two EPSS figures are those of its worst CVE.
    """

    group: str
    ids: tuple[str, ...] = ()
    kev: Exploited | None = None
    epss: float | None = None
    percentile: float | None = None


def group_name(ids: Iterable[str]) -> str:
    """The id that stands for a bug: a CVE before a GHSA before all others, then the first of its kind."""
    return min(ids, key=lambda one: (_RANKS.get(one.partition("-")[0], 3), one))


def unite(claims: Iterable[tuple[str, Sequence[str]]]) -> dict[str, Bug]:
    """Every id with its bug, from (id, aliases) of the records: joined in any number of steps.

    Malware records and withdrawn ones are not to be handed in: the first accuse and must not be lost
    under another name, the second are no longer claimed by anybody.
    """
    union = _Union()
    for one, aliases in claims:
        union.join(one, one)
        for alias in aliases:
            union.join(one, alias)
    bugs: dict[str, Bug] = {}
    for ids in union.groups():
        bug = Bug(group_name(ids), tuple(sorted(ids)))
        bugs.update(dict.fromkeys(ids, bug))
    return bugs


def bug_of(bugs: Mapping[str, Bug], one: str) -> Bug:
    """The bug of a record; one that shares its ids with nobody is its own."""
    return bugs.get(one) or Bug(one, (one,))


class _Union(Struct):
    """Disjoint sets with path halving: near to linear in the number of claims."""

    above: dict[str, str] = field(default_factory=dict)

    def top(self, one: str) -> str:
        above = self.above
        above.setdefault(one, one)
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: str, other: str) -> None:
        first, second = self.top(one), self.top(other)
        if first != second:
            self.above[max(first, second)] = min(first, second)

    def groups(self) -> Iterable[list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.above:
            found.setdefault(self.top(one), []).append(one)
        return found.values()
