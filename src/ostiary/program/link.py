"""Put the files of one artifact together: which call runs at which moment."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.coverage import Reach
from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents, Kind
from ostiary.program.engine.run import Texts, flows
from ostiary.program.graph import Graph
from ostiary.program.javascript.glance import MAX_SERVED
from ostiary.program.lookup import Lookup
from ostiary.program.met import met
from ostiary.program.model import Blob, Call, Module, Oddity, Program, Started, Unfinished
from ostiary.program.places import CODE, places
from ostiary.program.reader import read
from ostiary.program.record import RawCall, Source
from ostiary.program.roots import Roots
from ostiary.program.source import read_source

_BLOCKS = frozenset({"<main>", "<order>"})
_NPM = frozenset({FileForm.NPM})
_PYTHON = frozenset({FileForm.WHEEL, FileForm.SDIST, FileForm.EGG, FileForm.CONDA})
_SCRIPTS = frozenset({"javascript", "typescript"})
_CALLED = frozenset({Reach.CALL, Reach.DATA, Reach.TEST})
_UNMET = "what runs it was not found among more code than is followed"
_BLOCKS = frozenset({"<main>", "<sdist>"})
"""Scopes that are no functions: who reads of a call knows it without them."""
_MAX_LINES = 2000  # start-up lines and hook commands of one artifact


class Drawn(Struct, frozen=True):
    """Which files lead to which, and the start-up lines and hooks that lead to some."""

    lookup: Lookup
    graph: Graph
    lines: tuple[tuple[Source, Reach], ...]


def draw(contents: Contents, sources: Iterable[Source], roots: Roots) -> Drawn:
    """Spread the moments over the files of one artifact."""
    lines = tuple(_extra(roots))
    lookup = Lookup(contents, sources, roots.own, roots.folders)
    at_start = tuple(source for source, reach in lines if reach is Reach.START)
    return Drawn(lookup, Graph(lookup, places(contents), roots, at_start), lines)


def link(
    contents: Contents,
    sources: Iterable[Source],
    roots: Roots,
    texts: Texts | None = None,
    drawn: Drawn | None = None,
) -> Program:
    """The program of one artifact: every telling call with the moment at which it runs.

    `drawn` is what was drawn of the same sources before.
    """
    kept = {one.path: one for one in sources}
    drawn = drawn or draw(contents, kept.values(), roots)
    lookup, graph, lines = drawn.lookup, drawn.graph, drawn.lines
    calls = [call for source in kept.values() for call in _calls(contents, source, graph)]
    modules = [_module(source, graph) for source in kept.values()]
    blobs = [
        Blob(one.encoding, one.size, contents.at(path, one.line), graph.of(path, one.scope))
        for path, source in kept.items()
        for one in source.blobs
    ]
    oddities = [
        Oddity(one.kind, contents.at(path, one.line), graph.of(path, ""), one.detail, one.listed)
        for path, source in kept.items()
        for one in source.oddities
    ]
    started = [one for source in kept.values() for one in _started(contents, source, graph, lookup)]
    run = {one.path for one in started}
    texts = _evaluated(contents, texts or Texts({}, {}), graph, run)
    found, unfinished = flows(contents, texts, graph, lookup, roots)
    unmet = (Unfinished(path, _UNMET, Reach.IMPORT) for path in graph.unmet())
    for source, reach in lines:
        calls += [_call(contents, source.path, one, reach) for one in source.calls]
        started += _started(contents, source, graph, lookup, reach)
    return Program(
        artifact=contents.filename,
        ecosystem="npm" if contents.form in _NPM else "pypi",
        modules=tuple(sorted(modules, key=_path)),
        calls=tuple(sorted(met(calls, found, kept.values()), key=_order)),
        blobs=tuple(sorted(blobs)),
        oddities=tuple(sorted(oddities)),
        started=tuple(sorted(set(started))),
        flows=found,
        unfinished=tuple(sorted({*unfinished, *unmet})),
    )


def _evaluated(contents: Contents, texts: Texts, graph: Graph, run: set[str]) -> Texts:
    """All code but large scripts that a Python package serves to browsers, and that nothing here starts.

    Those are glanced at, and named as what was not evaluated; smaller ones are named as those of pages.
    """
    if contents.form not in _PYTHON:
        return texts
    pages = {
        path
        for path, (language, _) in texts.code.items()
        if language in _SCRIPTS and path not in run and graph.of(path, "") in _CALLED
    }
    served = {path for path in pages if len(texts.code[path][1]) > MAX_SERVED}
    code = {path: one for path, one in texts.code.items() if path not in served}
    return replace(texts, code=code, served=frozenset(served), pages=frozenset(pages - served))


def reach_of(path: str, contents: Contents, roots: Roots) -> Reach:
    """When a file's content runs, by its place and the roots alone."""
    where = places(contents)
    if path in roots.install:
        return Reach.INSTALL
    if path in roots.start or any(one.path == path for one in roots.start_lines):
        return Reach.START
    if path in roots.imports or path in roots.named:
        return Reach.IMPORT
    if where.aside(path):
        return Reach.TEST
    if path in roots.bins:
        return Reach.CALL
    if where.declares(path):
        return Reach.DATA
    if where.importable(path):
        return Reach.IMPORT
    return Reach.CALL if where.kinds.get(path, Kind.UNKNOWN) in CODE else Reach.DATA


