"""The two tables of an audit's page: findings, and components, each row with what it can be filtered by."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.audit import Change, ChangeKind, Pressing
from ostiary.core.finding import Finding
from ostiary.core.location import NOWHERE
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.report.audit_paths import Paths
from ostiary.report.audit_rows import Decided, fixed, ranks, urgency
from ostiary.report.audit_words import gist, ids
from ostiary.report.bill import Bill, Item
from ostiary.report.names import parts, purl_of

NO_SCOPE = "place"
"""The scope of a finding about a place itself."""


class FindingRow(Struct, frozen=True):
    """One finding on one release (or place), wherever it stands. `path` is in names, `places` as `file:line`.

    `inside` are indexes of the audited places; `fix` is the version that ends it, empty if none is known.
    """

    decision: Decision
    severity: Severity
    purl: str
    name: str
    version: str
    type: str
    known: str
    pressing: Pressing | None
    what: str
    fix: str
    places: tuple[str, ...]
    scope: str
    direct: bool
    path: str
    fresh: bool
    inside: tuple[int, ...]


class ComponentRow(Struct, frozen=True):
    """One release. `decision` is None where nobody could judge it; `findings` counts distinct ones."""

    decision: Decision | None
    name: str
    version: str
    type: str
    scope: str
    licence: str
    direct: bool
    listings: tuple[str, ...]
    places: tuple[str, ...]
    findings: int
    fresh: bool
    inside: tuple[int, ...]


def standing(run: Run) -> Mapping[str, tuple[int, ...]]:
    """For each release, by purl, the indexes of the places in which it is; places stand in themselves."""
    found: dict[str, dict[int, None]] = {}
    for at, place in enumerate(run.audit.places if run.audit else ()):
        found.setdefault(place.subject.purl, {})[at] = None
        for one in place.components:
            found.setdefault(purl_of(one.subject), {})[at] = None
    return {key: tuple(inside) for key, inside in found.items()}


def newcomers(run: Run) -> frozenset[tuple[str, str, str]]:
    """Type, name and version of what came, or came in another version, since the earlier audit."""
    changes = run.audit.changes if run.audit else None
    return frozenset(key for one in (changes.components if changes else ()) for key in _became(one))


def _became(one: Change) -> Iterable[tuple[str, str, str]]:
    if one.kind in {ChangeKind.NEW, ChangeKind.UPDATED}:
        for version in one.after.split(", "):
            yield one.type, one.name, version


def finding_rows(
    run: Run, ways: Paths, inside: Mapping[str, tuple[int, ...]]
) -> tuple[FindingRow, ...]:
    """Every finding once, the most urgent first."""
    return tuple(sorted(_Findings(run, ways, inside).rows(), key=_order))


def _order(row: FindingRow) -> tuple[object, ...]:
    first = urgency(row.decision, row.severity, (row.pressing,))
    rest = (not row.fresh, not row.direct, row.name, row.version, row.known, row.what, row.places)
    return (*first, *rest)


class _Findings:
    """Rows of findings, with what is needed to make each of them."""

    def __init__(self, run: Run, ways: Paths, inside: Mapping[str, tuple[int, ...]]) -> None:
        changes = run.audit.changes if run.audit else None
        self.findings = run.findings
        self.decided = Decided(run)
        self.rank = ranks(run)
        self.fresh = frozenset(changes.fresh if changes else ())
        self.asked = {one.subject.purl for one in run.examined if one.role == "asked"}
        self.ways = ways
        self.inside = inside

    def rows(self) -> Iterator[FindingRow]:
        grouped: dict[tuple[str, str, str, str], list[Finding]] = {}
        for one in self.findings:
            about = one.key or one.message
            # what is wrong with a place itself is about many files: there each is a row of its own
            where = str(one.at) if one.subject in self.asked else ""
            grouped.setdefault((one.subject, one.check, about, where), []).append(one)
        return map(self._row, grouped.values())

    def _row(self, group: list[Finding]) -> FindingRow:
        worst = max(group, key=lambda one: (self.decided(one), one.severity))
        own = worst.subject in self.asked
        kind, name, version = ("", "", "") if own else parts(worst.subject)
        item = self.ways.items.get(worst.subject)
        return FindingRow(
            decision=self.decided(worst),
            severity=worst.severity,
            purl=worst.subject,
            name=name,
            version=version,
            type=kind,
            known=ids(worst),
            pressing=max(
                filter(None, map(self.rank, group)), key=lambda one: one.rank, default=None
            ),
            what=gist(worst),
            fix=fixed(group),
            places=tuple(dict.fromkeys(str(one.at) for one in group if one.at != NOWHERE)),
            scope=NO_SCOPE if own else item.scope.value if item else "",
            direct=bool(item and item.direct),
            path=self.ways.told(worst.subject) if item else "",
            fresh=any(one.fingerprint in self.fresh for one in group),
            inside=self.inside.get(worst.subject, ()),
        )


def component_rows(
    run: Run, bill: Bill, found: Iterable[FindingRow], inside: Mapping[str, tuple[int, ...]]
) -> tuple[ComponentRow, ...]:
    """Every release once: those with findings first, then what is new, then direct ones, then by name."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.purl] = counts.get(one.purl, 0) + 1
    decisions = {one.subject: one.decision for one in run.verdicts}
    new = newcomers(run)
    listings = _listings(run)
    rows = [
        replace(
            _component_row(one, decisions.get(one.purl), (one.type, one.name, one.version) in new),
            findings=counts.get(one.purl, 0),
            listings=tuple(listings.get(one.purl, ())),
            inside=inside.get(one.purl, ()),
        )
        for one in bill.items
    ]
    return tuple(sorted(rows, key=_weight))


def _listings(run: Run) -> Mapping[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for place in run.audit.places if run.audit else ():
        for listing in place.listings:
            for one in listing.components:
                found.setdefault(purl_of(one.subject), {})[listing.path or listing.format] = None
    return found


def _component_row(one: Item, decision: Decision | None, fresh: bool) -> ComponentRow:
    return ComponentRow(
        decision=decision,
        name=one.name,
        version=one.version,
        type=one.type,
        scope=one.scope.value,
        licence=one.licence,
        direct=one.direct,
        listings=(),
        places=tuple(str(at) for at in one.places if at != NOWHERE),
        findings=0,
        fresh=fresh,
        inside=(),
    )


def _weight(row: ComponentRow) -> tuple[object, ...]:
    return (
        -(row.decision or 0), -row.findings, not row.fresh, not row.direct, row.type, row.name, row.version,
    )  # fmt: skip
