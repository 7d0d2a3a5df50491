"""From what lies in a place to findings and verdicts: one for each component, one for the place."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.checks.audited import AUDITED
from ostiary.checks.engine import ask
from ostiary.core.check import Check
from ostiary.core.coverage import Coverage
from ostiary.core.evidence import Dossier, Evidence, Item
from ostiary.core.facts.installed import Drift, InstalledFiles
from ostiary.core.finding import Finding, Outcome
from ostiary.core.inventory import Component, Unauditable
from ostiary.core.location import NOWHERE, Location
from ostiary.core.run import Examined, Run, Source
from ostiary.core.scale import State
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason, Verdict
from ostiary.core.waiver import Approval
from ostiary.core.world import World
from ostiary.flows.audit.advisories import Key, Known, instances
from ostiary.flows.audit.stock import Stock
from ostiary.flows.sources import index
from ostiary.policy.accept import denials
from ostiary.policy.judge import judge
from ostiary.policy.match import plain_name
from ostiary.policy.model import Case, Policy
from ostiary.policy.place import joined, judge_place
from ostiary.policy.waivers import by_name, place_notes


class Judged(Struct):
    """Rows of a run, as they accumulate over one place; `seen` has what was found about each subject."""

    place: str
    seen: dict[Subject, tuple[Finding, ...]] = field(default_factory=dict)
    examined: list[Examined] = field(default_factory=list)
    evidence: list[Source] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


class Court(Struct, frozen=True):
    """What every judgement of one audit rests on."""

    known: Known
    policy: Policy
    approvals: tuple[Approval, ...]
    world: World

    @property
    def rules(self) -> Policy:
        """The policy as far as one component can answer it.

        Advisories that are missing, for all or for one, are said of the place: see `Known`.
        """
        return replace(
            self.policy, require=(), require_present=(), require_shallow=(), max_age_days=0
        )


class Heard(Struct, frozen=True):
    """What was judged at each place, in the order of the places, and by what."""

    results: tuple[Judged, ...]
    court: Court


Named = tuple[str, tuple[Location, ...], Verdict]
"""How something is called, where it stands, and its verdict."""


def judge_stock(stock: Stock, drift: Drift | None, court: Court) -> Judged:
    """Judge everything at one place, then the place."""
    judged = Judged(stock.place.path)
    named: list[Named] = []
    facts = _facts_of(stock)
    rules, waivers = court.rules, by_name(court.policy.waivers)
    bench = replace(court, policy=rules)  # where components are judged
    for key, every in instances(stock.place.components).items():
        dossier = _dossier(every, key, facts, court)
        if key in stock.looks:
            model = _model(stock, key, every, court, judged)
            named.append((f"{key[1]} {key[2]}".rstrip(), (every[0].at,), model))
        elif dossier.items or _denials(dossier.subject, court):
            places = tuple(dict.fromkeys(one.at for one in every))
            licences = tuple(sorted({one for part in every for one in _licences(part)}))
            own = waivers.get((key[0], plain_name(key[0], key[1])), ())
            mine = replace(bench, policy=replace(rules, waivers=own)) if rules.waivers else bench
            verdict = _component(dossier, places, licences, mine, judged)
            named.append((f"{key[1]} {key[2]}".rstrip(), places, verdict))
    named += _of_place(stock, drift, rules, court, judged)
    told = {one.at for one in stock.place.components}
    verdict = judge_place(
        court.policy,
        stock.place.subject,
        named,
        unreadable=stock.place.unauditable,
        unchecked=[
            *(one for one in court.known.unchecked if one.at in told),
            *further(stock, court.known),
        ],
        missing=court.known.missing,
    )
    judged.verdicts.insert(0, verdict)
    judged.examined.insert(0, Examined(stock.place.subject, "asked", "full"))
    return judged


def further(stock: Stock, known: Known) -> list[Unauditable]:
    """What is said of a place beyond components about which no source could speak."""
    told = {(one.at, one.name) for one in known.unchecked}
    return [one for one in stock.notes if (one.at, one.name) not in told]


def _facts_of(stock: Stock) -> Mapping[str, list[InstalledFiles]]:
    facts: dict[str, list[InstalledFiles]] = {}
    for purl, fact in stock.installed:
        facts.setdefault(purl, []).append(fact)
    return facts


def _dossier(
    every: tuple[Component, ...], key: Key, facts: Mapping[str, list[InstalledFiles]], court: Court
) -> Dossier:
    """What is known of one release, with the digests of all places where it stands."""
    one = every[0]
    digests = tuple(dict.fromkeys(digest for part in every for digest in part.digests))
    subject = Subject(one.type, one.name, one.version, digests, str(one.at))
    items: list[Item] = []
    known, now = court.known.items.get(key), court.world.now
    if known is not None:
        items.append(known)
    if facts:
        items += [Evidence(subject, one, "files", now) for one in facts.get(subject.purl, ())]
    return Dossier(subject, tuple(items))


def _licences(one: Component) -> list[str]:
    return [value for key, value in one.properties if key in {"licence", "license"}]


def _denials(subject: Subject, court: Court) -> tuple[Reason, ...]:
    """The policy's deny list and people's refusals; approvals lift nothing, for none is of this place."""
    today = court.world.now.date()
    case = Case(subject, (), (), (), (), court.approvals, today, shallow=True)
    return tuple(denials(court.policy, case))


@cache
def _asked(kinds: frozenset[type]) -> tuple[Check, ...]:
    """The checks that read any of these kinds; to the others nothing of a component is put."""
    return tuple(one for one in AUDITED if any(issubclass(kind, one.reads) for kind in kinds))


def _component(
    dossier: Dossier,
    places: tuple[Location, ...],
    licences: tuple[str, ...],
    court: Court,
    judged: Judged,
) -> Verdict:
    """Ask about one release, and judge it."""
    asked = _asked(frozenset(item.kind for item in dossier.items))
    findings, outcomes = ask(dossier, asked)
    sources = index(dossier.items)
    case = Case(
        subject=dossier.subject,
        findings=findings,
        outcomes=outcomes,
        sources=sources,
        coverage=(),
        approvals=(),
        today=court.world.now.date(),
        licences=licences,
        shallow=True,
        place=judged.place,
    )
    verdict = joined(judge(court.policy, case), _denials(dossier.subject, court))
    judged.seen[dossier.subject] = findings
    verdict = replace(
        verdict,
        reasons=_spread(verdict.reasons, findings, places),
        waived=_spread(verdict.waived, findings, places),
    )
    judged.verdicts.append(verdict)
    judged.examined.append(Examined(dossier.subject, "component", "shallow"))
    judged.outcomes += [one for one in outcomes if one.state is not State.NOT_APPLICABLE]
    judged.evidence += sources
    judged.findings += _placed(findings, places)
    return verdict


def _model(
    stock: Stock, key: Key, every: tuple[Component, ...], court: Court, judged: Judged
) -> Verdict:
    """Judge one model by what its bytes say."""
    from ostiary.flows.audit.model_judging import joined_looks, judged_model, required, subject_of
    from ostiary.flows.audit.model_loaders import Loaders

    subject = subject_of(every)
    look = joined_looks(subject, stock.looks[key])
    own = by_name(court.policy.waivers).get((key[0], plain_name(key[0], key[1])), ())
    rules = replace(court.rules, require=required(court.policy, look), waivers=own)
    verdict = judged_model(subject, look, judged.place, rules, court.world.now.date())
    verdict = joined(verdict, _denials(subject, court))
    rows = Loaders(stock.place, court.known.items).told(look.rows)
    judged.seen[subject] = look.findings
    judged.verdicts.append(verdict)
    judged.examined.append(
        Examined(subject, "component", "full", look.seconds, look.facts, models=rows)
    )
    judged.outcomes += [one for one in look.outcomes if one.state is not State.NOT_APPLICABLE]
    judged.evidence += look.evidence
    judged.findings += look.findings
    judged.coverage += look.coverage
    return verdict


def _placed(findings: Iterable[Finding], places: tuple[Location, ...]) -> Iterable[Finding]:
    """A finding about a release stands wherever the release does."""
    for one in findings:
        if one.at != NOWHERE or not places:
            yield one
        else:
            yield from (replace(one, at=place) for place in places)


def _spread(
    reasons: Iterable[Reason], findings: Iterable[Finding], places: tuple[Location, ...]
) -> tuple[Reason, ...]:
    """Reasons that speak of findings, at each place where these stand, with their fingerprints there."""
    placed = {one.fingerprint: tuple(_placed((one,), places)) for one in findings}
    return tuple(
        replace(reason, at=one.at, fingerprint=one.fingerprint) if one else reason
        for reason in reasons
        for one in (placed.get(reason.fingerprint) or (None,) if reason.fingerprint else (None,))
    )


def note_idle(run: Run, stocks: Sequence[Stock], heard: Heard) -> Run:
    """The run with a note against each place for each waiver that lifted nothing in any of the places."""
    policy, today = heard.court.policy, heard.court.world.now.date()
    if not policy.waivers:
        return run
    used = frozenset(
        claim.waiver for verdict in run.verdicts for claim in verdict.claims if claim.applied
    )
    every = frozenset(policy.waivers)
    used |= frozenset(one for one in every if replace(one, place="") in used)
    vetted = _findings_of(run)
    notes: dict[str, Iterable[Reason]] = {}
    for stock, judged in zip(stocks, heard.results, strict=True):
        here = {one.subject: () for one in stock.place.components} | judged.seen
        seen = ((one, (*found, *vetted.get(one.purl, ()))) for one, found in here.items())
        place = stock.place
        notes[place.subject.purl] = place_notes(policy, place.path, tuple(seen), used, today)
    verdicts = (joined(one, tuple(notes.get(one.subject, ()))) for one in run.verdicts)
    return replace(run, verdicts=tuple(verdicts))


def _findings_of(run: Run) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in run.findings:
        found.setdefault(one.subject, []).append(one)
    return found


def _of_place(
    stock: Stock, drift: Drift | None, rules: Policy, court: Court, judged: Judged
) -> list[Named]:
    """Findings about the place itself: strangers in an environment, listings that disagree."""
    facts = [*stock.stray, *(one for one in (drift, stock.code) if one is not None)]
    if not facts:
        return []
    subject, now = stock.place.subject, court.world.now
    items = tuple(Evidence(subject, fact, "the place itself", now) for fact in facts)
    findings, outcomes = ask(Dossier(subject, items), AUDITED)
    judged.findings += findings
    judged.outcomes += [one for one in outcomes if one.state is not State.NOT_APPLICABLE]
    judged.evidence += index(items)
    judged.seen[subject] = findings
    case = Case(
        subject,
        findings,
        outcomes,
        (),
        (),
        (),
        now.date(),
        shallow=True,
        place=stock.place.path,
    )
    return [(stock.place.name, (), judge(rules, case))]
