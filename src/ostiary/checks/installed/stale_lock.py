"""Does a lock lack what its manifest asks for?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import Drift
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "stale-lock",
    "a lock that does not fit its manifest",
    Severity.LOW,
    Family.TREE,
    reads=Drift,
    remedy="Lock again (`uv lock`, `npm install --package-lock-only`), and look at what changed.",
)
def stale_lock(drift: Drift) -> Iterator[Hit | Gap]:
    """What is asked for and not locked is chosen anew at each installation."""
    for one in drift.unmet:
        yield Hit(f"{quote(one.name)} is {one.problem}", one.at, key=one.name)
