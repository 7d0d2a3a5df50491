"""What does a line of a script say, once the variables in it are filled in that are known?"""

import re

from msgspec import Struct, field

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine

MAX_LINE = 4000  # characters of one line, variables filled in

_SET = regex(
    r"(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=((?:\"[^\"]*\"|'[^']*'|[^\s;&|\"'])*)"
)
_SET_BATCH = regex(r"set\s+\"?([A-Za-z_]\w*)=([^\"&|]*)\"?", re.IGNORECASE)
_VARIABLE = regex(r"\$\{?([A-Za-z_]\w*)\}?|%([A-Za-z_]\w*)%|!([A-Za-z_]\w*)!")


class Line(Struct):
    """Stands for a node of a tree: where what happens stands."""

    lineno: int = 0


class Shell(Struct):
    """One script while it is followed; what it fetched is known to the whole package."""

    m: Machine
    frame: Frame
    name: str
    at: Line
    known: dict[str, str] = field(default_factory=dict)
    deep: int = 0


def whole_lines(text: str) -> str:
    """A script in which no line is continued on the next one."""
    return text.replace("\r\n", "\n").replace("\\\n", " ").replace("^\n", "")


def filled(shell: Shell, text: str) -> str:
    """The line with the variables that are known; assignments in it count from here on."""
    filled = _VARIABLE.sub(lambda one: _value(shell, one), text)
    if len(filled) > MAX_LINE:
        shell.m.cut(shell.frame, "it has a line of a script that is longer than what is looked at")
        filled = filled[:MAX_LINE]
    for pattern in (_SET_BATCH, _SET):
        for found in pattern.finditer(filled[:1000]):
            if "$(" not in found[2] and "`" not in found[2]:
                shell.known[found[1].lower()] = found[2].replace('"', "").replace("'", "")[:1000]
    return filled


def _value(shell: Shell, one: "re.Match[str]") -> str:
    name = next(group for group in one.groups() if group)
    return shell.known.get(name.lower(), one[0])
