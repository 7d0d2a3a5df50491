"""What a run states about each flaw in each component: the answer of triage, else what is known so far."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from msgspec import Struct

from ostiary.core.finding import Finding
from ostiary.core.run import Run
from ostiary.core.verdict import Verdict
from ostiary.core.waiver import Claim, VexStatus, Waiver

Key = tuple[str, str, str]
"""Subject, check and key of a finding."""


class Stated(Struct, frozen=True):
    """One flaw in one component.

    `name` is its CVE if it has one, else the advisory's id; `aliases` are all other ids. `component` is a
    purl, `places` the purls of places where it lies; none where the component itself was asked about.
    `impact` says why it is not affected, `notes` how else the status came about, `action` what to do.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    component: str
    places: tuple[str, ...]
    status: VexStatus
    justification: str
    impact: str
    notes: str
    action: str
    owner: str
    at: datetime


def stated(run: Run) -> tuple[Stated, ...]:
    """One statement for each flaw in each component; places of which the same is said stand together."""
    verdicts = {one.subject: one for one in run.verdicts}
    findings = {(one.subject, one.check, one.key): one for one in run.findings if one.advisory}
    found: dict[tuple[Key, Waiver | None], list[str]] = {}
    for place, inside in _places(run).items():
        claims = _claims(verdicts.get(place))
        for key in findings:
            if key[0] in inside:
                claim = claims.get(key)
                found.setdefault((key, claim.waiver if claim else None), []).append(place)
    if run.audit is None:
        for key in findings:
            claim = _claims(verdicts.get(key[0])).get(key)
            found[key, claim.waiver if claim else None] = []
    rows = (
        _stated(findings[key], waiver, tuple(places), run)
        for (key, waiver), places in found.items()
    )
    return tuple(sorted(rows, key=lambda one: (one.name, one.component, one.places, one.status)))


def _places(run: Run) -> dict[str, frozenset[str]]:
    if run.audit is None:
        return {}
    return {
        place.subject.purl: frozenset(one.purl for one in place.components)
        for place in run.audit.places
    }


def _claims(verdict: Verdict | None) -> dict[Key, Claim]:
    every = verdict.claims if verdict else ()
    return {(one.subject, one.check, one.key): one for one in every}


def _stated(one: Finding, said: Waiver | None, places: tuple[str, ...], run: Run) -> Stated:
    name, *rest = sorted({one.advisory, *one.aliases}, key=lambda word: _rank(word, one))
    advice = f"Update to {', '.join(one.fixed)}." if one.fixed else ""
    status, impact, notes = VexStatus.UNDER_INVESTIGATION, "", "Nobody has triaged this yet."
    if said is not None:
        status = said.status
        negative = status is VexStatus.NOT_AFFECTED
        impact, notes = (said.reason, "") if negative else ("", said.reason)
    elif one.fixed:  # an advisory names the version, and a fix is there to be taken
        status = VexStatus.AFFECTED
    action = (said.action if said else "") or advice or "No fixed version is known."
    made = datetime.combine(said.at, time(), UTC) if said and said.at else run.started
    return Stated(
        name=name,
        aliases=tuple(rest),
        description=one.message,
        component=one.subject,
        places=places,
        status=status,
        justification=said.justification if said else "",
        impact=impact,
        notes=notes,
        action=action if status is VexStatus.AFFECTED else "",
        owner=said.owner if said else "",
        at=min(made, run.started),
    )


def _rank(word: str, one: Finding) -> tuple[bool, bool, str]:
    return not word.startswith("CVE-"), word != one.advisory, word


def owners(rows: tuple[Stated, ...]) -> Iterator[str]:
    """Everybody who answers for one of the statements, once."""
    yield from dict.fromkeys(sorted(one.owner for one in rows if one.owner))
