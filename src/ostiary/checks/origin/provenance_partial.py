"""Are some files of the release attested and others not?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "provenance-partial",
    "only some files are attested",
    Severity.MEDIUM,
    Family.ORIGIN,
    reads=Provenance,
    confidence=Confidence.MEDIUM,
    remedy="Let your installer choose an attested file, or compare the others with it.",
)
def provenance_partial(provenance: Provenance) -> Iterator[Hit | Gap]:
    """A file that was not built with the rest may have been put beside it later, by somebody else."""
    if not provenance.files:
        yield Gap("no file of this release was asked for its attestations")
        return
    bare = {one.filename for one in provenance.files if one.proof is Proof.NONE}
    if bare and len(bare) < len(provenance.files):
        total = len(provenance.files)
        names = listed(bare)
        yield Hit(f"{len(bare)} of {total} files have no attestation: {names}", key="partial")
