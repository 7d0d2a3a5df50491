"""What in a lockfile of poetry is direct, and for which groups, by the manifest beside it?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.python.names import canonical
from ostiary.formats.inventory.python.poetry_edges import ASKED_WITH, EXTRA_OF

MAIN = "main"
MAX_STEPS = 2_000_000
"""Dependencies that are followed, those of all groups together; beyond that the lock stays as it is."""

_Step = tuple[str, str]
"""The key of a component, and one of its extras or none."""


def scoped(lock: Listing, manifest: Listing) -> Listing:
    """The lock with `direct` set, and with scope and groups where it tells no group of any package.

    Versions 1.2 and 2.0 tell none. What no group of the manifest reaches keeps its scope.
    """
    roots = _roots(manifest)
    if not roots:
        return lock
    told = any(not group.startswith("extra:") for one in lock.components for group in one.groups)
    reached = {} if told else _reached(lock, roots)
    asked = {name for steps in roots.values() for name, _ in steps}
    components = tuple(_placed(one, one.name in asked, reached) for one in lock.components)
    return replace(lock, components=components)


def _roots(manifest: Listing) -> dict[str, set[_Step]]:
    """Names that each group asks for, with each extra and without; all that ships is one group."""
    found: dict[str, set[_Step]] = defaultdict(set)
    for one in manifest.components:
        if one.direct and one.origin is not Origin.OWN and one.scope is not Scope.BUILD:
            extras = dict(one.properties).get("extras", "").split(",")
            for group in one.groups if one.scope is Scope.DEV else (MAIN,):
                found[group].update((one.name, extra) for extra in ("", *map(canonical, extras)))
    return found


def _reached(lock: Listing, roots: Mapping[str, Iterable[_Step]]) -> dict[str, set[str]]:
    """By key, the groups from which a package is reached; nothing if that takes too many steps."""
    keys: dict[str, list[str]] = defaultdict(list)
    for one in lock.components:
        keys[one.name].append(one.key)
    needs: dict[_Step, list[_Step]] = defaultdict(list)
    steps = 0
    for needed, step in _edges(lock):
        needs[needed].append(step)
        steps += 1
        if steps > MAX_STEPS:
            return {}
    reached: dict[str, set[str]] = defaultdict(set)
    for group, asked in roots.items():
        waiting = [(key, extra) for name, extra in asked for key in keys.get(name, ())]
        seen = set(waiting)
        while waiting:
            here = waiting.pop()
            reached[here[0]].add(group)
            new = [step for step in needs.get(here, ()) if step not in seen]
            seen.update(new)
            waiting += new
            steps += 1 + len(needs.get(here, ()))
            if steps > MAX_STEPS:
                return {}
    return reached


def _edges(lock: Listing) -> Iterator[tuple[_Step, _Step]]:
    """From each that asks for a component, in one of its extras or plainly, to the component."""
    names = {one.key: one.name for one in lock.components}
    for one in lock.components:
        facts = dict(one.properties) if one.parents else {}
        ways, wanted = _pairs(facts.get(EXTRA_OF, "")), _pairs(facts.get(ASKED_WITH, ""))
        for parent in one.parents:
            name = names[parent]
            for extra in ways.get(name, ("",)):
                for other in ("", *wanted.get(name, ())):
                    yield (parent, extra), (one.key, other)


def _pairs(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in text.split():
        name, _, extra = word.rstrip("]").partition("[")
        found[name].append(extra)
    return found


def _placed(one: Component, asked: bool, reached: Mapping[str, Iterable[str]]) -> Component:
    direct = one.direct or asked
    groups = set(reached.get(one.key, ()))
    if not groups:
        return one if direct == one.direct else replace(one, direct=direct)
    return replace(
        one,
        direct=direct,
        scope=one.scope if MAIN in groups else Scope.DEV,
        groups=(*sorted(groups - {MAIN}), *one.groups),
    )