def _extra(roots: Roots) -> Iterator[tuple[Source, Reach]]:
    """Code that stands in no source file: start-up lines and the command lines of hooks."""
    for line in roots.start_lines[:_MAX_LINES]:
        source = read_source(line.path, Kind.PYTHON, line.text.encode("utf-8", "replace"))
        yield _at_line(source, line.line), Reach.START
    for command in roots.commands[:_MAX_LINES]:
        source = read_source(command.path, Kind.SHELL, command.text.encode("utf-8", "replace"))
        yield _at_line(source, command.line), Reach.INSTALL
    for one in roots.placed:
        source = read(one.path, one.language, one.text.encode("utf-8", "replace"))
        yield (_at_line(source, one.line) if one.line else source), one.reach


def _at_line(source: Source, line: int) -> Source:
    return replace(
        source,
        calls=tuple(replace(one, line=line) for one in source.calls),
        runs=tuple(replace(one, line=line) for one in source.runs),
    )


def _module(source: Source, graph: Graph) -> Module:
    return Module(
        path=source.path,
        language=source.language,
        reach=graph.of(source.path, ""),
        lines=source.lines,
        parsed=source.parsed,
        faults=source.faults,
        imports=tuple(sorted({one.module for one in source.imports})),
        reason=source.reason,
        deep=graph.is_deep(source.path, ""),
    )


def _calls(contents: Contents, source: Source, graph: Graph) -> Iterator[Call]:
    for one in source.calls:
        node = source.path, one.scope
        call = _call(contents, source.path, one, graph.of(*node), deep=graph.is_deep(*node))
        yield replace(call, used=True) if graph.is_used(*node) else call


def _call(contents: Contents, path: str, one: RawCall, reach: Reach, *, deep: bool = False) -> Call:
    inside = ".".join(part for part in one.scope.split(".") if part not in _BLOCKS)
    return Call(
        name=one.name,
        behaviour=one.behaviour,
        at=contents.at(path, one.line),
        reach=reach,
        arguments=one.arguments,
        inside=inside,
        origin=one.origin,
        target=one.target,
        shell=one.shell,
        deep=deep,
    )


def _started(
    contents: Contents, source: Source, graph: Graph, lookup: Lookup, reach: Reach | None = None
) -> Iterator[Started]:
    for run in source.runs:
        path = graph.find(source.path, run.path)
        if not path:
            continue
        read = lookup.sources.get(path)
        yield Started(
            path=path,
            by=contents.at(source.path, run.line),
            program=run.program,
            reach=reach or graph.of(source.path, run.scope),
            known=read is not None and read.parsed,
        )


def _path(module: Module) -> str:
    return module.path


def _order(call: Call) -> tuple[str, int, str, str, str, str]:
    return (call.at.path, call.at.line, call.name, call.inside, call.reach, str(call.arguments))
