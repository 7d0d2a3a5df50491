"""The project's own code: our checks for code around models, and the linter's security rules."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.audit import Place
from ostiary.core.errors import OstiaryError, ParseError
from ostiary.core.facts.own_code import Habit, OwnCode, Usage
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.core.world import World
from ostiary.program.own.read import MAX_BYTES, read_own
from ostiary.subjects.places.ruff import lint
from ostiary.subjects.places.walk import read_within

MAX_NAMED = 20
"""Places that a note names; the others are counted, and are findings anyway."""

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
    idle: set[Location] = set()
    gone: set[str] = set()
    excepted: Excepted = {}
    for path in files:
        try:
            data = read_within(root, path, MAX_BYTES)
            found = read_own(path, data)
            usages += found.usages
            idle.update(found.idle)
            excepted |= {
                (path, line, word): (why, end) for line, word, why, end in found.exceptions
            }
        except ParseError as error:
            unread.append((path, error.message))
        except OSError as error:
            unread.append((path, error.strerror or "unreadable"))
            gone.add(path)
        progress.step("own code")
    python = [path for path in files if path.endswith(".py") and path not in gone]
    try:
        for one in _linted(root, python, world):
            usages.append(_with_reason(one, excepted, idle))
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


Excepted = dict[tuple[str, int, str], tuple[str, date | None]]
"""Reason and end of comments for the linter, by path, line, and rule or `rule` for all."""


def _with_reason(one: Usage, excepted: Excepted, idle: set[Location]) -> Usage:
    """A finding of the linter with the reason and the end of a comment of ours on its line."""
    for word in (one.rule, Habit.RULE.value):
        found = excepted.get((one.at.path, one.at.line, word))
        if found is not None:
            idle.discard(Location(path=one.at.path, line=one.at.line))
            return replace(one, quiet=found[0], until=found[1])
    return one


def comments(code: OwnCode) -> Iterator[str]:
    """Notes on comments: those that hide something from the linter, those of ours that silence nothing."""
    found = [one.at for one in code.usages if one.silenced]
    if found:
        yield (
            f"{len(found)} of the linter's findings were silenced by the author (`noqa`) and are shown"
            f" all the same: {_named(found)}; a comment `ostiary: ignore[rule] REASON until DAY`, or triage,"
            " accepts one"
        )
    if code.idle:
        yield f"{len(code.idle)} comments for ostiary silence nothing: {_named(code.idle)}; remove them"


def _named(places: Sequence[Location]) -> str:
    more = f" and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else ""
    return ", ".join(f"`{one}`" for one in places[:MAX_NAMED]) + more


def _linted(root: Path, files: list[str], world: World) -> Iterator[Usage]:
    if not files:
        return
    for one in lint(root, files, world.environ):
        at = Location(path=one.path, line=one.line)
        yield Usage(Habit.RULE, at, f"{one.rule}: {one.message}", one.rule, silenced=one.silenced)
