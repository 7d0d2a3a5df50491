"""How hostile text becomes harmless: what a terminal, a log or a page would obey is shown instead."""

import re
import unicodedata

from ostiary.core.regex import regex

MAX_TEXT = 600
"""Characters of one field that a report for people shows."""

MAX_LINE = 4000
"""Characters of one line that is printed outside of reports."""

MAX_MARKS = 4
"""Combining marks in a row that are shown as they are; more would climb over other lines."""

INVISIBLE = frozenset(
    (
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x16FE4),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    )
)
"""Letters and marks that show nothing although their Unicode category says they are printable.

Source: Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point; and blanks that look like spaces.
"""

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MARKS = regex(r"[^\x00-\u02ff]+")
_SUSPECT = regex(r"[^\x20-\x7e]")
_SUSPECT_IN_JSON = regex(r"[^\x20-\x7e\n]")
_SURROGATE = regex("[\ud800-\udfff]")
# `::name` is a command to a GitHub runner only where a line begins; `##[`, `##vso[` and their like
# are commands to several runners wherever they stand.
_LINE_COMMAND = regex(r"(?<!\w):(?=:[A-Za-z])")
_LOG_COMMAND = regex(r"#(?=#\w*\[)")


def hidden(char: str) -> bool:
    """Whether a character moves, hides or reorders text instead of showing itself."""
    return not char.isprintable() or ord(char) in INVISIBLE


def spelled(char: str) -> str:
    r"""The escape that stands for a character: `\n`, `\x1b`, `\u202e`, `\U000e0041`."""
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str, limit: int = MAX_TEXT) -> str:
    """One line in which everything shows: no control, bidi, zero-width or private character is left.

    Text over `limit` characters is cut, and says how many are missing: `...(+1,234)`.
    """
    shown = text[:limit]
    if not (shown.isascii() and shown.isprintable()):
        shown = _MARKS.sub(_tame_marks, _SUSPECT.sub(_show, shown))
    shown = _LOG_COMMAND.sub("\\\\u0023", _LINE_COMMAND.sub("\\\\u003a", shown))
    missing = len(text) - limit
    return f"{shown}...(+{missing:,})" if missing > 0 else shown


def plain(text: str) -> str:
    """One line of ours that may hold words of others, made harmless for a terminal or a log."""
    return visible(text, MAX_LINE)


def _show(match: re.Match[str]) -> str:
    char = match.group()
    return spelled(char) if hidden(char) else char


def _tame_marks(match: re.Match[str]) -> str:
    shown: list[str] = []
    marks = 0
    for char in match.group():
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        shown.append(char if marks <= MAX_MARKS else spelled(char))
    return "".join(shown)


def guard_lines(report: str) -> str:
    """The last look at a report that goes to a log: no line of it begins with a runner's command."""
    if "::" not in report:
        return report
    lines = report.split("\n")
    return "\n".join(
        line.replace("::", "\\u003a:", 1) if line.lstrip().startswith("::") else line
        for line in lines
    )


def whole(text: str) -> str:
    """The same text, with lone surrogates (which no encoding can carry) spelled out."""
    return text if text.isascii() else _SURROGATE.sub(lambda match: spelled(match.group()), text)


def json_text(encoded: str) -> str:
    """The same JSON value, in which a terminal or a log finds nothing to obey.

    Hidden characters become JSON's own escapes, so that a reader gets them back as they were.
    """
    if not (encoded.isascii() and "\x7f" not in encoded):
        encoded = _SUSPECT_IN_JSON.sub(_json_escape, encoded)
    return _LOG_COMMAND.sub("\\\\u0023", encoded)


def _json_escape(match: re.Match[str]) -> str:
    char = match.group()
    if not hidden(char):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
