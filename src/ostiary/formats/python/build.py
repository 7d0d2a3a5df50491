"""How is a Python source distribution built, and what of it runs then?"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex
from ostiary.formats.plain import plain_text
from ostiary.formats.python.build_hooks import Hook
from ostiary.formats.python.build_lines import Line
from ostiary.formats.python.entry_points import EntryPoint
from ostiary.formats.python.source_layout import Move

MAX_BYTES = 1 << 20
MAX_SETUP = 4 << 20
MAX_ITEMS = 1_000
COMPUTED = "<computed>"
"""Stands for what only running a setup.py would show."""
MAX_PARTS = 500
"""Parts of one dotted key: `tomllib` takes time by their square."""

_CALL = regex(
    r"\bsetup_requires\b[\"']?\s*[=:]\s*(\[[^\]]{0,8000}\]|\([^)]{0,8000}\)|[^\s,]{1,200})"
)
_STRING = regex(r"""(["'])([^"'\n]{1,500})\1""")
_NATIVE = {
    "CMakeLists.txt": "cmake",
    "meson.build": "meson",
    "Cargo.toml": "cargo",
    "configure": "configure",
}


class PythonBuild(Struct, frozen=True):
    """How one sdist is built. `build_backend` is empty where none is declared.

    `backend_path` are folders of the sdist that hold its own back end; `setup_requires` what a
    `setup.py` or `setup.cfg` makes setuptools fetch on its own, with `<computed>` for an expression;
    `native` names build systems whose files are there, and `path` is the prefix of all members.
    `hooks` and `lines` are code of the tree and commands that the back end runs because it is told to,
    `moves` the files and folders that it puts elsewhere; `asked` are requirements by place that stand in
    code which says what building needs, `needed` those by place of what is built, and
    `points` its entry points.
    """

    filename: str
    has_setup_py: bool
    build_backend: str = ""
    backend_path: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    setup_requires: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    setup_path: str = ""
    project_path: str = ""
    hooks: tuple[Hook, ...] = ()
    lines: tuple[Line, ...] = ()
    moves: tuple[Move, ...] = ()
    asked: tuple[str, ...] = ()
    needed: tuple[Requirement, ...] = ()
    points: tuple[EntryPoint, ...] = ()


class BuildSystem(Struct, frozen=True):
    """The table `build-system` of a `pyproject.toml`."""

    backend: str = ""
    backend_path: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def parse_toml(data: bytes) -> Mapping[str, Any]:
    """A TOML document. Raises `ParseError` or `LimitError`, and never takes long."""
    text = plain_text(data, MAX_BYTES, "pyproject.toml")
    if any(part.count(".") > MAX_PARTS for part in re.split(r"[\n=]", text)):
        raise LimitError(f"pyproject.toml has a key of more than {MAX_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise LimitError("pyproject.toml is nested too deeply") from error
    except ValueError as error:
        raise ParseError(f"pyproject.toml is no TOML: {error}") from error


def read_build_system(document: Mapping[str, Any]) -> BuildSystem:
    """The table `build-system`; wrong types raise `ParseError`, as installers refuse them too."""
    table = document.get("build-system", {})
    if not isinstance(table, dict):
        raise ParseError("build-system in pyproject.toml is no table")
    backend = table.get("build-backend", "")
    if not isinstance(backend, str):
        raise ParseError("build-backend in pyproject.toml is no text")
    return BuildSystem(backend, _texts(table, "backend-path"), _texts(table, "requires"))


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ParseError(f"{key} in pyproject.toml is no list of texts")
    if len(value) > MAX_ITEMS:
        raise LimitError(f"{key} in pyproject.toml has more than {MAX_ITEMS} entries")
    return tuple(value)


def setup_py_requires(data: bytes) -> tuple[str, ...]:
    """What `setup_requires` in a `setup.py` names, by its text alone; nothing is executed."""
    text = re.sub(r"(?m)^[ \t]*#.*$", "", plain_text(data, MAX_SETUP, "setup.py"))
    if text.count("setup_requires") > MAX_ITEMS:
        raise LimitError(f"setup.py names setup_requires more than {MAX_ITEMS} times")
    found: list[str] = []
    for match in _CALL.finditer(text):
        names = [one[1] for one in _STRING.findall(match[1])]
        empty = match[1] in {"[]", "()", "None"}
        found += names or ([] if empty else [COMPUTED])
    return tuple(dict.fromkeys(found))[:MAX_ITEMS]


def setup_cfg_requires(data: bytes) -> tuple[str, ...]:
    """What `setup_requires` in the section `options` of a `setup.cfg` names."""
    return config_list(data, "options", "setup_requires")


def config_list(data: bytes, section: str, key: str) -> tuple[str, ...]:
    """One value of a `setup.cfg` as its lines. Lines that no reader understands are passed over."""
    here = reading = False
    found: list[str] = []
    for line in plain_text(data, MAX_BYTES, "setup.cfg").splitlines():
        text = line.strip()
        if text.startswith(("#", ";")) or not text:
            continue
        if text.startswith("[") and not line[0].isspace():
            here, reading = text == f"[{section}]", False
        elif here and not line[0].isspace():
            name, _, value = (
                text.replace(":", "=", 1).partition("=") if "=" not in text else text.partition("=")
            )
            reading = name.strip().lower().replace("-", "_") == key
            found += [value.strip()] if reading and value.strip() else []
        elif reading:
            found.append(text)
    return tuple(part.strip() for one in found for part in one.split(";;"))[:MAX_ITEMS]


def native_hints(
    names: frozenset[str], setup: bytes = b"", requires: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Build systems for native code, by the names of files at the top, and by what a setup.py speaks of.

    `requires` is what building needs.
    """
    named = {hint for name, hint in _NATIVE.items() if name in names}
    setup += b"\n" + "\n".join(requires).replace("-", "_").encode("utf-8", "replace")
    spoken = {hint for hint, words in _TOOLS.items() if words.search(setup)}
    return tuple(sorted(named | spoken))


_TOOLS = {
    "cmake": regex(rb"(?i)\bcmake\b|\bskbuild\b|\bscikit_build"),
    "meson": regex(rb"\bmeson(?:_python)?\b"),
    "cargo": regex(rb"\bsetuptools_rust\b|\bRustExtension\b|\bcargo\b|\bmaturin\b"),
}
"""What a setup.py says that has one of these tools build something."""
