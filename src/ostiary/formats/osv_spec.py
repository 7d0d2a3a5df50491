"""What of an OSV record is needed to match one package: its part of the index, as JSON."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from ostiary.formats.osv import boundless, severity_of
from ostiary.formats.osv_cvss import rate
from ostiary.formats.osv_order import (
    Key,
    UncomparableError,
    canonical_name,
    ecosystem_type,
    order_key,
)
from ostiary.formats.osv_record import KINDS, Affected, OsvRecord, Range

SPEC_VERSION = 1
"""Changes when specs and shelves of before can no longer be read."""


def specs(record: OsvRecord, types: Iterable[str]) -> dict[tuple[str, str], str]:
    """The specs of a record, one for each (type, canonical name) that it names, of the types given.

    A spec is JSON: [id, modified, flags, aliases, entries], with `flags` 1 for malware and 2 for
    withdrawn; an entry is [versions, ranges, word, score, vectors], a range a list of [kind, version].
    Ranges that never match here are left out: of commits, and those of a takeover that has a list.
    """
    wanted = frozenset(types)
    found: dict[tuple[str, str], list[Affected]] = {}
    for entry in record.affected:
        kind = ecosystem_type(entry.ecosystem)
        if kind in wanted:
            found.setdefault((kind, canonical_name(kind, entry.name)), []).append(entry)
    head = [
        record.id,
        _moment(record.modified),
        record.malware + 2 * record.withdrawn,
        [] if record.withdrawn else list(record.aliases),
    ]
    return {
        key: _json([*head, [] if record.withdrawn else [_entry(record, one) for one in entries]])
        for key, entries in found.items()
    }


def _moment(modified: datetime | None) -> str:
    return modified.astimezone(UTC).isoformat().replace("+00:00", "Z") if modified else ""


def _entry(record: OsvRecord, entry: Affected) -> list[object]:
    vectors, word = severity_of(record, entry)
    said, score = rate(vectors, word)
    lines = [
        [[KINDS.index(event.kind), event.version] for event in line.events]
        for line in entry.ranges
        if _counts(record, entry, line)
    ]
    return [list(dict.fromkeys(entry.versions)), lines, said, score, [list(one) for one in vectors]]


def _counts(record: OsvRecord, entry: Affected, line: Range) -> bool:
    if line.type not in {"SEMVER", "ECOSYSTEM"} or not line.events:
        return False
    return not (record.malware and entry.versions and boundless(line))


def shelf(type: str, rows: Iterable[tuple[int, str]]) -> str:  # noqa: A002 - the purl word
    """All that is known about one package: JSON made of the (number, spec) of each record.

    [versions, strange, records]: `versions` are all versions that any record mentions and that can be
    compared, in ascending order, so that a place in it is a sort key that costs nothing to compare;
    `strange` are those that cannot, in order of text. A record is [number, id, modified, flags, aliases,
    entries]; an entry is [runs, strange, ranges, word, score, vectors], the last three left out where they
    are empty: `runs` are places as flat pairs (first, last) of the enumerated versions, `strange` places
    among the strange. A range is a flat list of (kind, place) in the order in which events are looked at,
    with place -1 for "0" and the number of versions for "*"; it is 0 where one of its versions cannot be
    compared.
    """
    records = [(number, json.loads(spec)) for number, spec in rows]
    order = _Order(type)
    for _, spec in records:
        for versions, lines, *_ in spec[4]:
            order.add(versions)
            order.add(
                version for line in lines for kind, version in line if not _open(kind, version)
            )
    order.settle()
    written = [
        [number, *spec[:4], [_shelved(entry, order) for entry in spec[4]]]
        for number, spec in sorted(records)
    ]
    return _json([order.versions, order.strange, written])


def _open(kind: int, version: str) -> bool:
    return (KINDS[kind], version) in {("introduced", "0"), ("limit", "*")}


def _shelved(entry: list[Any], order: "_Order") -> list[object]:
    versions, lines, word, score, vectors = entry
    places = sorted(order.place[one] for one in versions if one in order.place)
    strange = sorted(order.odd[one] for one in versions if one in order.odd)
    ranges = [_line(one, order) for one in lines]
    written = [list(_runs(places)), strange, ranges, word, score, vectors]
    while written[3:] and not written[-1]:
        written.pop()
    return written


def _runs(places: list[int]) -> Iterator[int]:
    start = last = None
    for place in places:
        if last is not None and place == last + 1:
            last = place
            continue
        if start is not None and last is not None:
            yield from (start, last)
        start = last = place
    if start is not None and last is not None:
        yield from (start, last)


def _line(events: list[Any], order: "_Order") -> list[int] | int:
    placed = []
    for kind, version in events:
        if _open(kind, version):
            spot = -1 if KINDS[kind] == "introduced" else len(order.versions)
            placed.append((spot, kind, spot))
        elif version in order.place:
            placed.append((order.rank[version], kind, order.place[version]))
        else:
            return 0
    placed.sort()
    return [one for _, kind, place in placed for one in (kind, place)]


class _Order:
    """The versions of one package, each parsed once."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._seen: dict[str, Key | None] = {}
        self.versions: list[str] = []
        self.strange: list[str] = []
        self.place: dict[str, int] = {}
        self.rank: dict[str, int] = {}  # that of the first of its equals
        self.odd: dict[str, int] = {}

    def add(self, versions: Iterable[str]) -> None:
        for one in versions:
            if one not in self._seen:
                try:
                    self._seen[one] = order_key(self._kind, one)
                except UncomparableError:
                    self._seen[one] = None

    def settle(self) -> None:
        known = sorted((key, one) for one, key in self._seen.items() if key is not None)
        self.strange = sorted(one for one, key in self._seen.items() if key is None)
        self.odd = {one: at for at, one in enumerate(self.strange)}
        before: Key | None = None
        first = 0
        for at, (key, one) in enumerate(known):
            if key != before:
                before, first = key, at
            self.place[one], self.rank[one] = at, first
        self.versions = [one for _, one in known]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
