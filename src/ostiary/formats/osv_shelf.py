"""Which records of a package's shelf touch a version, by comparing places instead of versions?"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.formats import osv_words
from ostiary.formats.osv_order import Key, UncomparableError, legacy_key, order_key

_INTRODUCED, _LAST, _FIXED, _LIMIT = range(4)
_MALWARE, _WITHDRAWN = 1, 2


class ShelfHit(Struct, frozen=True):
    """One record that matches. `fixed` are versions that end it, in order."""

    number: int
    id: str
    modified: str
    malware: bool
    aliases: tuple[str, ...]
    why: str
    fixed: tuple[str, ...]
    word: str
    score: float
    vectors: tuple[tuple[str, str], ...]


class Shelved(Struct):
    """What a shelf says about one version; ids are in order of the records."""

    hits: list[ShelfHit] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    others: int = 0
    retracted: list[str] = field(default_factory=list)
    once_malicious: list[str] = field(default_factory=list)


class Shelf:
    """One package's records, read from what `osv_spec.shelf` wrote. Raises `ParseError`."""

    def __init__(self, text: str, type: str) -> None:  # noqa: A002 - the purl word
        try:
            self._versions, self._strange, self._records = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ParseError(f"a shelf that cannot be read: {error}") from None
        self._type = type
        self._keys: dict[int, Key] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all records, withdrawn ones too."""
        return tuple(record[0] for record in self._records)

    def look(self, version: str) -> Shelved:
        """Match every record. Raises `ParseError` for a shelf of another form."""
        try:
            return self._look(version)
        except (TypeError, IndexError, ValueError) as error:
            raise ParseError(f"a shelf of another form: {error}") from None

    def _look(self, version: str) -> Shelved:
        asked = self._ask(version)
        found = Shelved()
        for record in self._records:
            number, name, modified, flags, aliases, entries = record
            if flags & _WITHDRAWN:
                found.retracted.append(name)
                continue
            hits, doubt = self._entries(entries, asked)
            if hits:
                word, score, vectors = max(
                    (_rated(entry) for entry, *_ in hits), key=lambda one: (one[1], bool(one[0]))
                )
                found.hits.append(
                    ShelfHit(
                        number, name, modified, bool(flags & _MALWARE), tuple(aliases),
                        self._why(hits), self._fixed(hits), word, score,
                        tuple((str(kind), str(vector)) for kind, vector in vectors),
                    )
                )  # fmt: skip
            elif doubt:
                found.undecided.append(name)
            else:
                found.others += 1
                if flags & _MALWARE:
                    found.once_malicious.append(name)
        return found

    def _ask(self, version: str) -> "_Asked":
        try:
            key, legacy = order_key(self._type, version), False
        except UncomparableError:
            try:
                key, legacy = legacy_key(self._type, version), True
            except UncomparableError:
                return _Asked(version, self._odd(version))
        low, high = (0, 0) if legacy else self._span(key)
        public = (low, high)
        if not legacy and self._type == "pypi" and "+" in version:
            public = self._span(order_key(self._type, version.partition("+")[0]))
        odd = self._odd(version)
        maybe = odd >= 0 or low < high or public[0] < public[1]
        return _Asked(version, odd, low, high, public, legacy, comparable=True, may_be_listed=maybe)

    def _odd(self, version: str) -> int:
        at = bisect_left(self._strange, version)
        there = at < len(self._strange) and self._strange[at] == version
        return at if there else -1

    def _span(self, key: Key) -> tuple[int, int]:
        """The places of the versions that are equal to a key: from, up to but without."""
        places = range(len(self._versions))
        low = bisect_left(places, key, key=self._key)
        if low == len(places) or self._key(low) != key:
            return low, low
        return low, bisect_right(places, key, lo=low, key=self._key)

    def _key(self, place: int) -> Key:
        """The key of a version, made when first needed: a search asks for a handful of them."""
        if place not in self._keys:
            self._keys[place] = order_key(self._type, self._versions[place])
        return self._keys[place]

    def _entries(self, entries: list[Any], asked: "_Asked") -> tuple[list["_Hit"], bool]:
        hits: list[_Hit] = []
        doubt = False
        for entry in entries:
            listed = self._listed(entry, asked) if asked.may_be_listed else ""
            lines, unsure = self._lines(entry[2], asked)
            if listed or lines:
                hits.append((entry, listed, lines))
            doubt = doubt or unsure
        return hits, doubt

    def _listed(self, entry: list[Any], asked: "_Asked") -> str:
        if asked.odd >= 0 and asked.odd in entry[1]:
            return asked.version
        if not asked.comparable or asked.legacy:
            return ""
        every = [self._versions[at] for at in _within(entry[0], asked.low, asked.high)]
        if asked.public != (asked.low, asked.high):
            every += [self._versions[at] for at in _within(entry[0], *asked.public)]
        return asked.version if asked.version in every else min(every, default="")

    def _lines(self, lines: list[Any], asked: "_Asked") -> tuple[list["_Line"], bool]:
        found: list[_Line] = []
        doubt = False
        high = asked.high
        for line in lines:
            if line == 0 or not asked.comparable:
                doubt = True
                continue
            if len(line) == 4 and line[0] == _INTRODUCED and line[2] == _FIXED:  # most are such
                pair = (line[1], _FIXED, line[3]) if line[1] < high <= line[3] else None
            else:
                pair = _walk(line, asked.low, high)
            if pair:
                found.append((*pair, asked.legacy))
            doubt = doubt or (asked.legacy and not pair)
        return found, doubt

    def _why(self, hits: list["_Hit"]) -> str:
        listed = next((one for _, one, _ in hits if one), "")
        if listed:
            return osv_words.listed(listed)
        since, kind, end, legacy = hits[0][2][0]
        text = osv_words.between(
            "0" if since < 0 else self._versions[since],
            {_FIXED: "fixed", _LAST: "last_affected"}.get(kind, ""),
            self._versions[end] if kind else "",
        )
        return f"{text}; {osv_words.LEGACY}" if legacy else text

    def _fixed(self, hits: list["_Hit"]) -> tuple[str, ...]:
        ends = {end for _, _, lines in hits for _, kind, end, _ in lines if kind == _FIXED}
        return tuple(self._versions[end] for end in sorted(ends))


_Line = tuple[int, int, int, bool]
"""Place of the event that began it, kind and place of the one that ends it (0, 0 for none), legacy."""
_Hit = tuple[list[Any], str, list[_Line]]


class _Asked(Struct, frozen=True):
    """A version as places: equals stand at `low` up to `high`; `odd` is its place among the strange."""

    version: str
    odd: int
    low: int = 0
    high: int = 0
    public: tuple[int, int] = (0, 0)
    legacy: bool = False
    comparable: bool = False
    may_be_listed: bool = True


def _rated(entry: list[Any]) -> tuple[str, float, list[list[str]]]:
    """Word, score and vectors, of which the last may have been left out."""
    defaults: list[Any] = ["", 0.0, []]
    word, score, vectors = [*entry[3:], *defaults[len(entry) - 3 :]]
    return word, score, vectors


def _within(runs: list[int], low: int, high: int) -> Iterator[int]:
    """The places of flat runs (first, last, first, last, ...) that lie from `low` to below `high`."""
    if low >= high:
        return
    for at in range(0, len(runs), 2):
        yield from range(max(runs[at], low), min(runs[at + 1] + 1, high))


def _walk(events: list[int], low: int, high: int) -> tuple[int, int, int] | None:
    """The pair of events around a version. Source: OSV schema 1.7, section "Evaluation"."""
    limited = [events[at + 1] for at in range(0, len(events), 2) if events[at] == _LIMIT]
    if limited and not any(high <= place for place in limited):
        return None
    since: int | None = None
    kind = end = 0
    for at in range(0, len(events), 2):
        event, place = events[at], events[at + 1]
        passed = place < high
        if event == _INTRODUCED and passed:
            since, kind, end = place, 0, 0
        elif event == _INTRODUCED and since is not None:
            break
        elif since is not None and event in (_FIXED, _LAST):
            if passed if event == _FIXED else place < low:
                since, kind, end = None, 0, 0
            elif not kind:
                kind, end = event, place
    return None if since is None else (since, kind, end)
