"""Has every file of the release been public for long enough?"""

from collections.abc import Iterator
from datetime import datetime

from ostiary.checks.declare import check
from ostiary.checks.wording import quote, span
from ostiary.core.facts.history import ReleaseAge
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "cooldown",
    "a file younger than the cooldown",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=ReleaseAge,
    remedy="Wait until the cooldown is over, or use the newest release that is old enough.",
)
def cooldown(age: ReleaseAge) -> Iterator[Hit | Gap]:
    """Most malicious releases are found and removed within days, so a few days of waiting avoid them."""
    if not age.trusted_times:
        yield Gap(age.times_fault or "the publish times of this index cannot be trusted")
        return
    if not age.files:
        yield Gap("the index lists no file of this release with a time")
        return
    dated = sorted((one.uploaded, one.filename) for one in age.files if one.uploaded is not None)
    for name in sorted(one.filename for one in age.files if one.uploaded is None):
        yield Gap(f"the index does not say when {quote(name)} was uploaded")
    for moment, name in dated:
        if moment > age.now:
            yield Gap(f"{quote(name)} claims an upload in the future: {moment.isoformat()}")
    yield from _young(age, [(moment, name) for moment, name in dated if moment <= age.now])


def _young(age: ReleaseAge, dated: list[tuple[datetime, str]]) -> Iterator[Hit]:
    if not dated:
        return
    first = dated[0][0]
    limit = f"the cooldown is {span(age.cooldown)}"
    if age.now - first < age.cooldown:
        yield Hit(f"the release is {span(age.now - first)} old; {limit}", key="release")
        return
    for moment, name in dated:
        if age.now - moment < age.cooldown:
            late = f"{span(moment - first)} after the first file of the release"
            message = f"{quote(name)} was added {late} and is {span(age.now - moment)} old; {limit}"
            yield Hit(message, Location(name), key="late")
