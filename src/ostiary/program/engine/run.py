"""Which flows are in the code of one artifact?"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ostiary.core.coverage import Reach
from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.contents import Contents
from ostiary.program.engine.built import as_program
from ostiary.program.engine.ledger import Entry
from ostiary.program.engine.package import Package
from ostiary.program.engine.remembered import Remembered
from ostiary.program.engine.shell_roots import at_moment, hook, program
from ostiary.program.engine.tools import MAX_TOOL, commands_of, is_made, is_run, makes, reach_of
from ostiary.program.engine.unfinished import Cuts
from ostiary.program.flow import Carried, Flow
from ostiary.program.graph import Graph
from ostiary.program.lookup import Lookup
from ostiary.program.model import Behaviour, Unfinished
from ostiary.program.places import places
from ostiary.program.plugins import Plugin
from ostiary.program.roots import Roots

MAX_START_LINES = 2_000  # of one artifact
MAX_HOOKS = 2000  # command lines of life-cycle hooks in one artifact

_TELLING = frozenset(
    {
        Behaviour.NETWORK,
        Behaviour.PROCESS,
        Behaviour.EXECUTE,
        Behaviour.NATIVE,
        Behaviour.DESERIALISE,
    }
)
_ORDER = {one: place for place, one in enumerate(Reach)}
_INSTALL, _START = (Reach.INSTALL, False), (Reach.START, False)
_CALL = (Reach.CALL, False)
_LINES = "it has more start-up lines than are followed"


class Texts(Struct, frozen=True):
    """The bytes that the evaluator works on: code by path with its language, and small data files by path.

    `lost` are the paths of code for which there was no room, `served` those of large scripts that are
    only glanced at: nobody evaluates either. `pages` are the smaller ones of such scripts, `missing` are the
    paths of data files for which there was no room.
    `words` remembers what words of note were found in code when it was read.
    """

    code: Mapping[str, tuple[str, bytes]]
    data: Mapping[str, bytes]
    lost: frozenset[str] = frozenset()
    served: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    words: Remembered = field(default_factory=Remembered)


class Moments:
    """What the graph of the artifact knows of the moments at which scopes run."""

    def __init__(
        self,
        graph: Graph,
        lookup: Lookup,
        contents: Contents,
        starts: frozenset[str] = frozenset(),
        builds: Mapping[str, Reach] | None = None,
    ) -> None:
        self._starts = starts
        self._builds = builds or {}
        self._graph = graph
        self._lookup = lookup
        self._places = places(contents)
        self._names = frozenset(row.path.rpartition("/")[2] for row in contents.files)

    def of(self, path: str, scope: str) -> Reach:
        """When a scope runs: the earliest moment of it and the scopes around it that share its fate."""
        if path in self._starts:
            return Reach.START
        if path in self._builds:
            return self._builds[path]
        return self._graph.of(path, scope)

    def is_deep(self, path: str, scope: str) -> bool:
        """Whether only an import by name runs it."""
        return self._graph.is_deep(path, scope)

    def when(self, path: str) -> tuple[Reach, bool]:
        """When a file's own level runs, and whether only an import by name runs it."""
        return self.of(path, ""), self.is_deep(path, "")

    def modules(self, path: str, name: str) -> list[str]:
        """The files that an import of `name` in `path` runs."""
        return self._lookup.modules(path, name)

    def alias(self, path: str, name: str) -> str:
        """What a file means by a name to which its manifest gives another one."""
        return self._lookup.alias(path, name)

    def doubtful(self, path: str, name: str, known: frozenset[str]) -> bool:
        """Whether an import of `name` in `path` may as well mean one of `known`, which are outside."""
        return self._lookup.doubtful(path, name, known)

    def imports(self, path: str) -> tuple[str, ...]:
        """The files that the imports of a file run, whenever it makes them."""
        return self._lookup.imports(path)

    def telling(self, path: str) -> list[tuple[int, int]]:
        """The lines and bytes of a file at which something is called that does something to the world."""
        source = self._lookup.sources.get(path)
        calls = source.calls if source is not None else ()
        return [(one.line, one.place) for one in calls if one.behaviour in _TELLING]

    def holds(self, name: str) -> bool:
        """Whether a member bears this name."""
        return name in self._names

    def crossed(self, path: str, other: str) -> bool:
        """Whether a step leads from the installer's own code into the package that it installs."""
        return self._graph.leaves(path, other)


def flows(
    contents: Contents, texts: Texts, graph: Graph, lookup: Lookup, roots: Roots
) -> tuple[tuple[Flow, ...], tuple[Unfinished, ...]]:
    """All flows of an artifact, and the files whose evaluation was cut short."""
    lines = _start_lines(roots)
    builds = {one.path: ("python", as_program(one)) for one in roots.builds}
    built = {one.path: one.reach for one in roots.builds}
    moments = Moments(graph, lookup, contents, frozenset(lines), built)
    code = {**texts.code, **lines, **builds}
    package = Package(
        code,
        texts.data,
        moments,
        texts.missing,
        words=texts.words,
        pages=texts.pages,
        called=_called(roots, lookup),
    )
    cuts = package.exhausted
    _shells(package, texts, roots)
    ledger = package.examine(_order(code, moments, roots))
    cut = _behind({*cuts.firm, *texts.lost, *ledger.beyond}, moments)
    found = sorted({_flow(contents, one, cut) for one in ledger.acts()})
    package.close()
    for path, when in ledger.beyond.items():
        cuts.add(path, "it does more than can be noted", when)
    for path in texts.lost:
        cuts.add(path, "there was no room left to keep it", moments.when(path))
    for path in texts.served:
        cuts.add(path, "it is a large script that nothing here starts", moments.when(path))
    for path in [one for one in roots.bins if one in texts.data][MAX_HOOKS:]:
        cuts.add(path, "the package has more programs for a shell than are followed", _CALL)
    _beyond(roots, cuts)
    return tuple(found), cuts.found()


