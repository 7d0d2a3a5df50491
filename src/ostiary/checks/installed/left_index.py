"""Is a locked release gone from the index?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import Drift
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "left-index",
    "a locked release that the index no longer has",
    Severity.MEDIUM,
    Family.TREE,
    reads=Drift,
    remedy="Find out why it was taken away, and look for advisories: malware is removed this way.",
    refs=("T1195.002",),
)
def left_index(drift: Drift) -> Iterator[Hit | Gap]:
    """Releases rarely go; what an index takes away was broken, or malicious."""
    for one in drift.gone:
        yield Hit(f"{quote(one.name)} is {one.problem}", one.at, key=one.name)
