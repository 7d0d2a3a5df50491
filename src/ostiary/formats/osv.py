"""Which releases does an OSV record touch, and why."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from ostiary.core.facts.advisories import Advisories, Advisory
from ostiary.formats import osv_words
from ostiary.formats.osv_alias import Bug, unite
from ostiary.formats.osv_cvss import rate
from ostiary.formats.osv_fold import fold
from ostiary.formats.osv_order import (
    Key,
    UncomparableError,
    canonical_name,
    ecosystem_type,
    legacy_key,
    order_key,
    public_key,
)
from ostiary.formats.osv_record import KINDS, Affected, Event, OsvRecord, Range, parse_record

__all__ = ["OsvRecord", "UncomparableError", "affects", "match", "parse_record"]


class _Hit(Struct, frozen=True):
    """What matched in one entry: `lines` are (why, fixed versions) of each range that does."""

    listed: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    entry: Affected


class _Asked(Struct, frozen=True):
    """The release asked about; `key` is None if its version cannot be compared.

    `legacy` says that the key is that of a version from before PEP 440.
    """

    kind: str
    name: str
    version: str
    key: Key | None
    public: Key | None
    legacy: bool


def affects(record: OsvRecord, ecosystem: str, name: str, version: str) -> str | None:
    """Why the record touches this release, or None. `ecosystem` is an OSV ecosystem or a purl type.

    Raises `UncomparableError` when a version, asked for or listed, cannot be placed, and nothing else
    in the record decides: then nobody can say that the release is not affected.
    Source: OSV schema 1.7, section "Evaluation".
    """
    hits = _hits(record, _ask(ecosystem, name, version))
    return _why(hits) if hits else None


def match(
    records: Iterable[OsvRecord],
    type: str,  # noqa: A002 - the purl word
    name: str,
    version: str,
    bugs: Mapping[str, Bug] | None = None,
) -> Advisories:
    """What these records say about one release; those about other packages do not count.

    Records of one bug (by aliases) become one advisory; `bugs` says which those are, None for what the
    records say themselves. Records that cannot be decided are named in `undecided`, and then the
    answer is not `complete`.
    """
    asked = _ask(type, name, version)
    hits: list[Advisory] = []
    undecided: set[str] = set()
    others: list[OsvRecord] = []
    retracted: set[str] = set()
    every = tuple(records)
    for record in every:
        if not any(_same(entry, asked) for entry in record.affected):
            continue
        if record.withdrawn:
            retracted.add(record.id)
            continue
        try:
            found = _hits(record, asked)
        except UncomparableError:
            undecided.add(record.id)
            continue
        if found:
            hits.append(_advisory(record, found, asked))
        else:
            others.append(record)
    if bugs is None:
        bugs = unite((one.id, one.aliases) for one in every if not (one.malware or one.withdrawn))
    return Advisories(
        fold(hits, bugs),
        len(others),
        complete=not undecided,
        undecided=tuple(sorted(undecided)),
        retracted=tuple(sorted(retracted)),
        once_malicious=tuple(sorted({one.id for one in others if one.malware})),
    )


def _ask(ecosystem: str, name: str, version: str) -> _Asked:
    kind = ecosystem_type(ecosystem)
    key, legacy = _key(kind, version), False
    if key is None:
        try:
            key, legacy = legacy_key(kind, version), True
        except UncomparableError:
            key = None
    public = key
    if key is not None and not legacy:
        public = public_key(kind, version)
    return _Asked(kind, canonical_name(kind, name), version, key, public, legacy)


def _key(kind: str, version: str) -> Key | None:
    try:
        return order_key(kind, version)
    except UncomparableError:
        return None


def _same(entry: Affected, asked: _Asked) -> bool:
    return (
        ecosystem_type(entry.ecosystem) == asked.kind
        and canonical_name(asked.kind, entry.name) == asked.name
    )


def _hits(record: OsvRecord, asked: _Asked) -> list[_Hit]:
    if record.withdrawn:
        return []
    doubt: UncomparableError | None = None
    hits: list[_Hit] = []
    for entry in record.affected:
        if not _same(entry, asked):
            continue
        try:
            hit = _in_entry(entry, asked, malware=record.malware)
        except UncomparableError as error:
            doubt = error
            continue
        if hit:
            hits.append(hit)
    if doubt and not hits:
        raise doubt
    return hits


def _in_entry(entry: Affected, asked: _Asked, *, malware: bool) -> _Hit | None:
    """Enumerated versions are certain even when a range beside them cannot be read."""
    listed = _listed(entry, asked)
    doubt: UncomparableError | None = None
    lines = []
    for line in entry.ranges:
        if line.type not in {"SEMVER", "ECOSYSTEM"}:
            continue  # commits: another line says the same in versions, or nobody does
        if malware and entry.versions and boundless(line):
            continue  # a takeover: the list names the bad releases, the line would accuse the honest
        try:
            found = _in_range(line, asked)
        except UncomparableError as error:
            doubt = error
            continue
        if found:
            lines.append(found)
    if listed or lines:
        return _Hit(listed, tuple(lines), entry)
    if doubt:
        raise doubt
    return None


def _why(hits: list[_Hit]) -> str:
    listed = next((hit.listed for hit in hits if hit.listed), "")
    return osv_words.listed(listed) if listed else hits[0].lines[0][0]


def _listed(entry: Affected, asked: _Asked) -> str:
    """The version in the spelling of the record: as it was asked for, else the first of its equals."""
    if asked.version in entry.versions:
        return asked.version
    if asked.key is None or asked.legacy:
        return ""
    return min(
        (one for one in entry.versions if _key(asked.kind, one) in (asked.key, asked.public)),
        default="",
    )


def boundless(line: Range) -> bool:
    """Whether a range says no more than "every version"."""
    return all(
        (event.kind == "introduced" and event.version == "0")
        or (event.kind == "limit" and event.version == "*")
        for event in line.events
    )


def _in_range(line: Range, asked: _Asked) -> tuple[str, tuple[str, ...]] | None:
    if not line.events:
        return None
    if asked.key is None:
        raise UncomparableError(f"version {asked.version[:60]} cannot be compared")
    placed = [(_place(event, asked.kind), KINDS.index(event.kind), event) for event in line.events]
    placed.sort(
        key=lambda one: (one[0], one[1], one[2].version)
    )  # of equals one is told, always the same
    here = _Place(1, asked.key)
    limits = [place for place, _, event in placed if event.kind == "limit"]
    found = None
    if not limits or any(here < limit for limit in limits):
        found = _walk([(place, event) for place, _, event in placed], here)
    if not asked.legacy:
        return found
    if found is None:
        raise UncomparableError(f"version {asked.version[:60]} is not one that PEP 440 knows")
    return f"{found[0]}; {osv_words.LEGACY}", found[1]


class _Place(Struct, frozen=True):
    """A point on the line; `floor` 0 is before every version, which is what "0" means, 2 after all."""

    floor: int
    key: Key

    def __lt__(self, other: "_Place") -> bool:
        if self.floor != other.floor or self.floor != 1:
            return self.floor < other.floor
        return bool(self.key < other.key)


def _place(event: Event, kind: str) -> _Place:
    if event.version == "0" and event.kind == "introduced":
        return _Place(0, ())
    if event.version == "*" and event.kind == "limit":
        return _Place(2, ())
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
    if end is None:
        return osv_words.between(since.version), ()
    fixed = (end.version,) if end.kind == "fixed" else ()
    return osv_words.between(since.version, end.kind, end.version), fixed


def _advisory(record: OsvRecord, hits: list[_Hit], asked: _Asked) -> Advisory:
    rated = [(rate(*severity_of(record, hit.entry)), hit.entry) for hit in hits]
    (word, score), entry = max(rated, key=lambda one: (one[0][1], bool(one[0][0])))
    fixed = {version for hit in hits for _, ends in hit.lines for version in ends}
    return Advisory(
        id=record.id,
        aliases=record.aliases,
        summary=record.summary,
        severity=word,
        score=score,
        malware=record.malware,
        fixed=tuple(sorted(fixed, key=lambda one: (order_key(asked.kind, one), one))),
        modified=record.modified,
        why=_why(hits),
        url=record.url,
        vectors=severity_of(record, entry)[0],
    )


def severity_of(record: OsvRecord, entry: Affected) -> tuple[tuple[tuple[str, str], ...], str]:
    """The vectors and the word that hold for one entry: its own before the record's."""
    return entry.severity or record.severity, entry.word or record.word
