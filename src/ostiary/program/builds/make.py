"""Which lines of a makefile run for the targets that somebody asks for?"""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex

MAX_RULES = 500  # that are followed from one call
MAX_LONG = 20_000  # characters of one line, and of what is filled into it

_LONG = "it has a line that is longer than what is read"
MAKERS = frozenset({"make", "gmake", "bmake", "nmake", "mingw32-make"})
NAMES = ("GNUmakefile", "makefile", "Makefile")
"""What `make` looks for, in this order."""
_SET = regex(r"^(?:export\s+|override\s+)?([\w.-]+)\s*(?:\?|:{1,3}|\+|!)?=\s*(.*)$")
_RULE = regex(r"^([^\t\s#:=][^#:=]*)::?(?!=)\s*([^#;]*)(?:;(.*))?$")
_VARIABLE = regex(
    r"\$(?:\((?:call[ \t]+)?(\w[\w.-]*)(?:,[^()\n]{0,400})?\)|\{(?:call[ \t]+)?(\w[\w.-]*)\}|(@|<|\^|\$))"
)
_DEFINE = regex(r"^(?:override\s+|export\s+)?define\s+([\w.-]+)")
_INCLUDE = regex(r"^[-s]?include[ \t]+(.+)$")
_SHELL = regex(r"\$[({]shell\s+([^\n]*)[)}]|^[\w.-]+\s*!=\s*(.+)$")


class _Rule(Struct):
    needs: list[str]
    lines: list[tuple[int, str]] = field(default_factory=list)


def make_lines(text: str, targets: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Lines for a shell, each with its number: what runs while the file is read, then what the targets need.

    Without targets the first one of the file is meant, as for `make` itself. Raises `LimitError`.
    """
    known = {"MAKE": "make", "SHELL": "sh", "CURDIR": "."}
    rules: dict[str, _Rule] = {}
    at: list[_Rule] = []
    for number, line in _outside(text, known):
        if len(line) > MAX_LONG:
            raise LimitError(_LONG)
        for found in _SHELL.finditer(line):
            yield number, _filled(found[1] or found[2] or "", known)
        if line.startswith("\t"):
            for rule in at:
                rule.lines.append((number, line.strip().lstrip("@-+")))
        elif (put := _SET.match(line)) is not None:
            known[put[1]] = put[2]
        elif (head := _RULE.match(line)) is not None:
            at = [rules.setdefault(one, _Rule([])) for one in _filled(head[1], known).split()]
            for rule in at:
                rule.needs += _filled(head[2], known).split()
                rule.lines += [(number, head[3].strip())] if head[3] else []
    yield from _needed(rules, targets, known)


def included(text: str) -> Iterator[str]:
    """The names of the files that a makefile goes on with, as far as they stand there."""
    known = {"CURDIR": "."}
    for _, line in _joined(text):
        if len(line) > MAX_LONG:
            continue  # who follows the lines says so
        if (put := _SET.match(line)) is not None:
            known[put[1]] = put[2]
        elif (found := _INCLUDE.match(line)) is not None:
            yield from _filled(found[1], known).split()


def _outside(text: str, known: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The lines, without those of variables that have several; such variables are known from there on."""
    name = ""
    for number, line in _joined(text):
        if name and line.strip() == "endef":
            name = ""
        elif name:
            found = f"{known[name]}\n{line.strip().lstrip('@-+')}".strip()
            if len(found) > MAX_LONG:
                raise LimitError(_LONG)
            known[name] = found
        elif (head := _DEFINE.match(line)) is not None:
            name = head[1]
            known[name] = ""
        else:
            yield number, line


def _needed(
    rules: dict[str, _Rule], targets: tuple[str, ...], known: dict[str, str]
) -> Iterator[tuple[int, str]]:
    first = next((one for one in rules if not one.startswith(".")), "")
    waiting = [one for one in targets if one in rules] or [first]
    seen: set[str] = set()
    while waiting:
        if len(seen) > MAX_RULES:
            raise LimitError("it has more rules than are followed")
        name = waiting[0]
        rule = rules.get(name)
        if rule is not None and name not in seen:  # what it needs comes before it
            seen.add(name)
            waiting = [*(one for one in rule.needs if one not in seen), *waiting]
            continue
        waiting.pop(0)
        for number, line in rule.lines if rule is not None else ():
            yield number, _filled(line, known)
        rules.pop(name, None)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines that a backslash continues, as one."""
    held, first = "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        first = first or number
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        yield first, held + line
        held, first = "", 0
    if held:
        yield first, held


def _filled(text: str, known: dict[str, str]) -> str:
    """The same with its variables filled in. Raises `LimitError`: a part of it would be another line."""
    room = MAX_LONG

    def value(one: "re.Match[str]") -> str:
        nonlocal room
        if one[3]:
            return "$" if one[3] == "$" else one[0]
        found = known.get(one[1] or one[2], one[0])
        room -= len(found)
        if room < 0:
            raise LimitError(_LONG)
        return found

    for _ in range(3):
        filled = _VARIABLE.sub(value, text)
        if filled == text:
            break
        text = filled
    return text
