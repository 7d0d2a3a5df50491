"""What in a lockfile of yarn is direct, and what is for development only, by the manifests beside it?"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.node.reach import scopes
from ostiary.formats.inventory.node.spec import ASKED_AS, Asked, read_spec

_Wanted = tuple[str, str, str]


def scoped(lock: Listing, manifests: Iterable[Listing]) -> Listing:
    """The lock with scope, groups and `direct` set; `manifests` are those of the project and its members.

    A lock without descriptors (one that is not yarn's) comes back as it is. What no manifest reaches
    keeps its scope, for a manifest may be missing.
    """
    by_descriptor = {wanted: one.key for one in lock.components for wanted in _descriptors(one)}
    if not by_descriptor:
        return lock
    roots: dict[Scope, list[str]] = defaultdict(list)
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for manifest in manifests:
        for one in manifest.components:
            key = by_descriptor.get(_wanted(one)) if one.direct else None
            if key is not None:
                roots[one.scope].append(key)
                groups[key].update(dict.fromkeys(one.groups))
    needs: dict[str, list[str]] = defaultdict(list)
    own = {one.key for one in lock.components if one.origin is Origin.OWN}
    for one in lock.components:
        for parent in one.parents:
            if parent not in own:
                needs[parent].append(one.key)
    reached = scopes(roots, needs, {})
    components = tuple(
        replace(
            one,
            scope=reached[one.key],
            groups=tuple(groups.get(one.key, ())),
            direct=one.direct or one.key in groups,
        )
        if one.key in reached
        else one
        for one in lock.components
    )
    return replace(lock, components=components)


def _descriptors(one: Component) -> Iterable[_Wanted]:
    for descriptor in dict(one.properties).get(ASKED_AS, "").split():
        name, _, spec = descriptor[1:].partition("@")
        yield _asked(descriptor[:1] + name, read_spec(descriptor[:1] + name, spec))


def _asked(name: str, asked: Asked) -> _Wanted:
    place = asked.source.partition("::")[0]
    return (asked.alias or name, asked.name, asked.version or asked.requirement or place)


def _wanted(one: Component) -> _Wanted:
    """How a manifest's component would be asked for in the lock."""
    alias = dict(one.properties).get("alias", "")
    return (alias or one.name, one.name, one.version or one.requirement or one.source)
