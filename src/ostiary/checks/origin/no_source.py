"""Does nothing say where the source is?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.facts.provenance import Provenance
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "no-source",
    "no source repository",
    Severity.LOW,
    Family.ORIGIN,
    reads=Provenance,
    remedy="Ask the author for the repository; without one nobody but him can review a change.",
)
def no_source(provenance: Provenance) -> Iterator[Hit]:
    """Without a repository there is no history to read and nobody to see what changes."""
    if not provenance.declared and not any(one.repository for one in provenance.verified):
        yield Hit("the release neither declares nor proves a source repository")
