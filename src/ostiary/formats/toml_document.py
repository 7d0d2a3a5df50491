"""What does a TOML file hold, and on which lines do its tables stand?

API: `table(text, what)` gives the document as plain dicts, `text_of(data, what)` the decoded text for those
who look for lines in it, `row_lines(text, name, rows)` the line of each row of `[[name]]`; `Places` finds the
lines of texts in any format whose parser gives none.
"""

import re
from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.plain import plain_text

MAX_BYTES = 64 << 20
MAX_SCANNED = 200_000_000
"""Characters that searches in vain may go over in one document; lines of what comes after are 0."""

_STRINGS = regex(r'""".*?"""|' + r"'''.*?'''", re.DOTALL)


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
    found = _plain_lines(text, f"[[{name}]]\n")
    if len(found) == count:
        return found
    pattern = re.compile(
        rf"""^[ \t]*\[\[[ \t]*["']?{re.escape(name)}["']?[ \t]*\]\]""", re.MULTILINE
    )
    found = _lines(text, pattern)
    if len(found) != count:
        found = _lines(_STRINGS.sub(lambda one: "\n" * one[0].count("\n"), text), pattern)
    return found if len(found) == count else (0,) * count


def row_lines(text: str, name: str, rows: list[Any]) -> tuple[int, ...]:
    """The line of each row of an array of tables; of rows within brackets that of their name, or 0."""
    found = header_lines(text, name, len(rows))
    if all(found):
        return found
    places = Places(text)
    names = (str(row.get("name", "")) if isinstance(row, dict) else "" for row in rows)
    return tuple(places.line(f'"{one}"', f"'{one}'") if one else 0 for one in names)


def _plain_lines(text: str, header: str) -> tuple[int, ...]:
    """Lines that are this header and nothing else: the way in which tools write them."""
    found: list[int] = []
    line, counted = 1, 0
    at = 0 if text.startswith(header) else text.find("\n" + header) + 1
    while at or (not found and text.startswith(header)):
        line += text.count("\n", counted, at)
        counted = at
        found.append(line)
        at = text.find("\n" + header, at) + 1
    return tuple(found)


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

    def __init__(self, text: str, start: int = 0, spent: list[int] | None = None) -> None:
        self._text = text
        self._start = self._at = self._counted = start
        self._line = text.count("\n", 0, start) + 1
        self._spent = [0] if spent is None else spent
        self._sections: dict[str, Places] = {}

    def section(self, pattern: str) -> "Places":
        """Places from the first match of a pattern on, the same ones each time; else from the beginning."""
        if pattern not in self._sections:
            if self._spent[0] > MAX_SCANNED:
                return self
            match = re.compile(pattern, re.MULTILINE).search(self._text)
            self._spent[0] += match.start() if match else len(self._text)
            self._sections[pattern] = Places(self._text, match.start() if match else 0, self._spent)
        return self._sections[pattern]

    def line(self, *spellings: str) -> int:
        """The line of the next of these spellings, else of the first; 0 where there is none.

        It is 0 too once searches in vain went over `MAX_SCANNED` characters.
        """
        found, end = -1, len(self._text)
        for one in spellings:
            if self._spent[0] > MAX_SCANNED:
                return 0
            at = self._text.find(one, self._at, end)
            if at < 0:
                self._spent[0] += end - self._at
            else:
                found, end = at, at + len(one)
        return self._move(found) if found >= 0 else self._first(spellings)

    def key(self, name: str) -> int:
        """The line of the next key of this name at the beginning of a line, else of the first; or 0."""
        if self._spent[0] > MAX_SCANNED:
            return 0
        pattern = re.compile(rf"""^[ \t]*["']?{re.escape(name)}["']?[ \t]*[=.:]""", re.MULTILINE)
        match = pattern.search(self._text, self._at)
        if match:
            return self._move(match.start())
        self._spent[0] += 2 * len(self._text)
        match = pattern.search(self._text, self._start)
        return self._text.count("\n", 0, match.start()) + 1 if match else 0

    def _move(self, found: int) -> int:
        self._line += self._text.count("\n", self._counted, found)
        self._counted = found
        self._at = found + 1
        return self._line

    def _first(self, spellings: tuple[str, ...]) -> int:
        self._spent[0] += 2 * len(self._text) * len(spellings)
        found = [at for one in spellings if (at := self._text.find(one, self._start)) >= 0]
        return self._text.count("\n", 0, min(found)) + 1 if found else 0
