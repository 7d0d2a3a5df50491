"""What one OSV record says, read from bytes nobody vouches for."""

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.osv_words import record_url

MAX_RECORD = 16 * 1024 * 1024
"""Bytes of one record; the largest published ones stay below 6 MB."""
MAX_AFFECTED = 20_000
MAX_VERSIONS = 200_000
MAX_EVENTS = 100_000
MAX_TEXT = 300

KINDS = ("introduced", "last_affected", "fixed", "limit")
"""Kinds of events, in the order that decides between events at the same version."""


class Event(Struct, frozen=True):
    """One point on the line of versions: `kind` is one of `KINDS`, `version` as written."""

    kind: str
    version: str


class Range(Struct, frozen=True):
    """Events of one line; `type` is `SEMVER`, `ECOSYSTEM` or `GIT`."""

    type: str
    events: tuple[Event, ...]


class Affected(Struct, frozen=True):
    """One package that the record names. `word` is the severity that its database gives it, or empty."""

    ecosystem: str
    name: str
    versions: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    severity: tuple[tuple[str, str], ...] = ()
    word: str = ""


class OsvRecord(Struct, frozen=True):
    """One record. `severity` are (type, vector); `word` is the database's own severity, or empty.

    Source: OSV schema 1.7, https://ossf.github.io/osv-schema/.
    """

    id: str
    affected: tuple[Affected, ...] = ()
    aliases: tuple[str, ...] = ()
    summary: str = ""
    severity: tuple[tuple[str, str], ...] = ()
    word: str = ""
    modified: datetime | None = None
    withdrawn: bool = False

    @property
    def malware(self) -> bool:
        """Whether the record is about a malicious package, not about a mistake in an honest one."""
        return self.id.startswith("MAL-")

    @property
    def url(self) -> str:
        """Where a person can read the record."""
        return record_url(self.id)


class _Severity(msgspec.Struct):
    type: str = ""
    score: str = ""


class _Range(msgspec.Struct):
    type: str = ""
    events: list[dict[str, object]] | None = None


class _Package(msgspec.Struct):
    ecosystem: str = ""
    name: str = ""


class _Affected(msgspec.Struct):
    package: _Package | None = None
    versions: list[str] | None = None
    ranges: list[_Range] | None = None
    severity: list[_Severity] | None = None
    database_specific: object = None
    ecosystem_specific: object = None


class _Record(msgspec.Struct):
    id: str
    modified: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    summary: str | None = None
    details: str | None = None
    severity: list[_Severity] | None = None
    affected: list[_Affected] | None = None
    database_specific: object = None


_DECODER = msgspec.json.Decoder(_Record)


def parse_record(data: bytes) -> OsvRecord:
    """Read one record. Raises `ParseError`, or `LimitError` when a `MAX_*` of this module is passed."""
    if len(data) > MAX_RECORD:
        raise LimitError(f"an OSV record of {len(data)} bytes; {MAX_RECORD} are read at most")
    try:
        wire = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not an OSV record: {error}") from None
    if not wire.id:
        raise ParseError("an OSV record without an id")
    _check_limits(wire)
    return OsvRecord(
        id=wire.id[:MAX_TEXT],
        affected=tuple(_affected(one) for one in wire.affected or () if one.package),
        aliases=tuple(alias[:MAX_TEXT] for alias in wire.aliases or ()),
        summary=_summary(wire),
        severity=_severity(wire.severity),
        word=_word(wire.database_specific),
        modified=_moment(wire.modified),
        withdrawn=bool(wire.withdrawn),
    )


def _check_limits(wire: _Record) -> None:
    affected = wire.affected or []
    versions = sum(len(one.versions or ()) for one in affected)
    events = sum(len(line.events or ()) for one in affected for line in one.ranges or ())
    for count, limit, what in (
        (len(affected), MAX_AFFECTED, "packages"),
        (versions, MAX_VERSIONS, "versions"),
        (events, MAX_EVENTS, "events"),
        (len(wire.aliases or ()), MAX_AFFECTED, "aliases"),
    ):
        if count > limit:
            raise LimitError(f"{wire.id[:60]} lists {count} {what}; {limit} are read at most")


def _affected(wire: _Affected) -> Affected:
    package = wire.package or _Package()
    return Affected(
        ecosystem=package.ecosystem,
        name=package.name,
        versions=tuple(wire.versions or ()),
        ranges=tuple(Range(line.type, _events(line)) for line in wire.ranges or ()),
        severity=_severity(wire.severity),
        word=_word(wire.database_specific) or _word(wire.ecosystem_specific),
    )


def _events(line: _Range) -> tuple[Event, ...]:
    events = []
    for entry in line.events or ():
        for kind, version in entry.items():
            if kind not in KINDS:
                continue
            if not isinstance(version, str):
                raise ParseError(f"an OSV event `{kind}` that is no text")
            events.append(Event(kind, version))
    return tuple(events)


def _severity(wire: list[_Severity] | None) -> tuple[tuple[str, str], ...]:
    return tuple((one.type, one.score) for one in wire or ())


def _word(specific: object) -> str:
    word = specific.get("severity") if isinstance(specific, dict) else None
    return word.lower()[:20] if isinstance(word, str) else ""


def _summary(wire: _Record) -> str:
    text = (wire.summary or wire.details or "").strip()
    line = next((one.strip() for one in text.splitlines() if one.strip(" #*\t")), "")
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
