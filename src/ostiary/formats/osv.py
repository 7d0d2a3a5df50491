"""Which releases does an OSV record touch, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from ostiary.core.facts.advisories import Advisories, Advisory
from ostiary.formats.osv_cvss import rate
from ostiary.formats.osv_fold import fold
from ostiary.formats.osv_order import (
    Key,
    UncomparableError,
    canonical_name,
    ecosystem_type,
    order_key,
    public_key,
)
from ostiary.formats.osv_record import KINDS, Affected, Event, OsvRecord, Range, parse_record

__all__ = ["OsvRecord", "UncomparableError", "affects", "match", "parse_record"]


@dataclass(frozen=True, slots=True)
class _Hit:
    why: str
    fixed: tuple[str, ...]
    entry: Affected


@dataclass(frozen=True, slots=True)
class _Asked:
    """The release asked about; `key` is None if its version cannot be compared."""

    kind: str
    name: str
    version: str
    key: Key | None
    public: Key | None


def affects(record: OsvRecord, ecosystem: str, name: str, version: str) -> str | None:
    """Why the record touches this release, or None. `ecosystem` is an OSV ecosystem or a purl type.

    Raises `UncomparableError` when a version, asked for or listed, cannot be placed, and nothing else
    in the record decides: then nobody can say that the release is not affected.
    Source: OSV schema 1.7, section "Evaluation".
    """
    hit = _hit(record, _ask(ecosystem, name, version))
    return hit.why if hit else None


def match(records: Iterable[OsvRecord], type: str, name: str, version: str) -> Advisories:  # noqa: A002 - the purl word
    """What these records say about one release; those about other packages do not count.

    Records of one bug (by aliases) become one advisory. Records that cannot be decided are named in
    `undecided`, and then the answer is not `complete`.
    """
    asked = _ask(type, name, version)
    hits: list[Advisory] = []
    undecided: list[str] = []
    others = 0
    for record in records:
        if record.withdrawn or not any(_same(entry, asked) for entry in record.affected):
            continue
        try:
            hit = _hit(record, asked)
        except UncomparableError:
            undecided.append(record.id)
            continue
        if hit:
            hits.append(_advisory(record, hit))
        else:
            others += 1
    return Advisories(
        fold(hits), others, complete=not undecided, undecided=tuple(sorted(set(undecided)))
    )


def _ask(ecosystem: str, name: str, version: str) -> _Asked:
    kind = ecosystem_type(ecosystem)
    return _Asked(
        kind, canonical_name(kind, name), version, _key(kind, version), _public(kind, version)
    )


def _key(kind: str, version: str) -> Key | None:
    try:
        return order_key(kind, version)
    except UncomparableError:
        return None


def _public(kind: str, version: str) -> Key | None:
    try:
        return public_key(kind, version)
    except UncomparableError:
        return None


def _same(entry: Affected, asked: _Asked) -> bool:
    return (
        ecosystem_type(entry.ecosystem) == asked.kind
        and canonical_name(asked.kind, entry.name) == asked.name
    )


def _hit(record: OsvRecord, asked: _Asked) -> _Hit | None:
    if record.withdrawn:
        return None
    doubt: UncomparableError | None = None
    for entry in record.affected:
        if not _same(entry, asked):
            continue
        try:
            hit = _in_entry(entry, asked, malware=record.malware)
        except UncomparableError as error:
            doubt = error
            continue
        if hit:
            return hit
    if doubt:
        raise doubt
    return None


def _in_entry(entry: Affected, asked: _Asked, *, malware: bool) -> _Hit | None:
    """Enumerated versions first: they are certain even when a range beside them cannot be read."""
    listed = _listed(entry, asked)
    doubt: UncomparableError | None = None
    for line in entry.ranges:
        if line.type not in {"SEMVER", "ECOSYSTEM"}:
            continue
        if malware and entry.versions and _boundless(line):
            continue  # a takeover: the list names the bad releases, the line would accuse the honest
        try:
            hit = _in_range(line, asked)
        except UncomparableError as error:
            doubt = error
            continue
        if hit:
            why, fixed = hit
            return _Hit(f"version {listed} is listed" if listed else why, fixed, entry)
    if listed:
        return _Hit(f"version {listed} is listed", (), entry)
    if doubt:
        raise doubt
    return None


def _listed(entry: Affected, asked: _Asked) -> str:
    for version in entry.versions:
        if version == asked.version:
            return version
    if asked.key is None:
        return ""
    for version in entry.versions:
        key = _key(asked.kind, version)
        if key is not None and key in (asked.key, asked.public):
            return version
    return ""


def _boundless(line: Range) -> bool:
    return all(event.kind == "introduced" and event.version == "0" for event in line.events)


def _in_range(line: Range, asked: _Asked) -> tuple[str, tuple[str, ...]] | None:
    if not line.events:
        return None
    if asked.key is None:
        raise UncomparableError(f"version {asked.version[:60]} cannot be compared")
    placed = [(_place(event, asked.kind), KINDS.index(event.kind), event) for event in line.events]
    placed.sort(key=lambda one: one[:2])
    limits = [place for place, _, event in placed if event.kind == "limit" and event.version != "*"]
    if limits and not any(_Place(1, asked.key) < limit for limit in limits):
        return None
    return _walk([(place, event) for place, _, event in placed], _Place(1, asked.key))


@dataclass(frozen=True, slots=True)
class _Place:
    """A point on the line; `floor` 0 is before every version, which is what "0" means."""

    floor: int
    key: Key

    def __lt__(self, other: "_Place") -> bool:
        if self.floor != other.floor or not self.floor:
            return self.floor < other.floor
        return bool(self.key < other.key)


def _place(event: Event, kind: str) -> _Place:
    if event.version == "0" and event.kind == "introduced":
        return _Place(0, None)
    if event.version == "*" and event.kind == "limit":
        return _Place(2, None)
    return _Place(1, order_key(kind, event.version))


def _walk(placed: list[tuple[_Place, Event]], here: _Place) -> tuple[str, tuple[str, ...]] | None:
    since: Event | None = None
    end: Event | None = None
    for place, event in placed:
        passed = not here < place
        if event.kind == "introduced" and passed:
            since, end = event, None
        elif event.kind == "fixed" and since:
            since, end = (None, None) if passed else (since, end or event)
        elif event.kind == "last_affected" and since:
            since, end = (None, None) if place < here else (since, end or event)
        elif event.kind == "introduced" and since and not passed:
            break
    if since is None:
        return None
    start = "the first release" if since.version == "0" else since.version
    if end is None:
        return f"affected since {start}, no fix is listed", ()
    if end.kind == "fixed":
        return f"affected since {start}, fixed in {end.version}", (end.version,)
    return f"affected since {start}, up to {end.version}", ()


def _advisory(record: OsvRecord, hit: _Hit) -> Advisory:
    word, score = rate(hit.entry.severity or record.severity, hit.entry.word or record.word)
    return Advisory(
        id=record.id,
        aliases=record.aliases,
        summary=record.summary,
        severity=word,
        score=score,
        malware=record.malware,
        fixed=hit.fixed,
        modified=record.modified,
        why=hit.why,
        url=record.url,
    )
