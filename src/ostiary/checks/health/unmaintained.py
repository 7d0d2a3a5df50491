"""Has the repository seen no work for months?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.health.scorecard import conclusion
from ostiary.core.facts.health import Scorecard
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "unmaintained",
    "nobody works on the project",
    Severity.LOW,
    Family.HEALTH,
    reads=Scorecard,
    confidence=Confidence.MEDIUM,
    remedy="A small finished library may need no work; for anything else look for a successor.",
    refs=("https://github.com/ossf/scorecard/blob/main/docs/checks.md#maintained",),
)
def unmaintained(card: Scorecard) -> Iterator[Hit | Gap]:
    """Where nobody answers, a fault that is reported stays open."""
    score, said = conclusion(card, "Maintained")
    if score is None:
        yield Gap(said)
    elif score == 0:
        yield Hit(f"Scorecard saw no commits and no answers to issues of late{said}")
