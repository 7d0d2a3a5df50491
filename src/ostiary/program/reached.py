"""Which scopes were reached at which moment, kept in so little room that thousands of files fit?

One small object for each scope, left over from a pass that made and freed a hundred times as many, holds
on to all the memory of that pass. So the names of one file and one moment become one text.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from ostiary.core.coverage import Reach
from ostiary.program.lookup import Node

Moment = tuple[Reach, bool]
"""When a scope runs, and whether only an import by name runs it."""

_BETWEEN = "\0"
MAX_KEPT = 4096  # answers that are remembered


class Reached:
    """The moment of each scope that was reached, and nothing of any other."""

    def __init__(self, reach: Mapping[Node, Reach], deep: AbstractSet[Node]) -> None:
        several: dict[str, dict[Moment, list[str]]] = {}
        self._modules: dict[str, Moment] = {}
        self._odd: dict[Node, Moment] = {}
        for node, when in reach.items():
            path, scope = node
            moment = when, node in deep
            if not scope:
                self._modules[path] = moment
            elif _BETWEEN in scope:
                self._odd[node] = moment
            else:
                several.setdefault(path, {}).setdefault(moment, []).append(scope)
        self._texts = {path: tuple(_texts(one)) for path, one in several.items()}
        self._known: dict[Node, Moment | None] = {}

    def get(self, path: str, scope: str) -> Moment | None:
        """The moment of a scope; None if nothing reached it."""
        if not scope:
            return self._modules.get(path)
        node = path, scope
        if node in self._known:
            return self._known[node]
        if len(self._known) >= MAX_KEPT:
            self._known.clear()
        found = self._known[node] = self._odd.get(node) or self._among(path, scope)
        return found

    def _among(self, path: str, scope: str) -> Moment | None:
        name = f"{_BETWEEN}{scope}{_BETWEEN}"
        return next((when for when, text in self._texts.get(path, ()) if name in text), None)

    def paths(self, *, deep: bool = True) -> Iterator[str]:
        """The files of which anything was reached; without `deep`, other than by an import by name."""
        told = {path for path, (_, far) in self._modules.items() if deep or not far}
        told |= {path for (path, _), (_, far) in self._odd.items() if deep or not far}
        for path, texts in self._texts.items():
            if any(deep or not far for (_, far), _ in texts):
                told.add(path)
        yield from sorted(told)


def _texts(names: Mapping[Moment, Iterable[str]]) -> Iterator[tuple[Moment, str]]:
    for moment, several in names.items():
        yield moment, f"{_BETWEEN}{_BETWEEN.join(several)}{_BETWEEN}"
