"""Who is new, or gone, behind a component that is in use?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from ostiary.core.audit import Handover, People, PeopleChange
from ostiary.core.location import Location

Key = tuple[str, str, str]
"""purl type, name, version."""


class Told(Struct):
    """Those behind releases, those behind the releases that these replaced, and why others are not known."""

    rows: dict[Key, People] = field(default_factory=dict)
    former: dict[Key, tuple[People, ...]] = field(default_factory=dict)
    unasked: Counter[str] = field(default_factory=Counter)


def handovers(
    now: Iterable[People],
    known: Sequence[People],
    former: Mapping[Key, tuple[People, ...]],
    places: Mapping[Key, tuple[Location, bool]],
) -> Iterator[PeopleChange]:
    """What is not as it was, the worst first.

    Compared is with what an earlier audit was told of the same package (`known`); where it was told nothing,
    with what the registry says of the releases that this one replaced (`former`).
    """
    asked: dict[tuple[str, str], list[People]] = {}
    for one in known:
        asked.setdefault((one.type, one.name), []).append(one)
    found: dict[PeopleChange, None] = {}
    for one in sorted(now, key=lambda row: (row.type, row.name, row.version)):
        key = (one.type, one.name, one.version)
        before = asked.get(key[:2]) or list(former.get(key, ()))
        for kind, was, here in _differences(one, before):
            found[PeopleChange(kind, *key, was, here, places[key][0])] = None
    order = tuple(Handover)
    yield from sorted(found, key=lambda one: (order.index(one.kind), one.type, one.name))


def _differences(now: People, before: Sequence[People]) -> Iterator[tuple[Handover, str, str]]:
    """What the registry does not say, now or before, is no difference."""
    if not before:
        return
    same = [one for one in before if one.version == now.version] or before
    yield from _trust(now, same)
    publishers = {one.publisher for one in same if one.publisher}
    if now.publisher and publishers and now.publisher not in publishers:
        yield Handover.PUBLISHER, _listed(publishers), now.publisher
    newest = max(one.at for one in before)
    maintainers = {name for one in before if one.at == newest for name in one.maintainers}
    if now.maintainers and maintainers:
        for name in sorted(set(now.maintainers) - maintainers):
            yield Handover.ADDED, "", name
        for name in sorted(maintainers - set(now.maintainers)):
            yield Handover.REMOVED, name, ""


def _trust(now: People, before: Sequence[People]) -> Iterator[tuple[Handover, str, str]]:
    trusted = [one for one in before if one.publishing == "trusted"]
    if trusted and now.publishing == "token":
        yield Handover.LOST, trusted[-1].publisher or "a trusted publisher", now.publisher
    elif any(one.attested for one in before) and now.attested is False:
        proven = {name for one in before for name in one.identities}
        yield Handover.LOST, _listed(proven) or "provenance", ""
    proven = {name for one in before for name in one.identities}
    fresh = set(now.identities) - proven
    if proven and fresh:
        yield Handover.IDENTITY, _listed(proven), _listed(fresh)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
