"""Which files do an artifact's own sources load or run, wherever those lie and whatever they are called?"""

from collections.abc import Iterable, Iterator

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents, Kind
from ostiary.program.lookup import Lookup
from ostiary.program.model import Program
from ostiary.program.record import Source
from ostiary.program.roots import Roots

MACHINE = frozenset({Kind.NATIVE, Kind.WASM, Kind.BYTECODE})
_MOMENTS = {reach: number for number, reach in enumerate(Reach)}
_EXTENSION = regex(
    r"(?:\.cpython-[\w-]+|\.pypy[\w-]+|\.abi3|\.cp\d+-\w+)?\.(?:so|pyd|dll|dylib|pycx?|pyo)"
)


def worst(*moments: Reach) -> Reach:
    """The earliest of several moments."""
    return min(moments, key=_MOMENTS.__getitem__)


def moments(
    contents: Contents, sources: Iterable[Source], program: Program, roots: Roots
) -> dict[str, Reach]:
    """The earliest moment at which each file is loaded or run by another one, by path.

    Tests and data are no place to hide: what an `__init__` imports out of a folder of tests runs with it.
    """
    found: dict[str, Reach] = {}
    for path, reach in _told(contents, sources, program, roots):
        found[path] = worst(reach, found.get(path, reach))
    return found


def _told(
    contents: Contents, sources: Iterable[Source], program: Program, roots: Roots
) -> Iterator[tuple[str, Reach]]:
    modules = {one.path: one.reach for one in program.modules}
    yield from modules.items()
    # Start-up lines and hooks have calls too, but stand in files that were read for them line by line.
    yield from ((one.at.path, one.reach) for one in program.calls if one.at.path in modules)
    yield from ((one.path, one.reach) for one in program.started)
    yield from ((path, Reach.CALL) for path in roots.bins)
    kept = list(sources)
    lookup = Lookup(contents, kept)
    compiled = _compiled(contents)
    names = {key.rpartition("/")[2] for key in compiled}
    for source in kept:
        when = modules.get(source.path, Reach.CALL)
        python = source.language == "python"
        for item in source.imports:
            if python and names.isdisjoint(item.module.split(".")):
                continue
            reach = worst(when, Reach.CALL) if item.scope and when is not Reach.TEST else when
            if python:
                yield from ((one, reach) for one in _modules(source.path, item.module, compiled))
            else:
                yield from ((one, reach) for one in lookup.modules(source.path, item.module))


def _compiled(contents: Contents) -> dict[str, list[str]]:
    """The files that Python can import without source, by path without extension."""
    found: dict[str, list[str]] = {}
    for row in contents.files:
        folder, _, name = row.path.rpartition("/")
        match = _EXTENSION.search(name)
        if match and match.end() == len(name):
            stem = f"{folder.removesuffix('__pycache__').rstrip('/')}/{name[: match.start()]}"
            for key in {stem.lstrip("/"), contents.inner(stem.lstrip("/"))}:
                found.setdefault(key, []).append(row.path)
                found.setdefault(key.removeprefix("src/"), []).append(row.path)
    return found


def _modules(path: str, module: str, compiled: dict[str, list[str]]) -> Iterator[str]:
    """The compiled files that running `import module` in the file at `path` may load."""
    tail = module.lstrip(".")
    level = len(module) - len(tail)
    parts = tail.split(".") if tail else []
    base = path.split("/")[:-level] if level else []
    for count in range(1, len(parts) + 1):
        yield from compiled.get("/".join([*base, *parts[:count]]), ())
