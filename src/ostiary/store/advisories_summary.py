"""What is in the local advisories, from where, and how old?"""

import json
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class Brought(Struct, frozen=True):
    """One source that was brought in: its file, folder or URL as remembered, what it is, and how much.

    `label` is `osv`, `kev`, `epss` or `popular-TYPE`; `digest` is over what was read.
    """

    source: str
    label: str
    records: int
    digest: str = ""
    types: tuple[str, ...] = ()


class Summary(Struct, frozen=True):
    """`types` are package types of which an export was brought in; `newest` maps them to last changes.

    `records` are those that can match; `counts` are records by type, `popular` names by type;
    `withdrawn` were taken back and are kept for that, `foreign` are about package types that are not kept.
    """

    records: int
    types: tuple[str, ...]
    built: datetime
    newest: datetime | None = None
    ages: tuple[tuple[str, datetime], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    malware: int = 0
    sources: tuple[Brought, ...] = ()
    popular: tuple[tuple[str, int], ...] = ()
    withdrawn: int = 0
    foreign: int = 0
    exploited: int = 0
    scored: int = 0

    @property
    def consulted(self) -> frozenset[str]:
        """Which lists about the exploitation of bugs were brought in: `KEV`, `EPSS`."""
        counts = (("KEV", self.exploited), ("EPSS", self.scored))
        return frozenset(name for name, count in counts if count)

    @property
    def told(self) -> datetime:
        """When the data was true: an old export brought in today is as old as its newest record."""
        return min((self.told_of(one) for one in self.types), default=self.built)

    def told_of(self, type: str) -> datetime:  # noqa: A002 - the purl word
        """The same for one package type: by its own newest record."""
        newest = dict(self.ages).get(type)
        return min(self.built, newest) if newest else self.built


def write_summary(summary: Summary) -> str:
    """The summary as JSON."""
    return json.dumps(
        {
            "records": summary.records,
            "types": summary.types,
            "built": summary.built.isoformat(),
            "newest": summary.newest.isoformat() if summary.newest else "",
            "ages": [(kind, moment.isoformat()) for kind, moment in summary.ages],
            "counts": summary.counts,
            "malware": summary.malware,
            "sources": [
                (one.source, one.label, one.records, one.digest, one.types)
                for one in summary.sources
            ],
            "popular": summary.popular,
            "withdrawn": summary.withdrawn,
            "foreign": summary.foreign,
            "exploited": summary.exploited,
            "scored": summary.scored,
        }
    )


def read_summary(meta: Mapping[str, str]) -> Summary:
    """The summary back. Raises `KeyError`, `TypeError` or `ValueError`."""
    wire = json.loads(meta["summary"])
    return Summary(
        records=int(wire["records"]),
        types=tuple(str(one) for one in wire["types"]),
        built=datetime.fromisoformat(wire["built"]),
        newest=datetime.fromisoformat(wire["newest"]) if wire["newest"] else None,
        ages=tuple((str(kind), datetime.fromisoformat(when)) for kind, when in wire["ages"]),
        counts=tuple((str(kind), int(count)) for kind, count in wire["counts"]),
        malware=int(wire["malware"]),
        sources=tuple(
            Brought(str(source), str(label), int(records), str(digest), tuple(map(str, types)))
            for source, label, records, digest, types in wire["sources"]
        ),
        popular=tuple((str(kind), int(count)) for kind, count in wire["popular"]),
        withdrawn=int(wire["withdrawn"]),
        foreign=int(wire["foreign"]),
        exploited=int(wire["exploited"]),
        scored=int(wire["scored"]),
    )
