"""What is publicly known about everything that is here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ostiary.core.errors import OstiaryError
from ostiary.core.facts.advisories import Advisories
from ostiary.core.inventory import Component, Origin, Unauditable
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.core.world import World
from ostiary.flows.edges import ADVISORIES
from ostiary.formats.osv import match, parse_record
from ostiary.store.advisories import AdvisoryStore, open_advisories

Key = tuple[str, str, str]
"""purl type, name, version."""

_SPOKEN = ("pypi", "npm")
"""Types whose versions can be matched."""


@dataclass
class Known:
    """What the sources say, about whom they cannot speak, and what is missing as a whole."""

    records: dict[Key, Advisories] = field(default_factory=dict)
    unchecked: list[Unauditable] = field(default_factory=list)
    missing: list[Reason] = field(default_factory=list)
    versions: tuple[tuple[str, str], ...] = ()
    source: str = "local advisories"
    age: float = 0.0


def look_up(components: Iterable[Component], world: World) -> Known:
    """Advisories for every component that has an exact version; the others are named."""
    known = Known()
    wanted = list(_askable(components, known))
    if not wanted:
        return known
    path = Path(world.data) / ADVISORIES
    try:
        store = open_advisories(path)
    except OstiaryError as error:
        known.missing.append(_no_data(error))
        known.versions = (("advisories", "no local data"),)
        return known
    try:
        _from_store(wanted, store, known, world)
    except OstiaryError as error:
        known.missing.append(_no_data(error))
    finally:
        store.close()
    return known


def _askable(components: Iterable[Component], known: Known) -> Iterable[Component]:
    every = [one for one in components if one.origin is not Origin.OWN]
    exact = {(one.type, one.name) for one in every if one.version}
    for one in every:
        if one.type not in _SPOKEN:
            reason = f"no advisories are matched for `{one.type}` components here"
            known.unchecked.append(Unauditable(one.at, one.name, reason, _ELSEWHERE))
        elif one.version:
            yield one
        elif (one.type, one.name) not in exact:  # else a lock or an environment answers for it
            known.unchecked.append(Unauditable(one.at, one.name, _why_no_version(one), _LOCK))


_LOCK = "lock it to an exact version, so that it can be matched"
_ELSEWHERE = "audit it with the tool of its own distribution"


def _why_no_version(one: Component) -> str:
    if one.origin is Origin.REGISTRY:
        return "no exact version is known"
    return f"it comes from a {one.origin.value}, and its version is not known"


def _from_store(
    wanted: Iterable[Component], store: AdvisoryStore, known: Known, world: World
) -> None:
    summary = store.summary()
    known.age = max((world.now - summary.told).total_seconds(), 0.0)
    newest = f"{summary.newest:%Y-%m-%d}" if summary.newest else "unknown"
    known.versions = (("advisories", f"{summary.records} records, newest {newest}"),)
    for one in wanted:
        key = (one.type, one.name, one.version)
        if key in known.records:
            continue
        if not store.covers(one.type):
            reason = f"the local advisories do not cover `{one.type}` packages"
            hint = "ostiary db update --from OSV-EXPORT"
            known.unchecked.append(Unauditable(one.at, one.name, reason, hint))
            continue
        records = [parse_record(body) for body in store.lookup(one.type, one.name)]
        found = known.records[key] = match(records, one.type, one.name, one.version)
        if found.undecided:
            reason = f"its version cannot be compared with {', '.join(found.undecided[:3])}"
            hint = "read these advisories, and waive the ones that do not apply"
            known.unchecked.append(Unauditable(one.at, one.name, reason, hint))


def _no_data(error: OstiaryError) -> Reason:
    return Reason(
        Decision.INSUFFICIENT,
        "required-evidence",
        f"nothing could be matched with advisories: {error.message}",
        remedy=error.hint or "ostiary db update --from OSV-EXPORT",
    )


def instances(components: Iterable[Component]) -> Mapping[Key, tuple[Component, ...]]:
    """The places of each release: components that are the same package in the same version."""
    found: dict[Key, list[Component]] = {}
    for one in components:
        found.setdefault((one.type, one.name, one.version), []).append(one)
    return {key: tuple(every) for key, every in found.items()}
