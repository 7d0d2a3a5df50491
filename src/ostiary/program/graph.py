"""When each scope of each file runs: what the roots reach, the earliest moment first."""

from collections import deque
from collections.abc import Iterator

from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.program.asked_for import called
from ostiary.program.lookup import Lookup, Node, is_operated
from ostiary.program.model import Behaviour, Origin
from ostiary.program.places import Places
from ostiary.program.plugins import Plugin
from ostiary.program.reached import Reached
from ostiary.program.record import RawCall, Source
from ostiary.program.roots import Roots, locate

MAX_ROUNDS = 4  # imports of computed names inside modules that were found by one
MAX_NODES = 500_000  # scopes visited in one artifact

_STRICT = frozenset({"python", "javascript", "typescript"})
"""Languages whose own parsers refuse what ours refuses; shells run a broken file up to its fault."""

MAIN = "<main>"
"""The scope of the body of `if __name__ == "__main__"`."""


def _installed(roots: Roots) -> Iterator[Node]:
    """The files that installing runs: as programs, but for those that a build back end imports."""
    imported = {*roots.backend, *roots.hooked}
    for path in roots.install:
        yield path, ""
        if path not in imported or path.endswith("/setup.py"):
            yield path, MAIN


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
        self._reach: dict[Node, Reach] = {}
        self._operated: set[Node] = set()
        self.exhausted = False
        """Whether more than is followed may run by itself: then what was not met might, too."""
        self._later: deque[Node] = deque()
        self._idle: frozenset[str] = frozenset()
        kept = sorted(one for one in lookup.sources if not places.aside(one))
        programs = [*roots.install, *roots.start]
        self._spread(deque(_installed(roots)), Reach.INSTALL)
        self._spread(deque(called(lookup, roots.called)), Reach.INSTALL)
        started = [(path, "") for path in roots.start]
        self._spread(deque([*started, *self._led(lines)]), Reach.START)
        modules = [path for path in kept if places.importable(path) or self._is_hidden(path)]
        skipped = {*programs, *roots.bins, *filter(self._is_program, modules)}
        first = [one for one in modules if places.surface(one) and one not in skipped]
        first += [each for one in first for each in lookup.beside(one)]
        points = [one for name in roots.modules for one in lookup.modules("", name)]
        surface = [(path, "") for path in (*roots.imports, *points, *first)]
        surface += [node for one in roots.plugins for node in self._plugged(one)]
        self._spread(deque([*self._later, *surface]), Reach.IMPORT)
        self._computed(modules)
        shallow = set(self._reach)
        further = (
            modules if not self._loads_anything() else (*modules, *filter(places.loadable, kept))
        )
        further = (
            *roots.named,
            *further,
            *(each for one in further for each in lookup.beside(one)),
        )
        self._spread(deque((path, "") for path in further if path not in skipped), Reach.IMPORT)
        self._used = frozenset(self._operated)
        self._operated.clear()
        self._reached = Reached(self._reach, self._reach.keys() - shallow)
        self._reach.clear()
        self._idle = frozenset(self._unused())
        self._later.clear()
        self._next.clear()  # all steps were taken: of a large artifact these are tens of megabytes
        self._classes.clear()
        lookup.forget()

    def _is_program(self, path: str) -> bool:
        """Whether a file is what `python -m package` starts: nobody imports it under its name unless told to.

        One that is written so that nobody reads it is held for what it may do at the first touch.
        """
        source = self._lookup.sources[path]
        return path.endswith("/__main__.py") and not source.blobs and not source.oddities

    def _is_hidden(self, path: str) -> bool:
        """Whether a script beside the package is written so that nobody reads it."""
        source = self._lookup.sources[path]
        return self._places.is_loose(path) and bool(source.blobs or source.oddities)

    def _plugged(self, one: Plugin) -> Iterator[Node]:
        """The functions and methods that a tool calls of a plugin."""
        for path in self._lookup.modules("", one.module)[-1:]:
            for scope in one.scopes(self._lookup.scopes(path)):
                yield path, scope
            if one.name and not one.prefix:  # it may only be passed on from another module
                yield from self._lookup.nodes(path, f"@{one.name}")

    def of(self, path: str, scope: str) -> Reach:
        """When a scope runs; what no root reaches runs when called, or is a test."""
        found = self._reached.get(path, scope)
        if found:
            return found[0]
        if self._places.aside(path):
            return Reach.TEST
        return Reach.DATA if path in self._idle else Reach.CALL

    def is_deep(self, path: str, scope: str) -> bool:
        """Whether only an import by name runs a scope."""
        found = self._reached.get(path, scope)
        return found is not None and found[1]

    def is_used(self, path: str, scope: str) -> bool:
        """Whether a scope that runs on import does so only where an operator meets some object."""
        return (path, scope) in self._used

    def reached(self) -> Iterator[str]:
        """The files of which anything runs by itself, in order."""
        yield from self._reached.paths()

    def unmet(self) -> Iterator[str]:
        """Files that may run by themselves, for all we know: there was too much to follow."""
        if self.exhausted:
            met = set(self._reached.paths(deep=False))
            yield from (path for path in self._lookup.sources if path not in met)

    def _computed(self, modules: list[str]) -> None:
        """Modules below a file that, when imported, imports names which it works out: all may be meant."""
        done: set[str] = set()
        for count in range(MAX_ROUNDS + 1):
            folders = {path.rpartition("/")[0] + "/" for path, one in self._imports() if one} - done
            if not folders:
                return
            if count == MAX_ROUNDS:
                self.exhausted = True
                return
            done |= folders
            told = tuple(folders)
            below = [one for one in modules if one.startswith(told)]
            self._spread(deque((path, "") for path in below), Reach.IMPORT)

    def _imports(self) -> Iterator[tuple[str, bool]]:
        """Files with imports of computed names that run by themselves, and whether they are Python."""
        for path, source in self._lookup.sources.items():
            for call in source.calls:
                computed = call.behaviour is Behaviour.IMPORT and call.arguments[:1] in {
                    (),
                    (None,),
                }
                if computed and self._reach.get((path, call.scope)) is Reach.IMPORT:
                    yield path, source.language == "python"

    def _loads_anything(self) -> bool:
        """Whether importing the package requires files under names that JavaScript works out."""
        return any(not python for _, python in self._imports())

    def _unused(self) -> Iterator[str]:
        """Declarations of types and broken files, unless something names them: nothing can run those."""
        sources, places = self._lookup.sources, self._places
        told = {*self._reached.paths()} | set(self._roots.bins) | set(self._named())
        blind = any(
            _blind(call) and self.of(path, call.scope) in BY_ITSELF
            for path, one in sources.items()
            for call in one.calls
        )
        for path, source in sources.items():
            if path in told:
                continue
            broken = not source.parsed and source.reason.startswith("most of it is not")
            broken = broken and source.language in _STRICT and not blind
            if places.declares(path) or (broken and not places.importable(path)):
                yield path

    def _named(self) -> Iterator[str]:
        """Files that code of this artifact imports or starts, whenever that is."""
        for path, source in self._lookup.sources.items():
            if not self._places.declares(path):
                yield from self._lookup.imports(path)
                for run in source.runs:
                    yield self.find(path, run.path)

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
        used: deque[Node] = deque()  # what only an operator leads to, once all else was met
        while queue or used:
            plain = bool(queue)
            node = (queue or used).popleft()
            path = node[0]
            known = node in self._reach and not (plain and node in self._operated)
            if known or path not in self._lookup.sources:
                continue
            if len(self._reach) >= MAX_NODES:
                self.exhausted = True
                return
            self._reach.setdefault(node, reach)
            (self._operated.discard if plain else self._operated.add)(node)
            for after in self._after(*node):
                if after in self._reach:
                    continue
                if reach is Reach.INSTALL and self.leaves(path, after[0]):
                    self._later.append(after)
                elif reach is Reach.IMPORT and (not plain or is_operated(after[1])):
                    used.append(after)
                else:
                    queue.append(after)

    def leaves(self, path: str, other: str) -> bool:
        """Whether this step leaves the installer's own code for the package that it installs."""
        if path == other or other in self._install:
            return False
        source = self._lookup.sources.get(other)
        return bool(source and source.language == "python") and self._places.in_package(other)

    def _after(self, path: str, scope: str) -> list[Node]:
        """What running one scope runs too: class bodies in it, modules it loads, what it calls."""
        lookup = self._lookup
        found: list[Node] = [(path, one) for one in self._bodies(path).get(scope, ())]
        held = lookup.scopes(path).get(scope)
        for base in held.bases if held else ():
            if base:
                found += lookup.nodes(path, f"{base}.__init_subclass__")
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
    """The steps of each scope in order, each once: every name of an import names its module again."""
    steps: dict[str, dict[str, None]] = {}
    for item in source.imports:
        steps.setdefault(item.scope, {})[f"import:{item.module}"] = None
    for edge in source.edges:
        kind = "" if edge.symbol.startswith("import:") else "call:"
        steps.setdefault(edge.scope, {})[kind + edge.symbol] = None
    for run in source.runs:
        steps.setdefault(run.scope, {})[f"run:{run.path}"] = None
    return {scope: list(several) for scope, several in steps.items()}


def _blind(call: RawCall) -> bool:
    """Whether a call runs the text of some file that nobody can tell."""
    return call.behaviour is Behaviour.EXECUTE and call.origin is Origin.FILE and not call.target
