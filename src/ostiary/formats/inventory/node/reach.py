"""For what is each package of a graph there, if only the projects say what they need for what?"""

from collections.abc import Iterable, Mapping

from ostiary.core.inventory import Scope

ORDER = (Scope.RUNTIME, Scope.OPTIONAL, Scope.PEER, Scope.DEV, Scope.BUILD)
"""The first that reaches a package wins: what ships matters more than what does not."""


def scopes(
    roots: Mapping[Scope, Iterable[str]],
    needs: Mapping[str, Iterable[str]],
    optional: Mapping[str, Iterable[str]],
) -> dict[str, Scope]:
    """The scope of every key that is reached from `roots`.

    `needs` and `optional` are what each key asks for; what is reached from the run time through an
    optional dependency is optional.
    """
    found: dict[str, Scope] = {}
    held_back: list[str] = []
    for scope in ORDER:
        waiting = [*roots.get(scope, ()), *(held_back if scope is Scope.OPTIONAL else ())]
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found[key] = scope
            waiting += [one for one in needs.get(key, ()) if one not in found]
            also = held_back if scope is Scope.RUNTIME else waiting
            also += [one for one in optional.get(key, ()) if one not in found]
    return found
