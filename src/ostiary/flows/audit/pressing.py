"""Which of the findings about advisories first, and why."""

from collections.abc import Iterator, Sequence

from ostiary.core.audit import Pressing
from ostiary.core.facts.advisories import Advisory
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component
from ostiary.core.location import Location
from ostiary.flows.audit.advisories import Known
from ostiary.flows.audit.reach import imports_of
from ostiary.flows.audit.stock import Stock
from ostiary.policy.priority import LISTS, Place, prioritise


def pressing(
    findings: Sequence[Finding], stocks: Sequence[Stock], known: Known
) -> tuple[Pressing, ...]:
    """A row for each finding about an advisory, the most pressing first."""
    rows = [row for stock in stocks for row in _of(findings, stock, known)]
    distinct = {(one.fingerprint, one.subject): one for one in rows}
    return tuple(sorted(distinct.values(), key=lambda one: one.rank, reverse=True))


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


def _of(findings: Sequence[Finding], stock: Stock, known: Known) -> Iterator[Pressing]:
    standing: dict[tuple[str, Location], Component] = {}
    for one in stock.place.components:
        before = standing.get((one.purl, one.at))
        if before is None or (one.direct and not before.direct):
            standing[one.purl, one.at] = one
    ours = [one for one in findings if one.advisory and (one.subject, one.at) in standing]
    if not ours:
        return
    imports = imports_of(stock)
    for finding in ours:
        component = standing[finding.subject, finding.at]
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
