"""On which line of a TOML text each key and each table stands."""

import re

from ostiary.core.regex import regex

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions (from 0) in arrays of tables."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = regex(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_HEADER = regex(rf"\s*(\[\[?)\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]\]?")
_TOKEN = regex(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#|[\[{]|[\]}]')


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every key and table header of a text that `tomllib` accepts.

    Keys inside inline tables have no line of their own: ask `line_at`, which falls back to what holds them.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    state = _State()
    for number, line in enumerate(text.split("\n"), start=1):
        rest = line
        if not state.inside:
            header, key = _HEADER.match(line), _KEY.match(line)
            if header:
                table = _table(header, counts)
                found.setdefault(table, number)
                continue
            if key:
                path = table + tuple(_parts(key[1]))
                found.setdefault(path, number)
                rest = line[key.end() :]
        state.read(rest)
    return found


def line_at(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing that holds it; 0 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0


class _State:
    """Whether the reader is inside a value that goes on over several lines."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0

    @property
    def inside(self) -> bool:
        return bool(self._quote) or self._depth > 0

    def read(self, rest: str) -> None:
        at = 0
        while at <= len(rest):
            if self._quote:
                at = self._close(rest, at)
                continue
            token = _TOKEN.search(rest, at)
            if token is None or token[0] == "#":
                return
            at = token.end()
            self._open(token[0])

    def _open(self, token: str) -> None:
        if token in ('"""', "'''"):
            self._quote = token
        elif token in ("[", "{"):
            self._depth += 1
        elif token in ("]", "}"):
            self._depth -= 1

    def _close(self, rest: str, at: int) -> int:
        """Move behind the closing quotes if they are on this line, else behind its end."""
        body = r"(?:[^\\]|\\.)*?" if self._quote == '"""' else r".*?"
        end = re.compile(body + self._quote).match(rest, at)
        if end is None:
            return len(rest) + 1
        self._quote = ""
        return end.end()


def _table(header: re.Match[str], counts: dict[Path, int]) -> Path:
    parts: Path = ()
    names = _parts(header[2])
    for at, name in enumerate(names):
        parts = (*parts, name)
        last = at == len(names) - 1
        if last and header[1] == "[[":
            counts[parts] = counts.get(parts, -1) + 1
        if parts in counts:
            parts = (*parts, counts[parts])
    return parts


def _parts(key: str) -> list[str]:
    found = re.findall(_PART, key)
    return [part[1:-1] if part[0] in "\"'" else part for part in found]
