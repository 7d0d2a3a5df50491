"""Which of the findings about advisories first, and why."""

from collections.abc import Iterator, Sequence

from ostiary.core.audit import Pressing
from ostiary.core.facts.advisories import Advisory
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component
from ostiary.core.location import Location
from ostiary.flows.audit.advisories import Known
from ostiary.flows.audit.reach import Imports, imports_of
from ostiary.flows.audit.stock import Stock
from ostiary.policy.priority import LISTS, Place, prioritise

MAX_NAMED = 20
"""Own files that a note names; the others are counted."""


def pressing(
    findings: Sequence[Finding], stocks: Sequence[Stock], known: Known
) -> tuple[tuple[Pressing, ...], tuple[str, ...]]:
    """A row for each finding about an advisory, the most pressing first, and notes on what was not known."""
    rows: list[Pressing] = []
    unread: list[str] = []
    for stock in stocks:
        ours = _standing(findings, stock)
        if ours:
            imports = imports_of(stock)
            rows += _of(ours, imports, known)
            unread += [f"`{path}` ({why})" for path, why in imports.unread]
    distinct = {(one.fingerprint, one.subject): one for one in rows}
    ranked = tuple(sorted(distinct.values(), key=lambda one: one.rank, reverse=True))
    return ranked, tuple(filter(None, [unconsulted(known), _blind(unread)]))


def _blind(unread: Sequence[str]) -> str:
    """A note that names own files whose imports nobody saw; empty if there are none."""
    if not unread:
        return ""
    more = f" and {len(unread) - MAX_NAMED} more" if len(unread) > MAX_NAMED else ""
    return (
        f"the imports of {', '.join(unread[:MAX_NAMED])}{more} were not seen,"
        " so nothing of that language is called unimported"
    )


def unconsulted(known: Known) -> str:
    """Which lists about the exploitation of bugs were not consulted, as a note; empty if all were."""
    missing = sorted(LISTS - known.consulted, reverse=True)
    if not missing:
        return ""
    were = "were" if len(missing) > 1 else "was"
    return (
        f"{' and '.join(missing)} {were} not consulted, so it is not known which flaws attackers use;"
        " `ostiary db update --from FILE` brings them in, also without other advisories"
    )


def _standing(findings: Sequence[Finding], stock: Stock) -> list[tuple[Finding, Component]]:
    """Findings about advisories with the component of the place that each is about."""
    standing: dict[tuple[str, Location], Component] = {}
    for one in stock.place.components:
        before = standing.get((one.purl, one.at))
        if before is None or (one.direct and not before.direct):
            standing[one.purl, one.at] = one
    return [
        (one, standing[one.subject, one.at])
        for one in findings
        if one.advisory and (one.subject, one.at) in standing
    ]


def _of(
    ours: Sequence[tuple[Finding, Component]], imports: Imports, known: Known
) -> Iterator[Pressing]:
    for finding, component in ours:
        advisory = _advisory(component, finding.advisory, known)
        if advisory is not None:
            place = Place(component.direct, component.scope, imports.reached(component))
            told = prioritise(advisory, place, unconsulted=LISTS - known.consulted)
            yield Pressing(
                finding.fingerprint,
                finding.subject,
                told.rank,
                told.words,
                told.ssvc.word,
                told.inputs.notes,
            )


def _advisory(component: Component, name: str, known: Known) -> Advisory | None:
    item = known.items.get((component.type, component.name, component.version))
    records = item.data.records if item else ()
    return next((one for one in records if one.id == name), None)
