"""What is one thing that an artifact can do, and what makes two of them the same?"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.core.location import NOWHERE, Location


class Sort(StrEnum):
    """Which kind of ability it is."""

    ROOT = "root"  # something runs by itself: a hook, a start-up line, an entry point
    ACT = "act"  # what code does to the world, and when
    LEAK = "leak"  # something private that is sent away
    TAKES = "takes"  # something private that is read
    HOST = "host"  # a domain that is contacted
    BINARY = "binary"  # machine code that comes along
    HIDING = "hiding"  # code that is made not to be read


_LEADS = {
    Sort.ROOT: "runs by itself: ",
    Sort.ACT: "",
    Sort.LEAK: "sends away ",
    Sort.TAKES: "reads ",
    Sort.HOST: "contacts ",
    Sort.BINARY: "machine code ",
    Sort.HIDING: "hides: ",
}


class Capability(Struct, frozen=True, eq=False):
    """One ability: its sort and its detail are all that it is; where and how early it was seen is not.

    `detail` holds no version, no platform and no path of a folder, so that two releases can be compared.
    """

    sort: Sort
    detail: str
    reach: Reach = Reach.CALL
    at: Location = NOWHERE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Capability) and self._is == other._is

    def __lt__(self, other: "Capability") -> bool:
        return self._is < other._is

    def __hash__(self) -> int:
        return hash(self._is)

    @property
    def _is(self) -> tuple[Sort, str]:
        return self.sort, self.detail

    def __str__(self) -> str:
        return _LEADS[self.sort] + self.detail


_EARLIER = {one: place for place, one in enumerate(Reach)}


def distinct(found: Iterable[Capability]) -> tuple[Capability, ...]:
    """Each ability once, in order, at the earliest moment and the first place of those that were seen."""
    kept: dict[Capability, Capability] = {}
    for one in found:
        known = kept.get(one)
        if known is None or _first(one) < _first(known):
            kept[one] = one
    return tuple(sorted(kept.values()))


def _first(one: Capability) -> tuple[int, Location]:
    return _EARLIER[one.reach], one.at
