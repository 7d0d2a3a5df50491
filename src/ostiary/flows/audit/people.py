"""Who stands behind what is in use, and who is new there since the last audit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from ostiary.core.audit import Audit, ChangeKind, People, Place
from ostiary.core.inventory import Component, Origin
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.belonging import Belonging
from ostiary.flows.audit.changes import Earlier, last_audit
from ostiary.flows.audit.handover import Key, Told, handovers
from ostiary.flows.audit.options import AuditOptions

_TYPES = ("pypi", "npm")

OFFLINE = "not asked, this run is offline"
OFF = "not asked, switched off (--people 0)"
BROUGHT = "not asked, others bring them in and they did not change"


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
    found = Told()
    if not options.people_limit or world.offline:
        found.unasked[OFFLINE if options.people_limit else OFF] += len(places)
    else:
        found.unasked.update(_beyond(len(wanted), len(places), options.people_limit))
        chosen = wanted[: options.people_limit]
        if chosen:
            from ostiary.flows.audit.publishers import ask

            told = ask(chosen, replaced, known, options=options, world=world, progress=progress)
            found.rows, found.former = told.rows, told.former
            found.unasked.update(told.unasked)
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
    more = f"not asked, only {limit} are at once (--people)"
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


def _joined(found: Told, known: Sequence[People], places: Mapping[Key, object]) -> Iterator[People]:
    """What was asked now, and of the rest what was told before, for packages that are still in use."""
    yield from found.rows.values()
    used = {(kind, name) for kind, name, _ in places}
    told = {(one.type, one.name) for one in found.rows.values()}
    yield from (one for one in known if (one.type, one.name) in used - told)
