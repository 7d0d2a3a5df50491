"""Read a batch file line by line, as cmd.exe does: which programs it starts with which words."""

import re
import shlex

from ostiary.core.regex import regex
from ostiary.program.batch.noting import Notes, origin_of
from ostiary.program.commands import Started
from ostiary.program.model import Origin
from ostiary.program.wordlist import wordlist

MAX_LINE = 8191  # characters of a line that cmd.exe reads. Source: Microsoft, command line limits
MAX_NESTED = 12  # `if` and `for` inside each other on one line
MAX_LINES = 100_000

BUILT_IN = wordlist(
    "assoc break cd chdir chcp cls color copy date del dir echo echo. endlocal erase exit ftype goto md mkdir"
    " mklink move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift time title type ver"
    " verify vol"
)
_VARIABLE = regex(r"%([^%:\s]{1,60})%|!([^!:\s]{1,60})!")
_PARTIAL = regex(r"[%!][^%!\s]{1,60}:~[^%!]{0,20}[%!]")
_SET = regex(r'set\s+"?([^=\s"/][^="]{0,100})=([^"]*)"?$', re.IGNORECASE)
_IF = regex(
    r'if\s+(?:/i\s+)?(?:not\s+)?(?:(?:exist|defined|errorlevel|cmdextversion)\s+(?:"[^"]*"|\S+)'
    r'|(?:"[^"]*"|[^\s="])*(?:\s*==\s*|\s(?:equ|neq|lss|leq|gtr|geq)\s+)(?:"[^"]*"|[^\s"()])*)\s*(.*)',
    re.IGNORECASE,
)
_FOR = regex(
    r"for\s+(?:/[dlrf]\s+)?(?:\"[^\"]*\"\s+)?(?:[^\s%\"]+\s+)?%%?\S\s+in\s*\((.*?)\)\s*do\b\s*(.*)",
    re.IGNORECASE,
)


def read_cmd(text: str, notes: Notes) -> None:
    """Note what the lines of a batch file do; what cannot be followed ends in `notes.doubts`."""
    known: dict[str, str] = {}
    waiting, first = "", 0
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES:
        notes.doubts.append(f"it has more than {MAX_LINES} lines")
    for number, line in enumerate(lines[:MAX_LINES], 1):
        first = first or number
        if line.endswith("^") and not line.endswith("^^") and len(waiting) <= MAX_LINE:
            waiting += line[:-1]
            continue
        whole, waiting = (waiting + line).strip(), ""
        if len(whole) > MAX_LINE:
            notes.doubts.append(f"line {first} is longer than cmd.exe reads")
        else:
            _line(whole, first, known, notes, 0)
        first = 0


def _line(text: str, line: int, known: dict[str, str], notes: Notes, deep: int) -> None:
    text = text.lstrip("@ \t(").strip()
    low = text.lower()
    if not text or text.startswith(":") or re.match(r"rem\b", low):
        return
    if deep > MAX_NESTED:
        notes.doubts.append(f"line {line} nests deeper than it is read")
        return
    if low.startswith(("if ", "for ", "for(")):
        _compound(text, line, known, notes, deep)
        return
    earlier: list[Started] = []
    for sign, raw in _parts(text):
        part = raw.strip("@ \t()")
        if sign != "|":
            earlier = []
        if re.match(r"(?:if|for|else)\s", part, re.IGNORECASE):
            _compound(part, line, known, notes, deep)
        elif part:
            earlier.append(_simple(part, line, known, notes, origin_of(earlier)))


def _compound(text: str, line: int, known: dict[str, str], notes: Notes, deep: int) -> None:
    """`if` and `for`: what they run; a condition that is not understood is said to be so."""
    low = text.lower()
    if low.startswith("else"):
        _line(text[4:], line, known, notes, deep + 1)
        return
    match = (_IF if low.startswith("if") else _FOR).match(text)
    if match is None:
        notes.doubts.append(f"line {line} is no `if` or `for` that the reader here knows")
        return
    if low.startswith("for"):
        asked = match[1].strip()
        if asked[:1] in {"'", "`"}:  # the output of a command
            _line(asked.strip("'`").replace("^", ""), line, known, notes, deep + 1)
    _line(match[match.lastindex or 1], line, known, notes, deep + 1)


def _parts(text: str) -> list[tuple[str, str]]:
    """The commands of a line, each with the sign before it; quoted and escaped signs are none."""
    found: list[tuple[str, str]] = []
    sign, now, quoted, escaped = "", "", False, False
    for one in text:
        if escaped:
            now, escaped = now + one, False
        elif one == "^" and not quoted:
            escaped = True
        elif one in "&|" and not quoted:
            if now.strip() or not found:
                found.append((sign, now))
                sign, now = one, ""
            else:
                sign = "&"  # `&&` and `||` hand nothing on
        else:
            quoted = quoted != (one == '"')
            now += one
    return [*found, (sign, now)]


def _simple(part: str, line: int, known: dict[str, str], notes: Notes, piped: Origin) -> Started:
    given = _SET.match(part)
    if given:
        known[given[1].strip().lower()] = _expanded(given[2], known)[:2000]
        return Started("set", ())
    text = _expanded(part, known)
    if text != part and any(sign in text for sign in "&|"):
        for _, one in _parts(text):
            _simple(one.strip(), line, {}, notes, piped)
        return Started("", ())
    words = _words(text)
    while words and words[0].lower() in {"call", "start", "@"}:
        words = [one for one in words[1:] if not (one.startswith("/") or one == "")] or [""]
    if not words or not words[0] or words[0].startswith(":"):
        return Started("", ())
    if _PARTIAL.search(words[0]):
        notes.doubts.append(f"line {line} starts a program whose name is cut out of variables")
    if words[0].lower().rstrip(".:") in BUILT_IN:
        return Started(words[0].lower(), tuple(words))
    first = words[0].replace("%~dp0", "./").replace("%~dp0\\", "./").replace("./\\", "./")
    rest = [one.replace("%~dp0\\", "./").replace("%~dp0", "./") for one in words[1:]]
    if first.lower().endswith((".bat", ".cmd", ".ps1", ".vbs", ".js")) and "%" not in first:
        first = first if first.startswith("./") else f"./{first}"
    return notes.command((first, *rest), line, piped)


def _expanded(text: str, known: dict[str, str]) -> str:
    """The text with the variables that this file set before."""

    def value(match: re.Match[str]) -> str:
        return known.get((match[1] or match[2]).lower(), match[0])

    return _VARIABLE.sub(value, text)[: 2 * MAX_LINE] if known else text


def _words(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    lexer.quotes = '"'
    try:
        return list(lexer)[:256]
    except ValueError:
        return text.replace('"', "").split()[:256]
