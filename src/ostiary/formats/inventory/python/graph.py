"""Who asks for whom, and what is each package there for: a walk from the roots of a lock."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ostiary.core.errors import LimitError
from ostiary.core.inventory import Scope

MAX_STEPS = 5_000_000

ORDER = (Scope.RUNTIME, Scope.OPTIONAL, Scope.PEER, Scope.BUILD, Scope.DEV)
"""Of several scopes the first here counts: what is shipped is not made harmless by being tested too."""

Node = tuple[str, str]
"""A key and one of its extras, empty for the package itself."""


class Root(Struct, frozen=True):
    """Where a walk begins: nodes that the project asks for under one scope and group."""

    scope: Scope
    group: str
    wanted: tuple[Node, ...]


class Reach(Struct):
    """What a walk found out about one key."""

    scope: Scope | None = None
    groups: dict[str, None] = field(default_factory=dict)
    parents: dict[str, None] = field(default_factory=dict)
    direct: bool = False


def walk(edges: Mapping[Node, Iterable[Node]], roots: Iterable[Root]) -> dict[str, Reach]:
    """What is reached from the roots, and how.

    Every root is a walk of its own; raises `LimitError` for more than `MAX_STEPS` steps over all.
    """
    steps = 0
    found: dict[str, Reach] = {}
    for (key, _extra), wanted in edges.items():
        for child, _ in wanted:
            if child != key:
                found.setdefault(child, Reach()).parents[key] = None
    for root in sorted(roots, key=lambda one: ORDER.index(one.scope)):
        for key, _ in root.wanted:
            found.setdefault(key, Reach()).direct = True
        closure, cost = _closure(edges, root.wanted, MAX_STEPS - steps)
        steps += cost
        for key in closure:
            reach = found.setdefault(key, Reach())
            if reach.scope is None:
                reach.scope = root.scope
            if root.group:
                reach.groups[root.group] = None
    return found


def _closure(
    edges: Mapping[Node, Iterable[Node]], wanted: Iterable[Node], limit: int
) -> tuple[dict[str, None], int]:
    seen: dict[Node, None] = {}
    waiting = list(wanted)
    steps = 0
    while waiting:
        node = waiting.pop()
        steps += 1
        if steps > limit:
            raise LimitError(f"a graph of dependencies takes more than {MAX_STEPS} steps")
        if node in seen:
            continue
        seen[node] = None
        waiting += edges.get(node, ())
        if node[1]:
            waiting.append((node[0], ""))
    return {key: None for key, _ in seen}, steps
