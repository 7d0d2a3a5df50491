"""What does the source of a Cython extension say in Python, line by line?

Types are left out, functions keep their names and arguments. What has no such form stays as it stands, and
the reader of damaged files passes over it. Source: the Cython manual, under language basics.
"""

import re

from ostiary.core.regex import regex

MAX_LINE = 2000  # characters of a line that is more than Python

_HEAD = regex(r"[ \t]*c(?:p)?def\b")
_UNQUOTED = regex(r"[\"']")
_BLANKS = regex(r"(?<=\S)[ \t]{2,}")
_IMPORT = regex(
    r"[ \t]*(?:from\s+\S+\s+)?cimport\b|[ \t]*include\s+['\"]|[ \t]*DEF\s|[ \t]*ctypedef\b"
)
_BLOCK = regex(
    r"([ \t]*)(?:cdef\s*(?:public\s+|api\s+)*(?:extern\b.*|(?:enum|struct|union|packed)\b.*)?"
    r"|with\s+(?:no)?gil\b.*):\s*(?:#.*)?$"
)
_CLASS = regex(r"([ \t]*)cdef\s+(?:public\s+|api\s+)*class\s+(.+)$")
_FUNCTION = regex(
    r"([ \t]*)(?:(async\s+)?def\s+|c(?:p)?def(?=\s)[\w.\[\]:,\s*&]*?[\s*&])(\w+)"
    r"\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)[^:()]*:\s*(.*)$"
)
_VALUE = regex(r"([ \t]*)cdef\s[^=(]*?\b(\w+)\s*=(?!=)(.+)$")
_NAME = regex(r"([ \t]*)cdef\s")
_CAST = regex(r"(?<![\w\])\"' ])(\s*)<\s*[A-Za-z_][\w .]*[ *]*>(?=\s*[\w(&])")
_PLACE = regex(r"(?<=[(,=\s])&(?=[A-Za-z_])")
_ENDS = regex(r"(\s*\))([^():]*)(:.*)$")
_LAST = regex(r"(\w+)\s*(?:not\s+None|or\s+None)?\s*$")


_TELLING = regex(
    r"\b(?:exec|eval|compile|__import__|getattr|globals|vars|open|subprocess|socket|urllib\w*|requests|httpx?|aiohttp"
    r"|ctypes|base64|marshal|pickle|os|sys|shutil|importlib|builtins|__builtins__)\b"
)
"""Names without one of which a module does nothing to the world."""


def cython_source(text: str) -> bytes:
    """The text of a module as Python, each line at its own place; nothing where it only computes."""
    if not _TELLING.search(text):
        return b""
    return "\n".join(_line(one) for one in text.split("\n")).encode("utf-8", "replace")


def _line(line: str) -> str:
    if _IMPORT.match(line):
        return ""
    if len(line) > MAX_LINE:
        return line
    if _HEAD.match(line):
        head = _UNQUOTED.split(line, maxsplit=1)[0]
        line = f"{_BLANKS.sub(' ', head)}{line[len(head) :]}"
    if "&" in line:
        line = _PLACE.sub("", line)
    if (end := _ENDS.match(line)) and any(word in end[2] for word in ("except", "nogil")):
        return f"{end[1]}{end[3]}"
    if "<" in line:
        line = _CAST.sub(r"\1", line)
    for form, made in _FORMS:
        if found := form.match(line):
            return made(found)
    return line


def _function(found: "re.Match[str]") -> str:
    kept = ", ".join(filter(None, map(_argument, found[4].split(","))))
    return f"{found[1]}{found[2] or ''}def {found[3]}({kept}): {found[5]}"


def _argument(one: str) -> str:
    """The name of an argument with its default, without its type."""
    name, equals, default = one.strip().partition("=")
    stars = name[: len(name) - len(name.lstrip("*"))]
    told = _LAST.search(name.rpartition("]")[2] if "]" in name else name.partition(":")[0])
    if told is None:
        return stars
    return f"{stars}{told[1]}{equals}{default}"


_FORMS = (
    (_BLOCK, lambda found: f"{found[1]}if 1:"),
    (_CLASS, lambda found: f"{found[1]}class {found[2]}"),
    (_FUNCTION, _function),
    (_VALUE, lambda found: f"{found[1]}{found[2]} ={found[3]}"),
    (_NAME, lambda found: f"{found[1]}pass"),
)
