"""The evidence index: one line for each fact, and for each that is missing."""

from collections.abc import Iterable

from ostiary.core.evidence import Absent, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.run import Source
from ostiary.policy.kinds import kind_name

PARTIAL = "index-advisories"
"""The kind of an advisory list whose silence proves nothing: it never satisfies a requirement."""


def index(items: Iterable[Item]) -> tuple[Source, ...]:
    """The evidence index: one line for each fact, and for each that is missing."""
    return tuple(_line(item) for item in items)


def _line(item: Item) -> Source:
    purl = item.subject.purl
    kind = kind_name(item.kind.__name__)
    if isinstance(item, Unknown):
        return Source(
            purl, kind, item.source, "unknown", reason=item.reason, hint=item.hint, cause=item.cause
        )
    if isinstance(item, Absent):
        return Source(purl, kind, item.source, "absent", reason=item.reason)
    if isinstance(item.data, Provenance) and all(
        one.proof is Proof.NONE for one in item.data.files
    ):
        return Source(purl, kind, item.source, "absent", item.collected_at, item.age, item.digest)
    if isinstance(item.data, Advisories) and not item.data.complete:
        kind = PARTIAL
    return Source(purl, kind, item.source, "known", item.collected_at, item.age, item.digest)
