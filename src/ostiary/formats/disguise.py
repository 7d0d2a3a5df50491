"""Is a text whose name claims data really a program?"""

import re
from collections.abc import Iterable
from itertools import islice

from ostiary.core.regex import regex
from ostiary.formats.contents import Kind

MAX_LINES = 300
"""Lines looked at, blank ones and those that start with `#` left out."""
MAX_LINE = 2000
_SHARE = 0.7

_LINES = regex(r"^[ \t]*([^\s#][^\n]*)", re.MULTILINE)
_PYTHON_STRONG = regex(
    r"^(?:from\s+[\w.]+\s+import\s+[\w*(]|import\s+[\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+)*\s*(?:;|#|$)"
    r"|(?:async\s+)?def\s+\w+\s*\(.*|class\s+\w+\s*(?:\(.*\))?:|if\s+__name__\s*==)"
)
_PYTHON_CALL = regex(r"\b(?:exec|eval|compile|__import__)\s*\(")
_PYTHON_CALLED = ("exec", "eval", "compile", "__import__")
_PYTHON_LINE = regex(
    r"^(?:[\w.]+(?:\[[^\]]*\])?(?:\s*,\s*[\w.]+)*\s*[-+*/|&%]?=(?!=)|[\w.]+\(|@\w|[\])}'\"]"
    r"|(?:if|elif|for|while|with|except|async)\b.*:|(?:else|try|finally):"
    r"|(?:return|raise|yield|pass|break|continue|assert|del|global|await)\b)"
)
_SCRIPT_STRONG = regex(
    r"\brequire\s*\(\s*['\"]|\bmodule\.exports\b|\bfunction\b\s*\w*\s*\([\w\s,=$]*\)\s*\{|\)\s*=>\s*[{(\w]"
    r"|^(?:const|let|var)\s+[\w$\{\[][^=]*=|\bnew\s+Function\s*\("
    r"|^(?:import|export)\s.*\bfrom\s*['\"]|\bprocess\.(?:env|argv|exit)\b"
)
_SCRIPT_CALL = regex(r"\b(?:eval|atob)\s*\(")
_SCRIPT_FIRST = ("const", "let", "var", "import", "export")
_SCRIPT_SIGNS = (
    "require",
    "module.exports",
    "function",
    "=>",
    "Function",
    "process.",
    "eval",
    "atob",
)
"""A telling line starts with one of the former or holds one of the latter; looking for these is fast."""
_SCRIPT_LINE = regex(r"^(?://|/?\*|[)\]}])|[;{}(\[,]\s*(?://.*)?$")


def program(text: str) -> tuple[Kind, str] | None:
    """The language that a text is written in, if nearly all of it is; None for anything in doubt."""
    lines = [found[1].rstrip()[:MAX_LINE] for found in islice(_LINES.finditer(text), MAX_LINES)]
    if not lines:
        return None
    if lines[0].lower().startswith(("@echo off", "@setlocal")):
        return Kind.BATCH, "batch source"
    if _is_python(lines):
        return Kind.PYTHON, "Python source"
    if _is_script(lines):
        return Kind.JAVASCRIPT, "JavaScript source"
    return None


def _is_python(lines: list[str]) -> bool:
    strong = any(map(_PYTHON_STRONG.match, lines)) or (
        _hold(lines, _PYTHON_CALLED) and any(map(_PYTHON_CALL.search, lines))
    )
    if not strong or any(line.endswith(("{", ";")) and "import" not in line for line in lines[:40]):
        return False
    plain = sum(1 for line in lines if _PYTHON_LINE.match(line) or _PYTHON_STRONG.match(line))
    return plain >= _SHARE * len(lines)


def _is_script(lines: list[str]) -> bool:
    whole = "\n".join(lines)
    signs = [word for word in _SCRIPT_SIGNS if word in whole]
    asked = [
        line
        for line in lines
        if line.startswith(_SCRIPT_FIRST) or any(word in line for word in signs)
    ]
    if not any(map(_SCRIPT_STRONG.search, asked)) and not any(map(_SCRIPT_CALL.search, asked)):
        return False
    plain = sum(1 for line in lines if _SCRIPT_LINE.search(line) or _SCRIPT_STRONG.search(line))
    return plain >= _SHARE * len(lines)


def _hold(lines: list[str], words: Iterable[str]) -> bool:
    """Whether any of some words stands in any line."""
    whole = "\n".join(lines)
    return any(word in whole for word in words)
