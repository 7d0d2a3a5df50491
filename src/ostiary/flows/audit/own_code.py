"""The project's own code: our checks for code around models, and the linter's security rules."""

from collections.abc import Iterator
from pathlib import Path

from ostiary.core.audit import Place
from ostiary.core.errors import OstiaryError, ParseError
from ostiary.core.facts.own_code import Habit, OwnCode, Usage
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.core.world import World
from ostiary.program.own.read import MAX_BYTES, read_own
from ostiary.subjects.places.ruff import lint
from ostiary.subjects.places.walk import read_within

_READ = (
    ".py",
    ".ipynb",
    ".js",
    ".mjs",
    ".cjs",
    ".ts",
    ".sh",
    ".env",
    ".toml",
    ".yaml",
    ".yml",
    ".cfg",
    ".ini",
)
"""Suffixes of files in which habits or secrets are looked for; Python and notebooks are parsed."""


def read_code(place: Place, own: tuple[str, ...], world: World, progress: Progress) -> OwnCode:
    """Read the own files of a place: what lies in no environment and no `node_modules`."""
    root = Path(place.path)
    files = [path for path in own if path.endswith(_READ) or path.rpartition("/")[2] == ".env"]
    progress.start("own code", len(files))
    usages: list[Usage] = []
    unread: list[tuple[str, str]] = []
    idle: list[Location] = []
    gone: set[str] = set()
    for path in files:
        try:
            data = read_within(root, path, MAX_BYTES)
            found = read_own(path, data)
            usages += found.usages
            idle += found.idle
        except ParseError as error:
            unread.append((path, error.message))
        except OSError as error:
            unread.append((path, error.strerror or "unreadable"))
            gone.add(path)
        progress.step("own code")
    python = [path for path in files if path.endswith(".py") and path not in gone]
    try:
        usages += _linted(root, python, world)
    except OstiaryError as error:
        unread.append((".", f"{error.message}; {error.hint}" if error.hint else error.message))
    progress.stop("own code")
    return OwnCode(
        Location(path="."),
        world.now.date(),
        tuple(sorted(set(usages))),
        tuple(unread),
        tuple(sorted(idle)),
        len(files),
    )


def _linted(root: Path, files: list[str], world: World) -> Iterator[Usage]:
    if not files:
        return
    for one in lint(root, files, world.environ):
        at = Location(path=one.path, line=one.line)
        yield Usage(Habit.RULE, at, f"{one.rule}: {one.message}", one.rule)
