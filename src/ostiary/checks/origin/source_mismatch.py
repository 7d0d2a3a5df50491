"""Was the release built from another repository than the one that it declares?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.source_url import SourcePlace, source_place
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.provenance import Provenance
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "source-mismatch",
    "built from another repository than declared",
    Severity.MEDIUM,
    Family.ORIGIN,
    reads=Provenance,
    confidence=Confidence.MEDIUM,
    remedy="Judge the package by the repository that the attestation proves, not by the declared one.",
    refs=("https://slsa.dev/spec/v1.0/provenance",),
)
def source_mismatch(provenance: Provenance) -> Iterator[Hit | Gap]:
    """A declared repository is only a claim; where a proof contradicts it, the proof counts."""
    for one in provenance.verified:
        if source_place(one.repository) is None:
            yield Gap(f"the attestation of {quote(one.filename)} names no repository")
    proven = {place for one in provenance.verified if (place := source_place(one.repository))}
    if len({(place.host, place.owner) for place in proven}) > 1:
        names = listed(str(place) for place in proven)
        yield Hit(
            f"the files were built from repositories of different owners: {names}", key="split"
        )
    if proven and provenance.declared:
        yield from _against(proven, provenance.declared)


def _against(proven: set[SourcePlace], declared: str) -> Iterator[Hit | Gap]:
    claim = source_place(declared)
    if claim is None:
        yield Gap(f"the declared repository {quote(declared)} cannot be compared")
        return
    if claim in proven:
        return
    message = f"declared is {quote(str(claim))}, proven is {listed(str(place) for place in proven)}"
    kin = any((place.host, place.owner) == (claim.host, claim.owner) for place in proven)
    if kin:
        message += ", of the same owner"
    yield Hit(message, severity=Severity.INFO if kin else None, key="declared")
