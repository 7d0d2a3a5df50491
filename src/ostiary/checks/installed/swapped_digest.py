"""Do two locks disagree about the bytes of one release?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import Drift
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "swapped-digest",
    "one release with two sets of bytes",
    Severity.HIGH,
    Family.TREE,
    reads=Drift,
    remedy="Ask the index for the digest, find out which lock was edited, and install from neither yet.",
    refs=("T1195.002",),
)
def swapped_digest(drift: Drift) -> Iterator[Hit | Gap]:
    """A release never changes its bytes; a lock whose digest differs was made from something else."""
    for one in drift.swapped:
        yield Hit(f"{quote(one.name)}: its {one.problem}", one.at, key=one.name)
