"""Does a place hold what nobody approved?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import Drift
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "baseline-drift",
    "not as in the approved baseline",
    Severity.MEDIUM,
    Family.TREE,
    reads=Drift,
    remedy="Look at what was added or changed; `ostiary baseline set` approves it.",
)
def baseline_drift(drift: Drift) -> Iterator[Hit | Gap]:
    """Somebody answered for exactly these components; what came since has nobody who does."""
    for one in drift.unapproved:
        yield Hit(f"{quote(one.name)} is {one.problem}", one.at, key=one.name)
