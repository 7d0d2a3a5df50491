"""Does the release name a repository that nothing proves to be its own?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.provenance import Provenance
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "source-unverified",
    "nothing verifies the declared repository",
    Severity.INFO,
    Family.ORIGIN,
    reads=Provenance,
    remedy="Nothing to do; do not count stars or scores of that repository in the package's favour.",
)
def source_unverified(provenance: Provenance) -> Iterator[Hit]:
    """Anybody can write any repository into his metadata, so an unproven one lends no reputation."""
    if provenance.declared and not any(one.repository for one in provenance.verified):
        yield Hit(f"{quote(provenance.declared)} is declared, and no attestation proves it")
