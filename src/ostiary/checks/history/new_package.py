"""Is the package itself so young that nobody can know it yet?"""

from collections.abc import Iterator
from datetime import timedelta

from ostiary.checks.declare import check
from ostiary.checks.wording import span
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

YOUNG = timedelta(days=30)


@check(
    "new-package",
    "the package is new",
    Severity.LOW,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.HIGH,
    remedy="Make sure that it is the package you mean and that you know who wrote it.",
)
def new_package(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Nearly all packages made to do harm are days old when they do it."""
    if not lineage.trusted_times:
        yield Gap(lineage.times_fault or "the publish times of this index cannot be trusted")
        return
    every = (*lineage.lower, lineage.current, *lineage.higher)
    times = [past.published for past in every if past.published is not None]
    if times and lineage.now - min(times) >= YOUNG:
        return
    if len(times) < len(every):
        yield Gap("the index does not say when all releases were published")
        return
    age = lineage.now - min(times)
    if age < timedelta():
        yield Gap("the first release claims a time in the future")
        return
    releases = "its only release" if len(every) == 1 else f"the first of {len(every)} releases"
    yield Hit(f"{releases} appeared {span(age)} ago")
