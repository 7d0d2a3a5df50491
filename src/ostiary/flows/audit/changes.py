"""What is not as it was at the last audit of the same places."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ostiary.checks.audited import AUDITED
from ostiary.core.audit import Audit, Change, ChangeKind, Changes, Place, Remembered
from ostiary.core.errors import UsageError
from ostiary.core.facts.installed import Disagreement
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component, ListingKind
from ostiary.core.location import NOWHERE, Location
from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.model_changes import comparable, of_models
from ostiary.flows.audit.stock import MODELS
from ostiary.flows.remember import open_ledger
from ostiary.report.forms import finding_form, verdict_form
from ostiary.report.inventory import audit_form
from ostiary.store.ledger import Entry, EntryKind

_AUDITED = frozenset(one.id for one in AUDITED)
MAX_LOOKED = 500
"""Earlier entries of one place that are looked through."""
MAX_TREND = 60
"""Earlier audits that the trend shows."""


class Earlier(Struct, frozen=True):
    """An audit as it was kept: the run's id and time, its document, and what kind of record it is.

    `anywhere` are the findings of a git reference by `anywhere`, which does not ask where they stand.
    """

    run: str
    at: datetime
    document: Mapping[str, Any]
    what: str = "audit"
    trend: tuple[tuple[datetime, int, int], ...] = ()
    anywhere: frozenset[str] = frozenset()

    @property
    def from_git(self) -> bool:
        """Whether it is how things were at a git reference."""
        return self.what.startswith("git")

    @staticmethod
    def of(run: Run, what: str) -> "Earlier":
        """A run that was made just now over how things were before."""
        document = {
            "run": {"id": run.id, "verb": run.verb},
            "inventory": audit_form(run.audit or Audit(())),
            "findings": [finding_form(one) for one in run.findings],
            "verdicts": [verdict_form(one, None) for one in run.verdicts],
        }
        seen = frozenset(map(anywhere, run.findings))
        return Earlier(run.id, run.started, document, what, anywhere=seen)


def anywhere(one: Finding) -> str:
    """The identity of a finding wherever it stands: the same in a lock and in the environment made of it."""
    return replace(one, at=NOWHERE).fingerprint


def last_audit(places: Sequence[Place], since: str, world: World) -> Earlier | None:
    """The audit to compare with: the last one of exactly these places, or the one that `since` names.

    Raises `UsageError` if `since` names none.
    """
    wanted = tuple(sorted(place.subject.purl for place in places))
    found: Earlier | None = None
    trend: list[tuple[datetime, int, int]] = []
    before = _moment(since)
    with open_ledger(world) as ledger:
        for entry in ledger.sound_history(wanted[0], MAX_LOOKED):
            document = _document(entry, wanted)
            if document is None:
                continue
            if len(trend) < MAX_TREND:
                trend.append(_point(entry, document))
            if found is None and _fits(document, entry, since, before):
                found = Earlier(str(document["run"]["id"]), entry.at, document)
    if found is None:
        if since:
            raise UsageError(
                f"no earlier audit of these places is `{since}`, or was before it",
                "`ostiary history` lists the runs; give the id of one, or a date such as 2026-11-01",
            )
        return None
    return replace(found, trend=tuple(reversed(trend)))


_RUN = regex(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def names_audit(since: str) -> bool:
    """Whether a word is the id of a run or a date, and so no git reference."""
    return _RUN.fullmatch(since) is not None or _moment(since) is not None


def _moment(since: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(since) if since else None
    except ValueError:
        return None
    if moment is None:
        return None
    if len(since) == len("2026-11-01"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _fits(document: Mapping[str, Any], entry: Entry, since: str, before: datetime | None) -> bool:
    if not since:
        return True
    if before is not None:
        return entry.at <= before
    return bool(document["run"]["id"] == since)


def _document(entry: Entry, wanted: tuple[str, ...]) -> Mapping[str, Any] | None:
    if entry.kind is not EntryKind.RUN or tuple(sorted(entry.subjects)) != wanted:
        return None
    document = json.loads(entry.body)
    told = isinstance(document, dict) and document.get("run", {}).get("verb") == "audit"
    return document if told and "inventory" in document else None


def _point(entry: Entry, document: Mapping[str, Any]) -> tuple[datetime, int, int]:
    open_findings = {
        one["fingerprint"] for one in document["findings"] if one["severity"] != "info"
    }
    components = {(one["type"], one["name"], one["version"]) for one in _rows(document)}
    return entry.at, len(components), len(open_findings)


def compare(run: Run, earlier: Earlier | None) -> Run:
    """The run with what changed since an earlier one; without one, nothing is called new."""
    if run.audit is None or earlier is None:
        return run
    places = run.audit.places
    if earlier.from_git:  # which does not know what is installed
        places = tuple(map(_tracked, places))
    old = {one["fingerprint"]: one for one in earlier.document["findings"]}
    known = {one.at for place in places for one in place.components}
    models = {one.purl for place in places for one in of_models(place)}
    now = {
        one.fingerprint
        for one in run.findings
        if not earlier.from_git or one.at in known or one.subject in models
    }
    unasked = _unasked(old.values(), run)
    fixed = tuple(
        Remembered(
            one["fingerprint"],
            one["subject"],
            one["check"],
            one["message"],
            one.get("advisory", ""),
        )
        for key, one in old.items()
        if key not in now and (one["check"], one["subject"]) not in unasked
    )
    changes = Changes(
        earlier.run,
        earlier.at,
        earlier.what,
        components_changed(places, earlier.document),
        tuple(sorted(now - old.keys())),
        fixed,
    )
    return replace(run, audit=replace(run.audit, changes=changes, trend=earlier.trend))


def _unasked(old: Iterable[Mapping[str, Any]], run: Run) -> frozenset[tuple[str, str]]:
    """Check and release of findings made when a release was vetted that is still in use: they did not end."""
    places = run.audit.places if run.audit else ()
    used = {one.purl for place in places for one in place.components}
    asked = {(one.check, one.subject) for one in run.outcomes}
    rows = {(one["check"], one["subject"]) for one in old}
    return frozenset(row for row in rows - asked if row[0] not in _AUDITED and row[1] in used)


Seen = dict[tuple[str, str, str], dict[str, tuple[frozenset[str], Location]]]
"""Place, type, name -> version -> digests and where."""


def altered(place: Place, earlier: Earlier | None) -> Iterator[Disagreement]:
    """Releases that had other bytes at the earlier audit."""
    if earlier is None:
        return
    kept = _tracked(place) if earlier.from_git else place
    for one in components_changed((kept,), earlier.document):
        if one.kind is ChangeKind.ALTERED:
            version = _version_at(place, one)
            problem = f"digest is {one.after[:23]}…, and was {one.before[:23]}… at the last audit"
            yield Disagreement(f"{one.name} {version}".rstrip(), problem, one.at)


def _version_at(place: Place, change: Change) -> str:
    names = (one for one in place.components if one.at == change.at and one.name == change.name)
    return next((one.version for one in names), "")


def _tracked(place: Place) -> Place:
    kept = tuple(
        one
        for one in place.listings
        if one.kind is not ListingKind.INSTALLED or one.format == MODELS
    )
    return replace(place, listings=kept)


def components_changed(places: Iterable[Place], document: Mapping[str, Any]) -> tuple[Change, ...]:
    """Components of these places that are not as an earlier document says; those of others do not count."""
    places, rows = comparable(tuple(places), _rows(document), document)
    return tuple(_components(_seen(rows), _seen(_now(places))))


def _components(before: "Seen", after: "Seen") -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        place, kind, name = key
        old, new = before.get(key, {}), after.get(key, {})
        yield from _versions(place, kind, name, old, new)
        for version in sorted(old.keys() & new.keys()):
            was, here = old[version][0], new[version]
            if was and here[0] and not was & here[0]:
                yield Change(ChangeKind.ALTERED, place, kind, name, min(was), min(here[0]), here[1])


def _versions(
    place: str,
    kind: str,
    name: str,
    old: Mapping[str, tuple[frozenset[str], Location]],
    new: Mapping[str, tuple[frozenset[str], Location]],
) -> Iterator[Change]:
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    if gone and come:
        at = new[come[0]][1]
        yield Change(ChangeKind.UPDATED, place, kind, name, ", ".join(gone), ", ".join(come), at)
    elif come:
        at = new[come[0]][1]
        yield Change(ChangeKind.NEW, place, kind, name, "", ", ".join(come), at)
    elif gone:
        what = ChangeKind.GONE
        yield Change(what, place, kind, name, ", ".join(gone), "", old[gone[0]][1])


def _seen(rows: Iterable[Mapping[str, Any]]) -> Seen:
    found: Seen = {}
    for one in rows:
        versions = found.setdefault((one["place"], one["type"], one["name"]), {})
        digests = frozenset(one["digests"])
        known, at = versions.get(one["version"], (frozenset(), _at(one)))
        versions[one["version"]] = (known | digests, at)
    for versions in found.values():
        if len(versions) > 1:
            versions.pop("", None)  # a manifest asks for it, and something exact answers
    return found


def _at(one: Mapping[str, Any]) -> Location:
    return Location(path=str(one["path"]), line=int(one["line"]))


def _rows(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for place in document["inventory"]["places"]:
        for one in place["components"]:
            yield {**one, "place": place["path"]}


def _now(places: Iterable[Place]) -> Iterator[Mapping[str, Any]]:
    for place in places:
        for one in place.components:
            yield {**_row(one), "place": place.path}


def _row(one: Component) -> Mapping[str, Any]:
    return {
        "type": one.type,
        "name": one.name,
        "version": one.version,
        "digests": [str(digest) for digest in one.digests],
        "path": one.at.path,
        "line": one.at.line,
    }
