"""One file of the project's own code, or one notebook: which habits stand where?"""

import ast
import re
import warnings
from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.own_code import Habit, Usage
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.formats.notebook import parse_notebook
from ostiary.formats.secrets import secrets
from ostiary.program.own.answers import executed_answers
from ostiary.program.own.habits import habits
from ostiary.program.own.names import Names

MAX_BYTES = 8 << 20
MAX_USAGES = 5_000

_SCRIPT_TLS = regex(
    r"rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED\W{1,6}0"
    r"|\bCERT_NONE\b|GIT_SSL_NO_VERIFY\W{1,3}(?:1|true)|PYTHONHTTPSVERIFY\W{1,4}0"
)
_QUIET = regex(
    r"(?:#|//)\s*ostiary:\s*ignore\[([A-Za-z0-9, -]+)\]\s*(.*?)(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*$"
)
_RULE = regex(r"[A-Z]{1,4}\d{3,4}")
"""A rule of the linter."""


class Own(Struct, frozen=True):
    """What one file shows; `idle` are comments that silence nothing of it.

    `exceptions` are those for the linter, by line and rule (`rule` for all): they are idle as well if the
    linter has nothing to say there.
    """

    usages: tuple[Usage, ...]
    idle: tuple[Location, ...] = ()
    exceptions: tuple[tuple[int, str, str, date | None], ...] = ()


def read_own(path: str, data: bytes) -> Own:
    """Read one file. Raises `ParseError` where it is no Python, no notebook, or too long."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"longer than {MAX_BYTES} bytes")
    if path.endswith(".ipynb"):
        return _notebook(path, data)
    text = data.decode("utf-8", "replace")
    usages = list(_plain(path, text))
    if path.endswith(".py"):
        usages += _python(path, text)
    return _silenced(path, text, _counted(usages))


def _plain(path: str, text: str) -> Iterator[Usage]:
    """What shows in any text."""
    for line, kind in secrets(text):
        yield Usage(Habit.CREDENTIAL, Location(path=path, line=line), f"{kind} stands in the code")
    for number, line_text in enumerate(text.splitlines(), 1):
        if found := _SCRIPT_TLS.search(line_text):
            what = f"`{found[0]}` switches the verification of certificates off"
            yield Usage(Habit.TLS_OFF, Location(path=path, line=number), what)


def _python(path: str, text: str, first: int = 0, cell: str = "") -> Iterator[Usage]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ParseError(f"no Python that this interpreter reads: {error}") from None
    names = Names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for habit, line, what in habits(node, names):
                yield Usage(
                    habit, Location(path=path, line=first + line if not cell else 0), what + cell
                )
    for habit, line, what in executed_answers(tree, names):
        yield Usage(habit, Location(path=path, line=first + line if not cell else 0), what + cell)


def _notebook(path: str, data: bytes) -> Own:
    usages: list[Usage] = []
    for cell in parse_notebook(data):
        where = f" (cell {cell.number})"
        for text in (cell.source, *cell.outputs):
            usages += [
                replace(one, at=Location(path=path), what=one.what + where)
                for one in _plain(path, text)
            ]
        if cell.code:
            usages += _python(path, cell.python, cell=where)
    return Own(tuple(_counted(usages)))


def _counted(usages: list[Usage]) -> list[Usage]:
    """Each once, in order. Raises `LimitError` for more than anybody would read."""
    distinct = sorted(set(usages))
    if len(distinct) > MAX_USAGES:
        raise LimitError(f"more than {MAX_USAGES} findings in one file")
    return distinct


def _silenced(path: str, text: str, usages: list[Usage]) -> Own:
    """Usages with the reasons of comments on their lines; a comment without a reason silences nothing."""
    comments = {
        number: found
        for number, line in enumerate(text.splitlines(), 1)
        if "ostiary:" in line and (found := _QUIET.search(line))
    }
    used: set[int] = set()
    shown: list[Usage] = []
    for one in usages:
        found = comments.get(one.at.line)
        if found and one.habit.value in _named(found):
            used.add(one.at.line)
            shown.append(replace(one, quiet=found[2].strip(), until=_day(found[3])))
        else:
            shown.append(one)
    idle = tuple(Location(path=path, line=line) for line in sorted(comments.keys() - used))
    exceptions = tuple(
        (line, word, found[2].strip(), _day(found[3]))
        for line, found in comments.items()
        for word in _named(found)
        if word == Habit.RULE.value or _RULE.fullmatch(word)
    )
    return Own(tuple(shown), idle, exceptions)


def _named(found: re.Match[str]) -> list[str]:
    return [word.strip() for word in found[1].split(",")]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
