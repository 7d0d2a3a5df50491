"""When each scope of each file runs: what the roots reach, the earliest moment first."""

from collections import deque

from ostiary.core.coverage import Reach
from ostiary.program.lookup import Lookup, Node
from ostiary.program.places import Places
from ostiary.program.record import Source
from ostiary.program.roots import Roots, locate

MAX_NODES = 500_000  # scopes visited in one artifact

MAIN = "<main>"
"""The scope of the body of `if __name__ == "__main__"`."""


class Graph:
    """Spreads the moments from the roots along imports, calls and started files."""

    def __init__(
        self, lookup: Lookup, places: Places, roots: Roots, lines: tuple[Source, ...] = ()
    ) -> None:
        self._lookup = lookup
        self._places = places
        self._roots = roots
        self._install = frozenset(roots.install)
        self._next: dict[str, dict[str, list[str]]] = {}
        self._classes: dict[str, dict[str, list[str]]] = {}
        self.reach: dict[Node, Reach] = {}
        self.exhausted = False
        self._later: deque[Node] = deque()
        programs = [*roots.install, *roots.start]
        self._spread(
            deque((path, scope) for path in roots.install for scope in ("", MAIN)), Reach.INSTALL
        )
        self._spread(deque(roots.called), Reach.INSTALL)
        started = [(path, "") for path in roots.start]
        self._spread(deque([*started, *self._led(lines)]), Reach.START)
        modules = sorted(
            path for path in lookup.sources if places.importable(path) and not places.aside(path)
        )
        skipped = {*programs, *roots.bins}
        first = [one for one in (*roots.imports, *modules) if one not in skipped]
        self._spread(deque([*self._later, *((path, "") for path in first)]), Reach.IMPORT)

    def of(self, path: str, scope: str) -> Reach:
        """When a scope runs; what no root reaches runs when called, or is a test."""
        found = self.reach.get((path, scope))
        if found:
            return found
        return Reach.TEST if self._places.aside(path) else Reach.CALL

    def _led(self, lines: tuple[Source, ...]) -> list[Node]:
        """What start-up lines lead to."""
        found: list[Node] = []
        for source in lines:
            for item in source.imports:
                found += [(one, "") for one in self._lookup.modules(source.path, item.module)]
            for edge in source.edges:
                found += self._lookup.nodes(source.path, edge.symbol)
        return found

    def _spread(self, queue: deque[Node], reach: Reach) -> None:
        while queue:
            node = queue.popleft()
            path = node[0]
            if node in self.reach or path not in self._lookup.sources:
                continue
            if len(self.reach) >= MAX_NODES:
                self.exhausted = True
                return
            self.reach[node] = reach
            for after in self._after(*node):
                if reach is Reach.INSTALL and self._is_package(path, after[0]):
                    self._later.append(after)
                else:
                    queue.append(after)

    def _is_package(self, path: str, other: str) -> bool:
        """Whether this step leaves the installer's own code for the package that it installs."""
        if path == other or other in self._install:
            return False
        source = self._lookup.sources.get(other)
        return bool(source and source.language == "python") and self._places.in_package(other)

    def _after(self, path: str, scope: str) -> list[Node]:
        """What running one scope runs too: class bodies in it, modules it loads, what it calls."""
        lookup = self._lookup
        found: list[Node] = [(path, one) for one in self._bodies(path).get(scope, ())]
        for symbol in self._steps(path).get(scope, ()):
            kind, _, name = symbol.partition(":")
            if kind == "import":
                found += [(one, "") for one in lookup.modules(path, name)]
            elif kind == "run":
                one = self.find(path, name)
                found += [(one, ""), (one, MAIN)] if one else []
            else:
                found += lookup.nodes(path, name)
        return found

    def find(self, path: str, name: str) -> str:
        """The member that a program started from `path` finds under a relative name."""
        for folder in (path.rpartition("/")[0] + "/", self._places.contents.root + "/"):
            found = locate(name, folder, self._lookup.paths)
            if found:
                return found
        return ""

    def _steps(self, path: str) -> dict[str, list[str]]:
        found = self._next.get(path)
        if found is None:
            found = self._next[path] = _steps(self._lookup.sources[path])
        return found

    def _bodies(self, path: str) -> dict[str, list[str]]:
        """The class bodies that run when the scope around them does."""
        found = self._classes.get(path)
        if found is None:
            found = self._classes[path] = {}
            for one in self._lookup.scopes(path).values():
                if one.kind == "class":
                    found.setdefault(one.scope.rpartition(".")[0], []).append(one.scope)
        return found


def _steps(source: Source) -> dict[str, list[str]]:
    steps: dict[str, list[str]] = {}
    for item in source.imports:
        steps.setdefault(item.scope, []).append(f"import:{item.module}")
    for edge in source.edges:
        kind = "" if edge.symbol.startswith("import:") else "call:"
        steps.setdefault(edge.scope, []).append(kind + edge.symbol)
    for run in source.runs:
        steps.setdefault(run.scope, []).append(f"run:{run.path}")
    return steps
