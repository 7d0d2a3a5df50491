"""Could the release carry attestations, and carries none?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "provenance-absent",
    "no attestations",
    Severity.INFO,
    Family.ORIGIN,
    reads=Provenance,
    remedy="Nothing to do; if the project is yours, publish from a trusted build service.",
    refs=("https://peps.python.org/pep-0740/", "https://slsa.dev/spec/v1.0/provenance"),
)
def provenance_absent(provenance: Provenance) -> Iterator[Hit | Gap]:
    """Most packages have none, so this is neutral: it only means that nothing proves the origin."""
    if not provenance.files:
        yield Gap("no file of this release was asked for its attestations")
    elif any(one.proof is not Proof.NONE for one in provenance.files):
        return
    elif provenance.offered is None:
        yield Gap("it is not known whether this index can carry attestations")
    elif provenance.offered:
        yield Hit("the index can carry attestations, and no file of this release has one")
