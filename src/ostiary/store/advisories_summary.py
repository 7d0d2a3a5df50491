"""What is in the file of local advisories, from where, and how old?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """`types` are package types of which an export was brought in; `sources` are (name, SHA-256).

    `newest` is the time of the last change of any record; `popular` counts names by type; `withdrawn` and
    `foreign` count records left out, taken back or about package types that are not kept.
    """

    records: int
    types: tuple[str, ...]
    built: datetime
    newest: datetime | None = None
    sources: tuple[tuple[str, str], ...] = ()
    popular: tuple[tuple[str, int], ...] = ()
    withdrawn: int = 0
    foreign: int = 0

    @property
    def told(self) -> datetime:
        """When the data was true: an old export brought in today is as old as its newest record."""
        return min(self.built, self.newest) if self.newest else self.built


def write_summary(summary: Summary) -> dict[str, str]:
    """The summary as keys and values."""
    return {
        "records": str(summary.records),
        "types": json.dumps(summary.types),
        "built": summary.built.isoformat(),
        "newest": summary.newest.isoformat() if summary.newest else "",
        "sources": json.dumps(summary.sources),
        "popular": json.dumps(summary.popular),
        "withdrawn": str(summary.withdrawn),
        "foreign": str(summary.foreign),
    }


def read_summary(meta: Mapping[str, str]) -> Summary:
    """The summary back. Raises `KeyError`, `TypeError` or `ValueError`."""
    newest = meta["newest"]
    return Summary(
        records=int(meta["records"]),
        types=tuple(str(one) for one in json.loads(meta["types"])),
        built=datetime.fromisoformat(meta["built"]),
        newest=datetime.fromisoformat(newest) if newest else None,
        sources=tuple((str(name), str(digest)) for name, digest in json.loads(meta["sources"])),
        popular=tuple((str(kind), int(count)) for kind, count in json.loads(meta["popular"])),
        withdrawn=int(meta["withdrawn"]),
        foreign=int(meta["foreign"]),
    )
