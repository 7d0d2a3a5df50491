"""Is a model or data set taken without its commit?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "unpinned-model",
    "a model of whatever revision is newest",
    Severity.LOW,
    Family.OWN,
    reads=OwnCode,
    remedy="Pass `revision=` with the full commit that was vetted.",
    refs=("CWE-494",),
)
def unpinned_model(own: OwnCode) -> Iterator[Hit | Gap]:
    """A name and a branch can be moved; only a commit names the same bytes tomorrow."""
    yield from told(own, Habit.UNPINNED_MODEL)
