"""Are the people who could publish before all gone, or did a newcomer publish?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import settled
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "maintainers-changed",
    "the package changed hands",
    Severity.MEDIUM,
    Family.PEOPLE,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="Look for an announcement of the hand-over in the project's own repository, and read what "
    "changed since the last release of the earlier maintainers.",
)
def maintainers_changed(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Malware has come more than once from a package that was given, or sold, to a stranger."""
    earlier = settled(lineage)
    if not earlier:
        return
    now = set(lineage.current.maintainers)
    if not now:
        yield Gap("the index does not say who maintained the package at this release")
        return
    before = next((set(past.maintainers) for past in reversed(earlier) if past.maintainers), None)
    if before is None:
        yield Gap("the index does not say who maintained the package at earlier releases")
        return
    if not now & before:
        message = f"all earlier maintainers are gone: {listed(before)}; now there are {listed(now)}"
        yield Hit(message, key="all:" + ",".join(sorted(now)))
        return
    publisher = lineage.current.publisher.name
    ever = {name for past in earlier for name in past.maintainers}
    if publisher in now and publisher not in ever:
        message = (
            f"{quote(publisher)} became a maintainer after the last release and published this one"
        )
        yield Hit(message, severity=Severity.LOW, key=publisher)
