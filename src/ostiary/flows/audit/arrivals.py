"""Which releases came into use since the last audit, and how those that came before were vetted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from ostiary.core.audit import Audit, ChangeKind, Place, Vetted
from ostiary.core.inventory import Origin
from ostiary.core.location import Location
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.audit.baseline import baseline_of
from ostiary.flows.audit.belonging import Belonging
from ostiary.flows.audit.changes import Earlier, components_changed
from ostiary.flows.audit.handover import Key

_TYPES = ("pypi", "npm")
AGAIN = "vetted again"


class Stand(Struct, frozen=True):
    """One place where a release is in use, and where it says so."""

    place: str
    at: Location
    origin: Origin


Stands = Mapping[Key, tuple[Stand, ...]]


def standing(places: Iterable[Place]) -> Stands:
    """Every release of a kind that can be vetted, and is not the project itself."""
    found: dict[Key, dict[Stand, None]] = {}
    for place in places:
        belonging = Belonging(place)
        for listing in place.listings:
            for one in listing.components:
                if one.type in _TYPES and one.version and not belonging.is_own(one, listing):
                    key = (one.type, one.name, one.version)
                    found.setdefault(key, {})[Stand(place.path, one.at, one.origin)] = None
    return {key: tuple(every) for key, every in found.items()}


def arrived(audit: Audit) -> Iterator[tuple[Key, str]]:
    """What is new, then what was updated."""
    changes = audit.changes.components if audit.changes else ()
    for kind in (ChangeKind.NEW, ChangeKind.UPDATED):
        for one in changes:
            if one.kind is kind:
                yield from (
                    ((one.type, one.name, version), kind.value) for version in one.after.split(", ")
                )


def vetted_before(last: Earlier | None) -> Iterator[tuple[Key, Vetted]]:
    """What earlier audits know; documents of older versions know nothing."""
    for one in last.document["inventory"].get("vetted", ()) if last else ():
        word, key = one["decision"], (one["type"], one["name"], one["version"])
        decision = None if word is None else Decision[word.upper()]
        at = datetime.fromisoformat(one["at"])
        yield key, Vetted(*key, at, decision, tuple(one["reasons"]))


def approved(
    places: Iterable[Place], waiting: Iterable[Key], stands: Stands, world: World
) -> frozenset[Key]:
    """Which of the waiting releases somebody approved, with the baseline of each place where they are."""
    strange: dict[str, set[tuple[str, str]]] = {}
    for place in places:
        baseline = baseline_of(place, world)
        if baseline is not None:
            changed = components_changed((place,), baseline.document)
            strange[place.path] = {(one.type, one.name) for one in changed}
    return frozenset(
        key
        for key in waiting
        if all(one.place in strange and key[:2] not in strange[one.place] for one in stands[key])
    )
