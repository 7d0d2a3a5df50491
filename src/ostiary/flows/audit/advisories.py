"""What is publicly known about everything that is here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from ostiary.core.audit import Place
from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.inventory import Component, Origin, Unauditable
from ostiary.core.run import Source
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason
from ostiary.core.world import World
from ostiary.flows.audit.belonging import Belonging
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.stock import MODELS
from ostiary.policy.required import aged
from ostiary.store.advisories import FOLDER, AdvisoryStore, open_advisories, present

Key = tuple[str, str, str]
"""purl type, name, version."""

LOCAL = "local advisories"
_SPOKEN = ("pypi", "npm")
"""Types whose versions can be matched."""
_LOCK = "lock it to an exact version, so that it can be matched"
_ELSEWHERE = "no source of advisories on this kind is read here; use a tool that has one"
_UPDATE = "ostiary db update --from OSV-EXPORT brings advisories in"


class Known(Struct):
    """What the sources say, about whom they cannot speak, and what is missing as a whole.

    `consulted` are the lists about the exploitation of bugs that are here: `KEV`, `EPSS`.
    """

    items: dict[Key, Evidence[Advisories]] = field(default_factory=dict)
    unchecked: list[Unauditable] = field(default_factory=list)
    missing: list[Reason] = field(default_factory=list)
    versions: tuple[tuple[str, str], ...] = (("advisories", "no local data"),)
    consulted: frozenset[str] = frozenset()


def look_up(places: Iterable[Place], options: AuditOptions, world: World) -> Known:
    """Advisories for every component that has an exact version; the others are named.

    The local advisories are asked first; OSV about the types that they do not cover, unless offline.
    """
    known = Known()
    wanted = instances(one for place in places for one in _askable(place, known))
    if not wanted:
        return known
    rest = _from_store(wanted, known, world)
    if rest and not known.missing:
        _from_network(rest, known, options, world)
    _judge_age(known, options)
    return known


def instances(components: Iterable[Component]) -> Mapping[Key, tuple[Component, ...]]:
    """The places of each release: components that are the same package in the same version."""
    found: dict[Key, list[Component]] = {}
    for one in components:
        found.setdefault((one.type, one.name, one.version), []).append(one)
    return {key: tuple(every) for key, every in found.items()}


def _askable(place: Place, known: Known) -> Iterator[Component]:
    belonging = Belonging(place)
    for listing in place.listings:
        if listing.format == MODELS:
            continue  # that no source speaks of models is said once
        for one in listing.components:
            if one.type not in _SPOKEN:
                if one.origin is not Origin.OWN:
                    reason = f"no advisories are matched for `{one.type}` components here"
                    known.unchecked.append(Unauditable(one.at, one.name, reason, _ELSEWHERE))
            elif belonging.is_own(one, listing):
                continue
            elif one.version:
                yield one
            elif not (one.forced or belonging.is_answered(one, listing)) and (
                one.origin is not Origin.OWN or belonging.told
            ):
                known.unchecked.append(Unauditable(one.at, one.name, _why_no_version(one), _LOCK))


def _why_no_version(one: Component) -> str:
    if one.origin is Origin.REGISTRY:
        return "no exact version is known"
    return f"it comes from a {one.origin.value}, and its version is not known"


def _from_store(
    wanted: Mapping[Key, tuple[Component, ...]], known: Known, world: World
) -> dict[Key, tuple[Component, ...]]:
    """Ask the local advisories; gives what they do not cover. Damage is said, and ends the asking."""
    folder = Path(world.data) / FOLDER
    if not present(folder):
        return dict(wanted)
    try:
        store = open_advisories(folder)
        try:
            _match(wanted, store, known, world)
        finally:
            store.close()
    except OstiaryError as error:
        known.missing.append(_missing(error.message, error.hint))
        return {}
    return {key: every for key, every in wanted.items() if key not in known.items}


def _match(
    wanted: Mapping[Key, tuple[Component, ...]], store: AdvisoryStore, known: Known, world: World
) -> None:
    summary = store.summary()
    newest = f"{summary.newest:%Y-%m-%d}" if summary.newest else "unknown"
    known.versions = (("advisories", f"{summary.records} records, newest {newest}"),)
    known.consulted = summary.consulted
    told: dict[str, datetime] = {kind: summary.told_of(kind) for kind in summary.types}
    for key, answer in store.match_all(wanted).items():
        at = told[key[0]]
        age = max((world.now - at).total_seconds(), 0.0)
        known.items[key] = Evidence(_subject(wanted[key]), answer, LOCAL, at, age=age)
        _undecided(wanted[key], answer, known)


def _undecided(every: tuple[Component, ...], answer: Advisories, known: Known) -> None:
    if not answer.undecided:
        return
    reason = f"its version cannot be compared with {', '.join(answer.undecided[:3])}"
    hint = "read these advisories, and record what applies: ostiary triage"
    known.unchecked += [Unauditable(one.at, one.name, reason, hint) for one in every]


def _subject(every: tuple[Component, ...]) -> Subject:
    one = every[0]
    return Subject(one.type, one.name, one.version, one.digests)


def _from_network(
    rest: Mapping[Key, tuple[Component, ...]], known: Known, options: AuditOptions, world: World
) -> None:
    """Ask OSV about the rest; what it does not answer is one reason for each cause, never silence."""
    subjects = {_subject(every): key for key, every in rest.items()}
    causes: dict[tuple[str, str], int] = {}
    answers = _asked(tuple(subjects), options, world)
    for subject, key in subjects.items():
        item = answers.get(subject)
        if isinstance(item, Evidence):
            known.items[key] = item
            _undecided(rest[key], item.data, known)
        elif isinstance(item, Unknown):
            cause = f"{item.source}: {item.reason}", _UPDATE
            causes[cause] = causes.get(cause, 0) + 1
        else:
            cause = "no source answered", _UPDATE
            causes[cause] = causes.get(cause, 0) + 1
    for (why, hint), count in causes.items():
        known.missing.append(_missing(f"{count} releases were not matched: {why}", hint))


def _asked(
    subjects: tuple[Subject, ...], options: AuditOptions, world: World
) -> Mapping[Subject, Item]:
    from ostiary.flows.advise import advise
    from ostiary.flows.edges import open_edges
    from ostiary.flows.options import VetOptions
    from ostiary.flows.running import run as run_async

    asked = VetOptions(options.policy, sources=options.sources)

    async def ask() -> Mapping[Subject, Item]:
        async with open_edges(world, asked) as edges:
            return await advise(subjects, edges, asked)

    return run_async(ask())


def _judge_age(known: Known, options: AuditOptions) -> None:
    """That the advisories are too old is said once, not of every component."""
    ages: dict[str, Evidence[Advisories]] = {}
    for one in known.items.values():  # the oldest of each source: kinds are brought in one by one
        before = ages.setdefault(one.source, one)
        if (one.age or 0.0) > (before.age or 0.0):
            ages[one.source] = one
    for source, one in ages.items():
        row = Source("", "advisories", source, "known", one.collected_at, one.age)
        known.missing += aged(options.policy, [row])


def _missing(message: str, hint: str) -> Reason:
    return Reason(
        Decision.INSUFFICIENT,
        "required-evidence",
        f"advisories are unknown: {message}",
        remedy=hint or _UPDATE,
    )
