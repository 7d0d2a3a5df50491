"""Which advisories and popular names were brought to this machine, and what do they say of a release?"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from ostiary.core.errors import ParseError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.facts.advisories import Advisories, Advisory, Exploited
from ostiary.core.facts.names import PopularName
from ostiary.formats.osv_alias import Bug, group_name
from ostiary.formats.osv_fold import fold
from ostiary.formats.osv_order import canonical_name
from ostiary.formats.osv_shelf import Shelf, ShelfHit, Shelved
from ostiary.formats.osv_words import record_url
from ostiary.store.advisories_file import (
    BODIES_ID,
    FOLDER,
    HINT,
    INDEX_ID,
    POINTER,
    AdvisoryFileError,
    Pair,
    digest_of,
    open_read_only,
    read_pointer,
)
from ostiary.store.advisories_summary import Brought, Summary, read_summary
from ostiary.store.advisories_text import inflate, unpack

__all__ = [
    "FOLDER",
    "AdvisoryFileError",
    "AdvisoryStore",
    "Brought",
    "Summary",
    "open_advisories",
    "present",
]

_TRIES = 5
_AT_ONCE = 500

Key = tuple[str, str, str]
"""(purl type, name, version), as asked."""

Exploitation = tuple[Exploited | None, float | None, float | None]
"""Whether it is exploited, its EPSS score, and the share of all bugs that have a lower one."""


class AdvisoryStore(Struct, frozen=True):
    """The local advisories, open for reading. Use `open_advisories`."""

    folder: Path
    pair: Pair
    _index: sqlite3.Connection
    _bodies: sqlite3.Connection
    _summary: Summary

    def match_all(self, components: Iterable[Key]) -> dict[Key, Advisories]:
        """What is known about each (type, name, version); one advisory for each bug of each of them.

        An answer without records is an answer. A type that was not brought in is not in the result at all:
        ask `covers`, since its silence proves nothing. Raises `AdvisoryFileError` for damage.
        """
        wanted: dict[tuple[str, str], set[Key]] = {}
        for key in components:
            if self.covers(key[0]):
                name = canonical_name(key[0], key[1])
                wanted.setdefault((key[0], name), set()).add(key)
        with _told(self.folder):
            found: dict[Key, Shelved] = {}
            for (kind, name), keys in sorted(wanted.items()):
                shelf = self._shelf(kind, name)
                for key in keys:
                    found[key] = shelf.look(key[2]) if shelf else Shelved()
            return self._answers(found)

    def match(self, type: str, name: str, version: str) -> Advisories:  # noqa: A002 - the purl word
        """The same for one release. Raises `SourceError` for a type that was not brought in."""
        self._need(type)
        key = (type, name, version)
        return self.match_all([key])[key]

    def lookup(self, type: str, name: str) -> tuple[bytes, ...]:  # noqa: A002 - the purl word
        """The OSV records that name a package, as JSON, withdrawn ones too; empty if none does.

        Raises `SourceError` for a type that was not brought in, where silence would prove nothing, and
        `AdvisoryFileError` for damage.
        """
        self._need(type)
        with _told(self.folder):
            shelf = self._shelf(type, canonical_name(type, name))
            return tuple(self._body(number) for number in shelf.numbers) if shelf else ()

    def covers(self, type: str) -> bool:  # noqa: A002 - the purl word
        """Whether an export of that package type was brought in."""
        return type in self._summary.types

    def popular(self, type: str) -> tuple[PopularName, ...]:  # noqa: A002 - the purl word
        """The popular names of a type, most used first; empty if no list was brought in."""
        query = "SELECT name, rank, downloads FROM popular WHERE type = ? ORDER BY rank"
        with _told(self.folder):
            return tuple(PopularName(*row) for row in self._index.execute(query, (type,)))

    def exploitation(self, ids: Iterable[str]) -> Exploitation:
        """What KEV and EPSS say of a bug with these ids, whether or not a record of it was brought in.

        Raises `AdvisoryFileError` for damage.
        """
        cves = sorted({one for one in ids if one.startswith("CVE-")})
        with _told(self.folder):
            likely = max(_rows(self._bodies, "epss", cves), default=(None, None))
            return _exploited(_rows(self._bodies, "kev", cves)), *likely

    def summary(self) -> Summary:
        """What is there, from where and how old."""
        return self._summary

    def verify(self) -> None:
        """Look at every byte of the bodies too. Raises `AdvisoryFileError`."""
        with _told(self.folder):
            path = self.folder / self.pair.bodies
            if digest_of(path) != self.pair.bodies_digest:
                raise AdvisoryFileError(f"{path} is damaged: it is not what was written", HINT)

    def close(self) -> None:
        """Close the files."""
        self._index.close()
        self._bodies.close()

    def _need(self, kind: str) -> None:
        if not self.covers(kind):
            message = f"the local advisories do not cover {kind} packages"
            raise SourceError(message, HINT, Cause.UNCONFIGURED)

    def _shelf(self, kind: str, name: str) -> Shelf | None:
        query = "SELECT shelf FROM package WHERE type = ? AND name = ?"
        row = self._index.execute(query, (kind, name)).fetchone()
        return Shelf(unpack(row[0]), kind) if row else None

    def _body(self, number: int) -> bytes:
        query = "SELECT digest, body FROM record WHERE number = ?"
        row = self._bodies.execute(query, (number,)).fetchone()
        body = inflate(row[1]) if row else b""
        if not row or hashlib.sha256(body).digest() != row[0]:
            raise AdvisoryFileError(f"{self.folder} is damaged: record {number} is not whole", HINT)
        return body

    def _answers(self, found: dict[Key, Shelved]) -> dict[Key, Advisories]:
        numbers = {hit.number for one in found.values() for hit in one.hits}
        summaries = self._summaries(sorted(numbers))
        bugs: dict[str, Bug] = {}
        for one in found.values():
            for hit in one.hits:
                if not hit.malware and hit.id not in bugs:
                    bugs[hit.id] = self._bug(hit)
        return {
            key: Advisories(
                fold([_advisory(hit, summaries[hit.number]) for hit in one.hits], bugs),
                one.others,
                complete=not one.undecided,
                undecided=tuple(sorted(set(one.undecided))),
                retracted=tuple(sorted(set(one.retracted))),
                once_malicious=tuple(sorted(set(one.once_malicious))),
            )
            for key, one in found.items()
        }

    def _summaries(self, numbers: list[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for at in range(0, len(numbers), _AT_ONCE):
            part = numbers[at : at + _AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT number, id, summary, seal FROM record WHERE number IN ({marks})"  # noqa: S608 only marks
            for number, name, summary, seal in self._bodies.execute(query, part):
                if seal_of(number, name, summary) == seal:
                    found[number] = summary
        if len(found) != len(numbers):
            lost = next(one for one in numbers if one not in found)
            raise AdvisoryFileError(f"{self.folder} is damaged: record {lost} is not whole", HINT)
        return found

    def _bug(self, hit: ShelfHit) -> Bug:
        """The bug of a record: as the index has it, or as all records of it tell it."""
        query = "SELECT ids FROM member JOIN bug USING (bug) WHERE number = ?"
        row = self._index.execute(query, (hit.number,)).fetchone()
        ids = tuple(json.loads(row[0])) if row else tuple(sorted({hit.id, *hit.aliases}))
        cves = [one for one in ids if one.startswith("CVE-")]
        score, percentile = max(_rows(self._index, "epss", cves), default=(None, None))
        return Bug(
            group_name(ids), ids, _exploited(_rows(self._index, "kev", cves)), score, percentile
        )


def _exploited(rows: list[tuple[Any, Any]]) -> Exploited | None:
    due = min((day for day, _ in rows if day), default="")
    used = any(used for _, used in rows)
    return Exploited(date.fromisoformat(due) if due else None, used) if rows else None


_COLUMNS = {"kev": "due, ransomware", "epss": "score, percentile"}


def _rows(db: sqlite3.Connection, table: str, cves: list[str]) -> list[tuple[Any, Any]]:
    query = f"SELECT {_COLUMNS[table]} FROM {table} WHERE cve = ?"  # noqa: S608 our own words
    return [row for one in cves if (row := db.execute(query, (one,)).fetchone())]


def seal_of(number: int, name: str, summary: str) -> bytes:
    """What shows that a summary is that of its record and whole."""
    return hashlib.sha256(f"{number}\0{name}\0{summary}".encode()).digest()[:8]


def present(folder: Path) -> bool:
    """Whether advisories were brought in, whole or not: those of before this form are there, too."""
    return (folder / POINTER).exists() or folder.with_suffix(".db").exists()


def open_advisories(folder: Path) -> AdvisoryStore:
    """Open the local advisories, after a look at every byte of the index. Raises `AdvisoryFileError`.

    The bodies are checked one by one when they are read. An update at the same time does no harm: the
    pair that was in force is read, and if it went away before it was open, the next one is.
    """
    with _told(folder):
        if not (folder / POINTER).exists() and folder.with_suffix(".db").exists():
            raise AdvisoryFileError(f"{folder}.db is of an older version of Ostiary", HINT)
        for _ in range(_TRIES):
            pair = read_pointer(folder)
            try:
                return _open(folder, pair)
            except (FileNotFoundError, sqlite3.OperationalError):
                if read_pointer(folder) == pair:
                    raise
        raise AdvisoryFileError(f"{folder} changes faster than it can be opened", "try again")


def _open(folder: Path, pair: Pair) -> AdvisoryStore:
    for name, size in ((pair.index, pair.index_size), (pair.bodies, pair.bodies_size)):
        if Path(name).name != name or (folder / name).stat().st_size != size:
            raise AdvisoryFileError(f"{folder / name} is damaged: its size is another", HINT)
    path = folder / pair.index
    if digest_of(path) != pair.index_digest:
        raise AdvisoryFileError(f"{path} is damaged: it is not what was written", HINT)
    index = open_read_only(path, INDEX_ID)
    try:
        bodies = open_read_only(folder / pair.bodies, BODIES_ID)
        try:
            meta = dict(index.execute("SELECT key, value FROM meta"))
            return AdvisoryStore(folder, pair, index, bodies, read_summary(meta))
        except BaseException:
            bodies.close()
            raise
    except BaseException:
        index.close()
        raise


def _advisory(hit: ShelfHit, summary: str) -> Advisory:
    return Advisory(
        id=hit.id,
        aliases=hit.aliases,
        summary=summary,
        severity=hit.word,
        score=hit.score,
        malware=hit.malware,
        fixed=hit.fixed,
        modified=datetime.fromisoformat(hit.modified) if hit.modified else None,
        why=hit.why,
        url=record_url(hit.id),
        vectors=hit.vectors,
    )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, zlib.error, ParseError) as error:
        raise AdvisoryFileError(f"{folder} is damaged: {error}", HINT) from error
    except (KeyError, ValueError, TypeError) as error:
        raise AdvisoryFileError(
            f"{folder} is damaged: its description is not readable", HINT
        ) from error
    except FileNotFoundError as error:
        raise AdvisoryFileError(f"{folder} is damaged: a file of it is missing", HINT) from error
    except OSError as error:
        raise AdvisoryFileError(f"{folder} cannot be read: {error.strerror}", HINT) from error
