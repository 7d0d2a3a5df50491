"""Does OpenSSF Scorecard think little of how the project is run?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.health import Scorecard
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

LOW = 3.0
MIN_CONCLUSIVE = 5


@check(
    "scorecard-low",
    "a low Scorecard",
    Severity.LOW,
    Family.HEALTH,
    reads=Scorecard,
    confidence=Confidence.LOW,
    remedy="Read which practices are missing; many small and honest projects have few of them.",
    refs=("https://scorecard.dev/",),
)
def scorecard_low(card: Scorecard) -> Iterator[Hit | Gap]:
    """A project without review, tests and limits on its tokens is easier to break into."""
    conclusive = sum(1 for one in card.checks if one.score >= 0)
    if card.score < 0 or (card.checks and conclusive < MIN_CONCLUSIVE):
        yield Gap(f"Scorecard came to no conclusion about {quote(card.repository)}")
    elif card.score < LOW:
        yield Hit(f"{quote(card.repository)} scores {card.score:.1f} of 10")
