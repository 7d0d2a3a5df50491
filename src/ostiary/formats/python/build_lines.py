"""Which commands do the manifests of a source tree hand to a build back end and its plug-ins?

Sources: the manuals of hatchling, hatch-build-scripts, hatch-jupyter-builder, jupyter-packaging,
hatch-autorun, setuptools-scm, scikit-build-core, meson-python, maturin and setuptools.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.tables import lists_in, table_of, text_in, texts_in
from ostiary.formats.python.build_hooks import MAX_HOOKS, Declared, by_setuptools, hatch_tables

AT_START = "hatch-autorun"
"""What stands for code that every start of the interpreter runs."""

_NPM = ("preinstall", "install", "postinstall", "prepare")
_TOLD = regex(r"^(?:-D)?[\w.:-]{1,200}=([\s\S]+)$")
_INSTEAD = regex(
    r"(?:\b|-C)(?:linker|rustc|rustdoc|rustc-wrapper|rustc-workspace-wrapper|runner)"
    r"[ ]*=[ ]*[\"']?([^\s\"',]{1,400})"
)
_IN_PLACE = (("build_ext", "swig"), ("build", "executable"), ("build_scripts", "executable"))
_PATH = regex(r"[\s/\\]|\.(?:sh|bash|bat|cmd|ps1|py)$")


class Line(Struct, frozen=True):
    """A command that a back end runs: its words, or one text for a shell; `what` is the table.

    `file` is the manifest that says so, below the top.
    """

    what: str
    words: tuple[str, ...]
    line: int = 1
    file: str = "pyproject.toml"


def declared_lines(told: Declared, text: str, config: str) -> tuple[Line, ...]:
    """The commands in pyproject.toml and setup.cfg, of which these are the texts."""
    found: list[Line] = []
    for heads, reader in _FAMILIES:
        if told.in_tree or told.backend.startswith(heads) or (not heads and by_setuptools(told)):
            found += reader(told)
    found = list(dict.fromkeys(found))
    if len(found) > MAX_HOOKS:
        raise LimitError(f"more than {MAX_HOOKS} commands are run to build it")
    texts = {"setup.cfg": config}
    return tuple(
        replace(one, line=_line(texts.get(one.file, text), one.words[-1])) for one in found
    )


def _line(text: str, command: str) -> int:
    """Where a command stands, if it is spelled there as it is meant."""
    first = command.strip().partition("\n")[0]
    return text.count("\n", 0, max(text.find(first), 0)) + 1


def _hatch(told: Declared) -> Iterator[Line]:
    version = told.tool("hatch", "version")
    if text_in(version, "source") == "code" and text_in(version, "expression"):
        yield Line("tool.hatch.version", ("python", "-c", text_in(version, "expression")))
    yield from _described(table_of(version, "raw-options"))
    for table in hatch_tables(told):
        hooks = table_of(table, "hooks")
        for one in lists_in(table_of(hooks, "build-scripts"), "scripts"):
            several = texts_in(one, "commands") if isinstance(one, Mapping) else ()
            for command in several:
                yield Line("build-scripts", (command,))
        builder = table_of(hooks, "jupyter-builder")
        if builder:
            yield from _npm("jupyter-builder", table_of(builder, "build-kwargs"))
            yield from _npm("jupyter-builder", table_of(builder, "editable-build-kwargs"))
        if code := text_in(table_of(hooks, "autorun"), "code"):
            yield Line(AT_START, (code,))


def _npm(what: str, table: Mapping[str, Any]) -> Iterator[Line]:
    """What a package.json runs when its folder is installed and built."""
    path = text_in(table, "path") or text_in(table, "source_dir")
    below = ("--prefix", path) if path not in {"", "."} else ()
    for name in dict.fromkeys((*_NPM, text_in(table, "build_cmd") or "build")):
        yield Line(what, ("npm", "run", name, *below))


def _described(table: Mapping[str, Any]) -> Iterator[Line]:
    """The command that is to describe a checkout, in the place of `git describe`."""
    tables = (table, table_of(table, "scm", "git"))
    for one, key in zip(tables, ("git_describe_command", "describe_command"), strict=True):
        words = texts_in(one, key) or tuple(filter(None, [text_in(one, key)]))
        if words:
            yield Line(key, words)


def _setuptools(told: Declared) -> Iterator[Line]:
    for name in ("setuptools_scm", "setuptools-scm"):
        yield from _described(told.tool(name))
    builder = told.tool("jupyter-packaging")
    if builder:
        yield from _npm("jupyter-packaging", table_of(builder, "build-args"))
    for section, key in _IN_PLACE:
        for value in told.option(section, key):
            yield Line(f"{section}.{key}", (value,), file="setup.cfg")
    for key, option in (("index_url", "--index-url"), ("find_links", "--find-links")):
        for value in told.option("easy_install", key):
            if "://" in value:  # where what `setup_requires` names is fetched from
                words = "pip", "install", "-r", "setup_requires", option, value
                yield Line(f"easy_install.{key}", words, file="setup.cfg")


def _scikit(told: Declared) -> Iterator[Line]:
    top = told.tool("scikit-build")
    several = [top, *(one for one in lists_in(top, "overrides") if isinstance(one, Mapping))]
    for table in several:
        cmake = table_of(table, "cmake")
        define = table_of(cmake, "define")
        values = [text_in(define, key) for key in define]
        values += [found[1] for one in texts_in(cmake, "args") if (found := _TOLD.match(one))]
        yield from (Line("cmake", (one,)) for one in values if _PATH.search(one))


def _meson(told: Declared) -> Iterator[Line]:
    args = told.tool("meson-python", "args")
    for key in args:
        for one in texts_in(args, key):
            if (found := _TOLD.match(one)) is not None and _PATH.search(found[1]):
                yield Line("meson", (found[1],))


def _maturin(told: Declared) -> Iterator[Line]:
    table = told.tool("maturin")
    for key in ("config", "rustc-args", "rustc-extra-args", "cargo-extra-args"):
        for one in texts_in(table, key) or (text_in(table, key),):
            yield from (Line(key, (found[1],)) for found in _INSTEAD.finditer(one))


_FAMILIES: tuple[tuple[tuple[str, ...], Callable[[Declared], Iterator[Line]]], ...] = (
    (("hatch",), _hatch),
    (("scikit_build_core",), _scikit),
    (("mesonpy",), _meson),
    (("maturin",), _maturin),
    ((), _setuptools),
)
"""How the names of back ends begin, and who reads their tables."""
