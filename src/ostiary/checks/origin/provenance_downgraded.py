"""Did earlier releases carry attestations where this one has none?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import series, settled
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

LONG_SINCE = 3


@check(
    "provenance-downgraded",
    "attestations are gone",
    Severity.HIGH,
    Family.ORIGIN,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="Stay with the last attested release until the project explains why this one is not.",
    refs=("https://peps.python.org/pep-0740/", "https://slsa.dev/spec/v1.0/provenance"),
)
def provenance_downgraded(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Who publishes with a stolen token, from his own machine, cannot make the attestation."""
    if lineage.current.attested or not (earlier := settled(lineage)):
        return
    told = [past for past in earlier if past.attested is not None]
    if lineage.current.attested is None:
        yield Gap("the index does not say whether this release is attested")
        return
    if not told:
        yield Gap("the index does not say whether earlier releases were attested")
        return
    last = next((at for at, past in enumerate(reversed(told)) if past.attested), None)
    if last is None:
        return
    message = f"this release has no attestation; {quote(told[-1 - last].version)} had"
    own = {past.attested for past in series(lineage)}
    if False in own and True not in own:
        yield Hit(f"{message}, in another series: this one never had", severity=Severity.LOW)
    elif last == 0:
        yield Hit(message)
    else:
        message += f", and {last} release{'s' if last > 1 else ''} between had none either"
        yield Hit(message, severity=Severity.LOW if last >= LONG_SINCE else Severity.MEDIUM)
