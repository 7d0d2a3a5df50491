"""Did somebody publish this release who never published an earlier one?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import settled
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "publisher-changed",
    "published by somebody new",
    Severity.MEDIUM,
    Family.PEOPLE,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="Ask the project, by a channel that is not the package, whether this account is theirs; "
    "until then use the newest release of an earlier publisher.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
)
def publisher_changed(lineage: Lineage) -> Iterator[Hit | Gap]:
    """A stolen account or a hand-over shows first as a name that was never there before."""
    earlier = settled(lineage)
    if not earlier:
        return
    name = lineage.current.publisher.name
    if not name:
        yield Gap("the index does not say who published this release")
        return
    known = {past.publisher.name for past in earlier if past.publisher.name}
    if not known:
        yield Gap("the index does not say who published the earlier releases")
        return
    if name not in known:
        yield _hit(lineage, name, known)


def _hit(lineage: Lineage, name: str, known: set[str]) -> Hit:
    maintained = any(name in past.maintainers for past in settled(lineage))
    message = f"{quote(name)} published this release; the earlier ones came from {listed(known)}"
    if maintained:
        message += ", though the account was a maintainer before"
    elif lineage.current.publisher.kind == "trusted":
        message += "; the new publisher is a build service that the project trusts"
    mild = maintained or lineage.current.publisher.kind == "trusted"
    return Hit(message, severity=Severity.LOW if mild else None, key=name)
