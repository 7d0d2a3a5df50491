"""How is one source tree built, by all of its manifests together?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ostiary.core.regex import regex
from ostiary.formats.contents import Contents
from ostiary.formats.inventory.python.tables import table_of
from ostiary.formats.python.build import (
    MAX_ITEMS,
    PythonBuild,
    native_hints,
    parse_toml,
    read_build_system,
    setup_cfg_requires,
    setup_py_requires,
)
from ostiary.formats.python.build_hooks import (
    LEGACY_BACKEND,
    Declared,
    declared_hooks,
    read_config,
)
from ostiary.formats.python.build_lines import declared_lines
from ostiary.formats.python.entry_points import EntryPoint, parse_entry_points
from ostiary.formats.python.needed import needed
from ostiary.formats.python.source_layout import moves
from ostiary.formats.python.tree_points import tree_points

Bytes = Callable[[str], bytes | None]
"""Gives the bytes of a member that is no manifest by its name; None where they were not kept."""

_PLACE = regex(
    rb"""["']([A-Za-z0-9][\w.-]{0,100}(?:\[[\w., -]{0,100}\])?[ ]?@[ ]?"""
    rb"""(?:https?|ftp|file|git|(?:git|hg|svn|bzr)\+\w{1,10})://[^\s"'\\]{1,400})["']"""
)
"""A text that names a requirement by its place."""
_ASKS = (b"get_requires_for_build_", b"def dependencies")


def read_build(
    contents: Contents, prefix: str, texts: Mapping[str, bytes], more: Bytes
) -> PythonBuild:
    """The build of an sdist whose members begin with `prefix`; `texts` are those of its manifests.

    Raises `ParseError` or `LimitError`.
    """
    paths = {row.path for row in contents.files if row.depth == 0}
    project, setup = f"{prefix}pyproject.toml", f"{prefix}setup.py"
    document = _with_hatch(parse_toml(texts.get(project, b"")), texts.get(f"{prefix}hatch.toml"))
    system = read_build_system(document)
    options = texts.get(f"{prefix}setup.cfg", b"")
    config = read_config(options)
    asks = setup_py_requires(texts.get(setup, b"")) + setup_cfg_requires(options)
    backend = system.backend or LEGACY_BACKEND
    told = Declared(backend, bool(system.backend_path), document, config, _points(texts))
    hooks = declared_hooks(told)
    files = [prefix + one.file for one in hooks if one.file]
    files += backend_files(system.backend, system.backend_path, prefix, paths)
    tops = {contents.inner(one) for one in paths}
    return PythonBuild(
        filename=contents.filename,
        has_setup_py=setup in paths,
        build_backend=system.backend,
        backend_path=system.backend_path,
        requires=system.requires,
        setup_requires=tuple(dict.fromkeys(asks)),
        native=native_hints(
            frozenset(one for one in tops if "/" not in one),
            texts.get(setup, b""),
            system.requires,
        ),
        setup_path=setup if setup in paths else "",
        project_path=project if project in paths else "",
        hooks=hooks,
        lines=declared_lines(told, _decoded(texts, project), options.decode("utf-8", "replace")),
        moves=moves(document, config, texts.get(setup, b"")),
        asked=tuple(dict.fromkeys(one for path in files for one in _asked(more(path) or b""))),
        needed=needed(document, config, texts.get(setup, b""), lambda one: more(prefix + one)),
        points=tree_points(document, config, texts.get(setup, b""), told.points),
    )


def _decoded(texts: Mapping[str, bytes], path: str) -> str:
    return texts.get(path, b"").decode("utf-8", "replace")


def _with_hatch(document: Mapping[str, Any], data: bytes | None) -> Mapping[str, Any]:
    """The tables of pyproject.toml with those of a hatch.toml, which hatch takes before its own there."""
    if data is None:
        return document
    tool = table_of(document, "tool")
    hatch = {**table_of(tool, "hatch"), **parse_toml(data)}
    return {**document, "tool": {**tool, "hatch": hatch}}


def backend_files(
    backend: str, folders: tuple[str, ...], prefix: str, paths: set[str]
) -> Iterator[str]:
    """The files of a build back end that comes inside the sdist itself."""
    module = backend.partition(":")[0].replace(".", "/")
    for folder in folders if module else ():
        where = f"{prefix}{folder.strip('/')}/" if folder.strip("./") else prefix
        for path in (f"{where}{module}.py", f"{where}{module}/__init__.py"):
            if path in paths:
                yield path


def _points(texts: Mapping[str, bytes]) -> tuple[EntryPoint, ...]:
    """The entry points of an earlier build that came along: setuptools finds them beside the sources."""
    paths = sorted(one for one in texts if one.endswith(".egg-info/entry_points.txt"))
    return tuple(one for path in paths for one in parse_entry_points(texts[path]))


def _asked(data: bytes) -> tuple[str, ...]:
    """Requirements by place that code names which an installer asks what building needs."""
    if not any(one in data for one in _ASKS):
        return ()
    found = (one[1].decode("utf-8", "replace") for one in _PLACE.finditer(data))
    return tuple(dict.fromkeys(found))[:MAX_ITEMS]
