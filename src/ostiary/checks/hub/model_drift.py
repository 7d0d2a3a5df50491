"""What changed in the model since the revision with which it is compared?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.drift import Aspect, Change, RevisionDrift

_SEVERITY = {
    Aspect.CODE: Severity.MEDIUM,
    Aspect.TEMPLATE: Severity.MEDIUM,
    Aspect.OPERATORS: Severity.LOW,
    Aspect.REACHES: Severity.LOW,
    Aspect.CONFIGURATION: Severity.LOW,
}


def severity(change: Change) -> Severity:
    """How much one change weighs: what runs or steers what runs, before what is computed with."""
    if change.how == "removed":
        return Severity.INFO
    return Severity.MEDIUM if change.grave else _SEVERITY.get(change.aspect, Severity.INFO)


@check(
    "model-drift",
    "a model is another one than in the revision before",
    Severity.MEDIUM,
    Family.MODEL,
    reads=RevisionDrift,
    remedy="Read what changed, ask its authors why, and stay on the commit that was vetted until then.",
)
def model_drift(drift: RevisionDrift) -> Iterator[Hit | Gap]:
    """A template, a line of code or a call that comes later is seen as a change alone."""
    hits = [
        Hit(
            f"{one.what} since {drift.before[:12]}",
            Location(drift.name.rpartition("/")[2], one.path),
            severity(one),
            key=f"{one.aspect.value} {one.path}",
        )
        for one in drift.changes
    ]
    yield from capped(hits, "changes", Location(drift.name))
    for reason in drift.lost:
        yield Gap(reason)
