"""Where does a build put files and folders of a source tree that its manifests move?"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.ini_lines import Values
from ostiary.formats.inventory.python.tables import lists_in, table_of, text_in, texts_in
from ostiary.formats.python.places import starts

MAX_MOVES = 2_000
"""Moves that the manifests of one source tree name."""

DATA = "_.data/data/"
"""Where the data of a wheel lie that land below the prefix of the environment."""

_INTO = r"""[(\[]\s*(?:[\w.]{1,60}\(\s*)?["']([^"'\n]{1,300})["']\s*\)?\s*,\s*"""
_TUPLES = regex(_INTO + r"""[\[(]([^\[\]()]{0,8000})[\])]""")
_GLOBS = regex(_INTO + r"""(?:[\w.]{1,60}\.)?i?glob\(\s*["']([^"'\n]{1,300})["']""")
_FOLDERS = regex(r"""\bpackage_dir["']?\s*[=:]\s*\{([^{}]{0,8000})\}""")
_PAIR = regex(r"""["']([\w.]{0,100})["']\s*:\s*["']([\w./-]{1,200})["']""")
_STRING = regex(r"""["']([^"'\n]{1,300})["']""")


class Move(Struct, frozen=True, order=True):
    """A file or folder below the top, and what it becomes in the wheel; there empty stands for the top."""

    source: str
    target: str


class Layout:
    """Answers where members land; `None` for those that no manifest moves."""

    def __init__(self, moves: tuple[Move, ...]) -> None:
        self._moves: dict[str, list[str]] = {}
        for one in moves:
            self._moves.setdefault(one.source, []).append(one.target)

    def targets(self, inner: str) -> Iterator[str]:
        """The paths in the wheel of a member, which lies at `inner` below the top."""
        source, rest = inner, ""
        while self._moves:
            for target in self._moves.get(source, ()):
                yield f"{target}/{rest}".strip("/") if rest else target
            if not source:
                return
            source, _, name = source.rpartition("/")
            rest = f"{name}/{rest}" if rest else name

    def starting(self, inner: str) -> str:
        """What a member becomes that Python reads or runs at every start; empty for all others."""
        for target in self.targets(inner):
            _, inside, site = target.rpartition("-packages/")
            if starts(site if inside else target):
                return target
        return ""


def moves(project: Mapping[str, Any], config: Values, setup: bytes = b"") -> tuple[Move, ...]:
    """What the tables of setuptools, hatch, pdm and poetry move, and the text of a setup.py."""
    found = dict.fromkeys(
        Move(_plain(source), _plain(target))
        for source, target in (
            *_setuptools(project, config),
            *_hatch(project),
            *_others(project),
            *_setup(setup),
        )
    )
    several = tuple(one for one in found if one.source != one.target)
    if len(several) > MAX_MOVES:
        raise LimitError(f"more than {MAX_MOVES} files and folders are moved to build it")
    return several


def _plain(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    return "/".join(one for one in parts if one not in {"", "."})


def _texts(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((key, value) for key, value in table.items() if isinstance(value, str))


def _setuptools(project: Mapping[str, Any], config: Values) -> Iterator[tuple[str, str]]:
    options = config.get("options", {})
    folders = [one.partition("=") for _, one in options.get("package_dir", [])]
    named = [(name.strip(), folder.strip()) for name, _, folder in folders]
    named += _texts(table_of(project, "tool", "setuptools", "package-dir"))
    yield from ((folder, name.replace(".", "/")) for name, folder in named)
    for where in texts_in(table_of(project, "tool", "setuptools", "packages", "find"), "where"):
        yield where, ""
    for _, where in config.get("options.packages.find", {}).get("where", []):
        yield where, ""
    given = table_of(project, "tool", "setuptools", "data-files")
    lists = [(folder, texts_in(given, folder)) for folder in given]
    for folder, lines in config.get("options.data_files", {}).items():
        lists.append((folder, tuple(one for _, text in lines for one in text.split(","))))
    for folder, files in lists:
        yield from (put(one.strip(), folder) for one in files)


def put(name: str, folder: str) -> tuple[str, str]:
    """Where a file of the data goes; names that a star stands for all lie in one folder."""
    target = f"{DATA}{folder.removeprefix('~').strip('/')}"
    above, _, last = name.rpartition("/")
    if any(one in last for one in "*?["):
        return above, target
    return name, f"{target}/{last}"


def _setup(data: bytes) -> Iterator[tuple[str, str]]:
    """Folders with the files that land there, as `data_files` of a setup.py writes them, and of packages."""
    text = data.decode("utf-8", "replace")
    if b"data_files" in data:
        for one in _TUPLES.finditer(text):
            yield from (put(name, one[1]) for name in _STRING.findall(one[2]))
        for one in _GLOBS.finditer(text):
            yield put(one[2], one[1])
    if b"package_dir" in data:
        for held in _FOLDERS.finditer(text):
            for one in _PAIR.finditer(held[1]):
                yield one[2], one[1].replace(".", "/")


def _hatch(project: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    build = table_of(project, "tool", "hatch", "build")
    for table in (build, table_of(build, "targets", "wheel")):
        yield from _texts(table_of(table, "force-include"))
        yield from _texts(table_of(table, "sources"))
        yield from ((one, "") for one in texts_in(table, "sources"))
        for one in texts_in(table, "packages"):
            yield one, one.rstrip("/").rpartition("/")[2]
        for source, target in _texts(table_of(table, "shared-data")):
            yield source, DATA + target
        for source, target in _texts(table_of(table, "shared-scripts")):
            yield source, f"_.data/scripts/{target}"


def _others(project: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if folder := text_in(table_of(project, "tool", "pdm", "build"), "package-dir"):
        yield folder, ""
    for one in lists_in(table_of(project, "tool", "poetry"), "packages"):
        if isinstance(one, Mapping) and (folder := text_in(one, "from")):
            yield folder, text_in(one, "to")
    packages = table_of(project, "tool", "scikit-build", "wheel", "packages")
    yield from ((folder, name) for name, folder in _texts(packages))
