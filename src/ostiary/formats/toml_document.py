"""What does a TOML file hold, and on which lines do its tables stand?

API: `table(text, what)` gives the document as plain dicts, `text_of(data, what)` the decoded text for those
who look for lines in it, `header_lines(text, name, count)` the line of each `[[name]]`; `Places` finds the
lines of texts in any format whose parser gives none.
"""

import re
from typing import Any

from ostiary.core.errors import ParseError
from ostiary.formats.plain import plain_text

MAX_BYTES = 64 << 20
MAX_MISSES = 500
"""Searches in vain for one document: each goes over all of its text."""

_STRINGS = re.compile(r'""".*?"""|' + r"'''.*?'''", re.DOTALL)


def text_of(data: bytes, what: str) -> str:
    """The text. Raises `LimitError` above `MAX_BYTES` and `ParseError` for bytes NUL."""
    return plain_text(data, MAX_BYTES, what)


def table(text: str, what: str) -> dict[str, Any]:
    """The document. Raises `ParseError`; the parser itself refuses to nest deeper than 80."""
    import rtoml

    try:
        return rtoml.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:
        raise ParseError(f"{what} is no TOML: {str(error)[:300]}") from error


def header_lines(text: str, name: str, count: int) -> tuple[int, ...]:
    """The line, counted from 1, of each `[[name]]`; zeros if `count` of them cannot be told for sure.

    Lines inside of strings of several lines are no headers; they are blanked where the numbers differ.
    """
    pattern = re.compile(
        rf"""^[ \t]*\[\[[ \t]*["']?{re.escape(name)}["']?[ \t]*\]\]""", re.MULTILINE
    )
    found = _lines(text, pattern)
    if len(found) != count:
        found = _lines(_STRINGS.sub(lambda one: "\n" * one[0].count("\n"), text), pattern)
    return found if len(found) == count else (0,) * count


def _lines(text: str, pattern: re.Pattern[str]) -> tuple[int, ...]:
    found: list[int] = []
    line, at = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.append(line)
    return tuple(found)


class Places:
    """Finds the lines of texts that a parser gave without them, in the order in which they were written."""

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._at = start
        self._counted = 0
        self._line = 1
        self._misses = 0

    def section(self, pattern: str) -> "Places":
        """Places from the first match of a pattern on; from the beginning where there is none."""
        match = re.compile(pattern, re.MULTILINE).search(self._text)
        return Places(self._text, match.start() if match else 0)

    def line(self, *spellings: str) -> int:
        """The line of the next of these spellings; 0 where none follows, or too many were not found."""
        found, end = -1, len(self._text)
        for one in spellings:
            if self._misses > MAX_MISSES:
                return 0
            at = self._text.find(one, self._at, end)
            if at < 0:
                self._misses += 1
            else:
                found, end = at, at + len(one)
        if found < 0:
            return 0
        self._line += self._text.count("\n", self._counted, found)
        self._counted = found
        self._at = found + 1
        return self._line
