"""Did a token publish what a trusted build service published before?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import series, settled
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "trusted-publisher-replaced",
    "a token published in place of the trusted build service",
    Severity.HIGH,
    Family.PEOPLE,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="Take the last release that the build service published until the project explains the change.",
    refs=("https://repos.openssf.org/trusted-publishers-for-all-package-repositories",),
)
def trusted_publisher_replaced(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Whoever steals a token publishes past the build service, and that is how it shows."""
    earlier = settled(lineage)
    if not earlier:
        return
    kinds = [past.publisher.kind for past in earlier if past.publisher.kind]
    kind = lineage.current.publisher.kind
    if not kinds or not kind:
        which = "earlier releases were" if kind else "this release was"
        yield Gap(f"the index does not say whether {which} published by token or trusted publisher")
        return
    if kind != "token" or "trusted" not in kinds:
        return
    name = lineage.current.publisher.name
    who = f"the account {quote(name)}" if name else "an account"
    since = kinds[kinds.index("trusted") :]
    own = {past.publisher.kind for past in series(lineage)}
    if "token" in since:
        message = f"{who} published with a token, as others did since a trusted publisher first did"
        yield Hit(message, severity=Severity.LOW)
    elif "token" in own and "trusted" not in own:
        yield Hit(
            f"{who} published with a token, as all of this series were", severity=Severity.LOW
        )
    else:
        yield Hit(
            f"{who} published this release with a token; a trusted publisher made the last one"
        )
