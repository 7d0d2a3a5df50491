"""Did this release come in a rush that the package does not usually show?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ostiary.checks.declare import check
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

WINDOW = timedelta(hours=24)
MIN_BURST = 5


@check(
    "release-burst",
    "many releases within a day",
    Severity.LOW,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.LOW,
    remedy="Read what changed between the releases of that day; use the last one before it if in doubt.",
)
def release_burst(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Worms and first attempts at a payload publish again and again within hours."""
    moment = lineage.current.published
    if not lineage.trusted_times or moment is None:
        yield Gap(lineage.times_fault or "the index does not say when this release was published")
        return
    times = [past.published for past in lineage.earlier if past.published is not None]
    if lineage.lower and not times and all(past.published is None for past in lineage.lower):
        yield Gap("the index does not say when the earlier releases were published")
        return
    before = [time for time in times if moment - time > WINDOW]
    count = len(times) - len(before) + 1
    usual = _busiest(before)
    if count >= MIN_BURST and count > 2 * usual:
        past = f"never more than {usual} before" if before else "and none before that day"
        yield Hit(f"{count} releases within 24 hours, this one the last of them; {past}")


def _busiest(times: list[datetime]) -> int:
    """The most releases that ever fell into one window; `times` oldest first."""
    most = start = 0
    for end, time in enumerate(times):
        while time - times[start] > WINDOW:
            start += 1
        most = max(most, end - start + 1)
    return most
