"""Who stands behind what is in use, and who is new there since the last audit."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ostiary.core.audit import Audit, ChangeKind, People, Place
from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.inventory import Component, Origin
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.belonging import Belonging
from ostiary.flows.audit.changes import Earlier, last_audit
from ostiary.flows.audit.handover import handovers
from ostiary.flows.audit.options import AuditOptions

if TYPE_CHECKING:
    from ostiary.flows.edges import Edges
    from ostiary.flows.options import VetOptions

AT_ONCE = 8
"""Packages that are asked about at a time."""
_TYPES = ("pypi", "npm")

OFFLINE = "this run is offline"
OFF = "it is switched off (--people 0)"
BROUGHT = "others bring them in, and they did not change"

Key = tuple[str, str, str]
"""purl type, name, version."""


@dataclass
class _Found:
    """Answers by release, those of the releases before them, and why others have none."""

    rows: dict[Key, People] = field(default_factory=dict)
    former: dict[Key, tuple[People, ...]] = field(default_factory=dict)
    unasked: Counter[str] = field(default_factory=Counter)


def with_people(
    run: Run, earlier: Earlier | None, options: AuditOptions, world: World, progress: Progress
) -> Run:
    """The run with those behind its components, and with who is new since it was last asked.

    The registry is asked about what is new or updated, then about what the project asks for itself, up to the
    limit. What an earlier audit was told of the others is kept, so that it can be compared some day.
    """
    if run.audit is None:
        return run
    places = _standing(run.audit.places)
    if not places:
        return run
    if earlier and earlier.from_git:  # git knows nobody; what was asked in the last audit holds
        earlier = last_audit(run.audit.places, "", world)
    known = tuple(_kept(earlier)) if earlier else ()
    wanted, replaced = _wanted(run.audit, places)
    found = _Found()
    if not options.people_limit or world.offline:
        found.unasked[OFFLINE if options.people_limit else OFF] += len(places)
    else:
        found.unasked.update(_beyond(len(wanted), len(places), options.people_limit))
        chosen = wanted[: options.people_limit]
        if chosen:
            asyncio.run(_ask(chosen, replaced, known, found, (options, world, progress)))
    audit = replace(
        run.audit,
        people=tuple(sorted(_joined(found, known, places), key=_order)),
        unasked=tuple(sorted((+found.unasked).items())),
    )
    if audit.changes is not None:
        new = tuple(handovers(found.rows.values(), known, found.former, places))
        audit = replace(audit, changes=replace(audit.changes, people=new))
    return replace(run, audit=audit)


def _order(one: People) -> Key:
    return one.type, one.name, one.version


def _standing(places: Iterable[Place]) -> dict[Key, tuple[Location, bool]]:
    """Every release from a registry: where it stands first, and whether the project asks for it itself."""
    found: dict[Key, tuple[Location, bool]] = {}
    for place in places:
        belonging = Belonging(place)
        for listing in place.listings:
            for one in listing.components:
                if _askable(one) and not belonging.is_own(one, listing):
                    key = (one.type, one.name, one.version)
                    at, direct = found.get(key, (one.at, False))
                    found[key] = (at, direct or one.direct)
    return found


def _askable(one: Component) -> bool:
    return one.type in _TYPES and bool(one.version) and one.origin in {Origin.REGISTRY, Origin.OWN}


def _wanted(
    audit: Audit, places: Mapping[Key, tuple[Location, bool]]
) -> tuple[list[Key], dict[Key, tuple[str, ...]]]:
    """What to ask about, the most telling first; for updates, with the versions that they replaced."""
    replaced: dict[Key, tuple[str, ...]] = {}
    for change in audit.changes.components if audit.changes else ():
        if change.kind in {ChangeKind.NEW, ChangeKind.UPDATED}:
            for version in change.after.split(", "):
                key = (change.type, change.name, version)
                if key in places:
                    replaced[key] = tuple(filter(None, change.before.split(", ")))
    direct = [key for key, (_, asked) in places.items() if asked and key not in replaced]
    moved = sorted(replaced, key=lambda key: (not replaced[key], key))
    return [*moved, *direct], replaced


def _beyond(wanted: int, every: int, limit: int) -> Counter[str]:
    more = f"only {limit} are asked about at once (--people)"
    return Counter({BROUGHT: every - wanted, more: max(wanted - limit, 0)})


def _kept(earlier: Earlier) -> Iterator[People]:
    """What the earlier audit knew; documents of older versions know nothing."""
    for one in earlier.document["inventory"].get("people", ()):
        yield People(
            one["type"],
            one["name"],
            one["version"],
            datetime.fromisoformat(one["asked"]),
            tuple(one["maintainers"]),
            one["publisher"],
            one["publishing"],
            one["attested"],
            tuple(one["identities"]),
        )


def _joined(
    found: _Found, known: Sequence[People], places: Mapping[Key, object]
) -> Iterator[People]:
    """What was asked now, and of the rest what was told before, for packages that are still in use."""
    yield from found.rows.values()
    used = {(kind, name) for kind, name, _ in places}
    told = {(one.type, one.name) for one in found.rows.values()}
    yield from (one for one in known if (one.type, one.name) in used - told)


async def _ask(
    keys: Sequence[Key],
    replaced: Mapping[Key, tuple[str, ...]],
    known: Sequence[People],
    found: _Found,
    around: tuple[AuditOptions, World, Progress],
) -> None:
    """Ask about each; a registry that does not answer at all is not asked again in this run."""
    from ostiary.flows.audit.publishers import learn
    from ostiary.flows.edges import open_edges
    from ostiary.flows.options import VetOptions

    options, world, progress = around
    asked = VetOptions(options.policy, allow_pre=True, sources=options.sources)
    same = {(one.type, one.name, one.version): one for one in known}
    down: dict[str, str] = {}
    gate = asyncio.Semaphore(AT_ONCE)
    progress.start("people", len(keys))

    async def one(key: Key, edges: "Edges", asked: "VetOptions") -> None:
        async with gate:
            why = down.get(key[0], "")
            if not why:
                try:
                    told = await learn(key, replaced.get(key, ()), same.get(key), edges, asked)
                    found.rows[key], found.former[key] = told
                except OstiaryError as error:
                    why = error.message
                    if _is_down(error):
                        down[key[0]] = why
            if why:
                found.unasked[why] += 1
        progress.step("people")

    async with open_edges(world, asked) as edges:
        await asyncio.gather(*(one(key, edges, asked) for key in keys))
    progress.stop("people")


def _is_down(error: OstiaryError) -> bool:
    return isinstance(error, SourceError) and error.cause in {Cause.TRANSIENT, Cause.UNCONFIGURED}
