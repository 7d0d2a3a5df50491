"""Which commands does the source of an extension in C start, as far as they stand there as texts?"""

import re
from collections.abc import Iterator

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.builds.step import UNKNOWN, Lines, Step

MAX_SIGNS = 400  # of the arguments of one call

_TEXT = r"(?:u8|[uUL])?\"((?:[^\"\\\n]|\\.)*)\""
_CALL = regex(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|"
    + _TEXT
    + r"|(?<![\w.>])(?P<name>_?_?w?(?:system|popen)|execl[ep]?|execv[ep]?"
    r"|posix_spawnp?|WinExec|ShellExecute(?:Ex)?[AW]?|CreateProcess[AW]?"
    r"|PyRun_(?:Simple)?String(?:Flags)?|Py_CompileString)\s*\(",
    re.DOTALL,
)
_TOKEN = regex(r"//[^\n]*|/\*.*?(?:\*/|\Z)|" + _TEXT + r"|[(),;{}]|[^\s(),;{}\"]+", re.DOTALL)
_ESCAPE = regex(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_ANY = regex(
    r"system|popen|exec[lv]|posix_spawn|WinExec|ShellExecute|CreateProcess|PyRun_|Py_CompileString"
)
EMBEDDED = frozenset(
    {
        *("PyRun_String", "PyRun_StringFlags", "PyRun_SimpleString", "PyRun_SimpleStringFlags"),
        "Py_CompileString",
    }
)
"""Functions of the interpreter that execute a text."""

_LINES = ("system", "popen", *EMBEDDED)

AT_LOADING = regex(
    r"__attribute__\s*\(\(\s*(?:__)?constructor|\bDllMain\b|\.init_array|#\s*pragma\s+init_seg"
)
"""What makes a function of a library run when that is loaded."""


def native_steps(text: str) -> Iterator[Step]:
    """Calls of functions that start programs, with the texts among their arguments. Raises `LimitError`."""
    if not _ANY.search(text):
        return
    lines = Lines(text)
    for found in _CALL.finditer(text):
        name = found["name"]
        if name is None:
            continue
        words = [one for one in _words(text, found.end()) if one]
        whole = name.endswith(_LINES)
        if any(one != UNKNOWN for one in words[: 1 if whole else None]):
            yield Step(
                lines.at(found.start("name")),
                name,
                tuple(words[:1] if whole else _argv(name, words)),
                whole,
            )


def _argv(name: str, words: list[str]) -> list[str]:
    """The command among the arguments: the word behind the path of a program is its name once more."""
    if name.startswith("exec") and len(words) > 1:
        return [words[0], *words[2:]]
    return words


def _words(text: str, place: int) -> Iterator[str]:
    """The arguments of a call; texts that stand side by side are one."""
    deep, held, told = 1, "", False
    for count, one in enumerate(_TOKEN.finditer(text, place)):
        sign = one[0]
        if one[1] is not None:
            held, told = held + _ESCAPE.sub(_sign, one[1]), True
        elif sign in {",", ")"} and deep == 1:
            yield held
            held, told = "", False
            if sign == ")":
                return
        elif sign in {";", "{", "}"}:
            return
        elif count > MAX_SIGNS:
            raise LimitError("it has a call with more arguments than are read")
        elif not sign.startswith(("//", "/*")):
            deep += (sign == "(") - (sign == ")")
            held = held if told or sign in {"(", ")", "NULL", "0"} else UNKNOWN


def _sign(one: "re.Match[str]") -> str:
    if one[1] or one[2]:
        return chr(int(one[1], 16) if one[1] else int(one[2], 8))
    return _SIGNS.get(one[3], one[3])
