"""Did a package that was silent for a year or more suddenly speak?"""

from collections.abc import Iterator
from datetime import timedelta

from ostiary.checks.declare import check
from ostiary.checks.history.settled import settled
from ostiary.checks.wording import quote, span
from ostiary.core.facts.history import Lineage, Past
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

SILENCE = timedelta(days=365)


@check(
    "dormancy-broken",
    "a release after a year or more of silence",
    Severity.LOW,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.LOW,
    remedy="Look into the repository for the work that led to this release, and for who did it.",
)
def dormancy_broken(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Forgotten packages are taken over because nobody watches them any more."""
    moment = lineage.current.published
    if not lineage.trusted_times or moment is None:
        yield Gap(lineage.times_fault or "the index does not say when this release was published")
        return
    undated = [past.version for past in lineage.lower if past.published is None]
    earlier = settled(lineage)
    if not earlier:
        if undated:
            yield Gap("the index does not say when the earlier releases were published")
        return
    last = earlier[-1]
    silence = moment - (last.published or moment)
    if silence < SILENCE:
        return
    if undated:
        yield Gap(f"no release for {span(silence)}, unless {quote(undated[-1])}, which has no date")
        return
    which = (
        "the release before"
        if last is lineage.earlier[-1]
        else "the last release before these weeks"
    )
    message = f"{which}, {quote(last.version)}, was {span(silence)} earlier"
    if stranger := _stranger(lineage.current, earlier):
        yield Hit(
            f"{message}, and {stranger}", severity=Severity.MEDIUM, confidence=Confidence.MEDIUM
        )
    else:
        yield Hit(message)


def _stranger(current: Past, earlier: tuple[Past, ...]) -> str:
    """How the people differ from those before the silence; empty if they do not, or nobody knows."""
    name = current.publisher.name
    known = {past.publisher.name for past in earlier if past.publisher.name}
    maintained = {name for past in earlier for name in past.maintainers}
    if name and known and name not in known | maintained:
        return f"{quote(name)} had never published or maintained it"
    if current.maintainers and maintained and not set(current.maintainers) & maintained:
        return "all maintainers are new"
    return ""
