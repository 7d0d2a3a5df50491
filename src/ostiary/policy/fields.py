"""Read one field of a policy file and say precisely what is wrong with it and what is allowed there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from ostiary.policy.lines import Path, line_at
from ostiary.policy.match import digest, pattern
from ostiary.policy.model import Problem

T = TypeVar("T")
Table = dict[str, Any]

MAX_SHOWN = 12
"""Allowed values listed in one message; more are left to the manual."""


class Fields:
    """A reader that collects every mistake instead of stopping at the first.

    A field that is missing or wrong comes back as its default.
    """

    def __init__(self, where: str, lines: dict[Path, int]) -> None:
        self._where = where
        self._lines = lines
        self.problems: list[Problem] = []

    def wrong(self, path: Path, message: str, allowed: str = "") -> None:
        """Note a mistake at a path."""
        key = "".join(
            f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path
        ).lstrip(".")
        line = line_at(self._lines, path)
        self.problems.append(Problem(self._where, line, key, message, allowed))

    def line(self, path: Path) -> int:
        """The line of a path."""
        return line_at(self._lines, path)

    def table(self, raw: Table, path: Path, keys: Iterable[str]) -> None:
        """Note each key of a table that is none of `keys`."""
        known = tuple(keys)
        for key in raw:
            if key not in known:
                self.wrong((*path, key), f"unknown key{_near(key, known)}", _list(known))

    def inner(self, raw: Table, key: str) -> Table:
        """A table in the policy, empty if it is missing."""
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong((key,), "is not a table", f"a table: [{key}]")
        return {}

    def tables(self, raw: Table, key: str, within: Path = ()) -> list[tuple[Path, Table]]:
        """The tables of an array, each with its path below `within`."""
        value = raw.get(key, [])
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return [((key, at), one) for at, one in enumerate(value)]
        self.wrong((*within, key), "is not an array of tables", f"tables headed [[{key}]]")
        return []

    def flag(self, raw: Table, path: Path, *, default: bool = False) -> bool:
        """True or false, the default if missing."""
        value = raw.get(str(path[-1]), default)
        if not isinstance(value, bool):
            self.wrong(path, f"{value!r:.80} is neither", "true, false")
        return value is True

    def word(self, raw: Table, path: Path, choices: Mapping[str, T], default: T) -> T:
        """One of several words; the last part of `path` is its key in `raw`."""
        key = path[-1]
        if key not in raw:
            return default
        value = raw[str(key)]
        if isinstance(value, str) and value in choices:
            return choices[value]
        near = _near(value, choices) if isinstance(value, str) else ""
        self.wrong(path, f"{value!r:.80} is not one of the values{near}", _list(choices))
        return default

    def number(self, raw: Table, path: Path, limits: tuple[int, int], default: int) -> int:
        """A whole number between two limits, both allowed."""
        value = raw.get(str(path[-1]), default)
        low, high = limits
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(path, f"{value!r:.80} is no such number", f"a whole number, {low} to {high}")
        return default

    def texts(self, raw: Table, path: Path, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts without repetition, in order of text."""
        value = raw.get(str(path[-1]))
        if value is None:
            return default
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(sorted(set(value)))
        self.wrong(path, "is not a list of texts", 'a list such as ["one", "two"]')
        return default

    def names(
        self, raw: Table, path: Path, choices: Iterable[str], default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """A list of texts out of `choices`."""
        known = tuple(choices)
        for one in (found := self.texts(raw, path, default)):
            if one not in known:
                self.wrong(path, f"{one!r:.80} is unknown{_near(one, known)}", _list(known))
        return found

    def text(self, raw: Table, path: Path, *, needed: bool = False, what: str = "a text") -> str:
        """A text, empty if it is missing and not needed."""
        value = raw.get(str(path[-1]), "")
        if not isinstance(value, str):
            self.wrong(path, f"{value!r:.80} is not a text", what)
            return ""
        if needed and not value.strip():
            self.wrong(path, "is missing", what)
        return value

    def purl(self, raw: Table, path: Path, *, needed: bool = False) -> str:
        """A purl pattern, empty if missing."""
        value = self.text(raw, path, needed=needed, what="pkg:TYPE/NAME or pkg:TYPE/NAME@VERSION")
        if value and pattern(value) is None:
            allowed = "pkg:TYPE/NAME[@VERSION], `*` only in the version, no qualifiers"
            self.wrong(path, f"{value!r:.120} is no purl", allowed)
            return ""
        return value

    def digest(self, raw: Table, path: Path) -> str:
        """A digest, empty if missing, with its value in lower case."""
        value = self.text(raw, path)
        if not value:
            return ""
        found = digest(value)
        if found is None:
            self.wrong(path, f"{value!r:.150} is no digest", "sha256:HEX, sha384:HEX or sha512:HEX")
        return str(found or "")

    def day(self, raw: Table, path: Path, *, needed: bool = False) -> date | None:
        """A day, None if it is missing or wrong."""
        value = raw.get(str(path[-1]))
        if value is None:
            if needed:
                self.wrong(path, "is missing", "a day such as 2027-03-31")
            return None
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(path, "is no day", "a day such as 2027-03-31")
        return None

    def check_id(self, path: Path, check: str, known: frozenset[str] | None) -> None:
        """Note a check id that no check bears; nothing is known about ids if `known` is None."""
        if known is not None and check not in known:
            allowed = "the id of a check (`ostiary checks` lists them)"
            self.wrong(path, f"no check is called {check!r:.80}{_near(check, known)}", allowed)


def _near(word: str, known: Iterable[str]) -> str:
    import difflib  # only where somebody made a mistake

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _list(words: Iterable[str]) -> str:
    listed = list(words)
    more = f" and {len(listed) - MAX_SHOWN} more" if len(listed) > MAX_SHOWN else ""
    return ", ".join(listed[:MAX_SHOWN]) + more