def _beyond(roots: Roots, cuts: Cuts) -> None:
    """Name the hooks, the commands of builds and the start-up lines that are too many to be followed."""
    for one in roots.commands[MAX_HOOKS:]:
        cuts.add(one.path, "it has more commands of hooks than are followed", _INSTALL)
    for build in roots.builds:
        if build.cut:
            cuts.add(build.path, build.cut, (build.reach, False))
    for put in roots.placed:
        if put.cut:
            cuts.add(put.path, put.cut, (put.reach, False))
    for row in roots.start_lines[MAX_START_LINES:]:
        cuts.add(row.path, _LINES, _START)
    for row in roots.start_lines:
        if row.line > MAX_START_LINES:
            cuts.add(row.path, _LINES, _START)


def _shells(package: Package, texts: Texts, roots: Roots) -> None:
    """Follow what shells run: the commands of hooks, and the programs that a user calls."""
    cuts = package.exhausted
    for one in roots.commands[:MAX_HOOKS]:
        cuts.path = one.path
        hook(package.machine, one.path, one.line, one.hook, one.text)
    several = [path for path in roots.bins if path in texts.data]
    for path in several[:MAX_HOOKS]:
        cuts.path = path
        program(package.machine, path, texts.data[path])
    for put in roots.placed:
        if put.language == "shell" and put.reach is Reach.START and put.text:
            cuts.path = put.path
            told = max(put.line, 1), put.path.rpartition("/")[2], put.text
            at_moment(package.machine, put.reach, put.path, told)
    _tools(package, texts, roots)


def _tools(package: Package, texts: Texts, roots: Roots) -> None:
    """Follow what an editor, git or a maker runs out of files that came along."""
    made = any(makes(one.text) for one in roots.commands)
    found = [path for path in texts.data if is_run(path) or (made and is_made(path))]
    for path in found[:MAX_HOOKS]:
        package.exhausted.path = path
        if len(texts.data[path]) > MAX_TOOL:
            package.exhausted.add(path, "it is longer than what is followed of it", _CALL)
        reach = reach_of(path)
        try:
            for command in commands_of(path, texts.data[path]):
                at_moment(package.machine, reach, path, command)
        except (LimitError, ParseError) as error:
            package.exhausted.add(path, error.message, (reach, False))
    for path in found[MAX_HOOKS:]:
        package.exhausted.add(
            path, "more files that a tool runs are there than are followed", _CALL
        )


def _start_lines(roots: Roots) -> dict[str, tuple[str, bytes]]:
    """What `.pth` files make the interpreter execute, as one program a file, each line in its place."""
    found: dict[str, list[str]] = {}
    for one in roots.start_lines[:MAX_START_LINES]:
        if 0 < one.line <= MAX_START_LINES:
            several = found.setdefault(one.path, [])
            several.extend([""] * (one.line - len(several)))
            several[one.line - 1] = one.text.strip()
    return {
        path: ("python", "\n".join(text).encode("utf-8", "replace")) for path, text in found.items()
    }


def _called(roots: Roots, lookup: Lookup) -> Mapping[str, tuple[str | Plugin, ...]]:
    """What build back ends call, and other programs of a plugin, by file."""
    found: dict[str, list[str | Plugin]] = {}
    for path, name in roots.called:
        found.setdefault(path, []).append(name)
    for one in roots.plugins:
        for path in lookup.modules("", one.module)[-1:]:
            found.setdefault(path, []).append(one)
    return {path: tuple(several) for path, several in found.items()}


def _order(paths: Iterable[str], moments: Moments, roots: Roots) -> list[str]:
    first = {
        path: place
        for place, path in enumerate((*roots.install, *roots.start, *roots.imports, *roots.named))
    }
    return sorted(
        paths, key=lambda path: (first.get(path, len(first)), _ORDER[moments.of(path, "")], path)
    )


def _behind(paths: set[str], moments: Moments) -> set[str]:
    """These files and all that they import: what calls their functions may not have been seen."""
    seen, waiting = set(paths), list(paths)
    while waiting:
        for one in moments.imports(waiting.pop()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen


def _flow(contents: Contents, one: Entry, cut: set[str]) -> Flow:
    return Flow(
        act=one.act,
        name=one.name,
        at=contents.at(one.path, one.line),
        reach=one.reach,
        inside=one.inside,
        carries=tuple(sorted(Carried(kind, spot) for kind, spot in one.marks.items())),
        text=one.text,
        target=one.target,
        layers=one.layers,
        deep=one.deep,
        loose=one.loose and one.path not in cut,
    )
