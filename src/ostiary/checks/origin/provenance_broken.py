"""Does any file carry an attestation that does not hold?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "provenance-broken",
    "an attestation does not hold",
    Severity.CRITICAL,
    Family.ORIGIN,
    reads=Provenance,
    remedy="Do not use the file: fetch it again by another way, and if it stays so, tell the index.",
    refs=("https://peps.python.org/pep-0740/", "https://slsa.dev/spec/v1.0/provenance"),
)
def provenance_broken(provenance: Provenance) -> Iterator[Hit | Gap]:
    """A wrong signature, digest or identity means that these are not the bytes that were built."""
    if not provenance.files:
        yield Gap("no file of this release was asked for its attestations")
    for one in provenance.files:
        if one.proof is Proof.BROKEN:
            why = f": {one.reason}" if one.reason else ""
            yield Hit(
                f"the attestation of {quote(one.filename)} does not hold{why}",
                Location(one.filename),
            )
        elif one.proof is Proof.UNCHECKED:
            why = f": {one.reason}" if one.reason else ""
            yield Gap(f"the attestation of {quote(one.filename)} could not be verified{why}")
