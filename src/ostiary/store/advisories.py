"""Which advisories and popular names were brought to this machine?"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.core.facts.names import PopularName
from ostiary.formats.osv_order import canonical_name
from ostiary.formats.osv_record import MAX_RECORD
from ostiary.store.advisories_build import build
from ostiary.store.advisories_file import (
    APPLICATION,
    HINT,
    VERSION,
    AdvisoryFileError,
    check_stamp,
    open_read_only,
)
from ostiary.store.advisories_summary import Summary, read_summary

__all__ = ["AdvisoryFileError", "AdvisoryStore", "Summary", "build", "open_advisories"]


@dataclass(frozen=True, slots=True)
class AdvisoryStore:
    """The local advisories, open for reading. Use `open_advisories`."""

    path: Path
    _db: sqlite3.Connection
    _summary: Summary

    def lookup(self, type: str, name: str) -> tuple[bytes, ...]:  # noqa: A002 - the purl word
        """The OSV records that name a package, as JSON; empty if none does.

        Raises `SourceError` for a type that was not brought in, where silence would prove nothing, and
        `AdvisoryFileError` if the file turns out to be damaged.
        """
        if not self.covers(type):
            raise SourceError(
                f"the local advisories do not cover {type} packages", HINT, Cause.UNCONFIGURED
            )
        query = (
            "SELECT body FROM touches JOIN record USING (number) WHERE type = ? AND name = ?"
            " ORDER BY number"
        )
        with _told(self.path):
            rows = self._db.execute(query, (type, canonical_name(type, name))).fetchall()
            return tuple(_inflate(row[0]) for row in rows)

    def covers(self, type: str) -> bool:  # noqa: A002 - the purl word
        """Whether an export of that package type was brought in."""
        return type in self._summary.types

    def popular(self, type: str) -> tuple[PopularName, ...]:  # noqa: A002 - the purl word
        """The popular names of a type, most used first; empty if no list was brought in."""
        query = "SELECT name, rank, downloads FROM popular WHERE type = ? ORDER BY rank"
        with _told(self.path):
            return tuple(PopularName(*row) for row in self._db.execute(query, (type,)))

    def summary(self) -> Summary:
        """What is in the file, from where and how old."""
        return self._summary

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def open_advisories(path: Path) -> AdvisoryStore:
    """Open the local advisories, after a look at every byte. Raises `AdvisoryFileError`."""
    with _told(path):
        if not path.is_file():
            raise AdvisoryFileError(f"there are no local advisories at {path}", HINT)
        db = open_read_only(path)
        try:
            return AdvisoryStore(path, db, _check(path, db))
        except BaseException:
            db.close()
            raise


def _check(path: Path, db: sqlite3.Connection) -> Summary:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise AdvisoryFileError(f"{path} is not a file of local advisories", HINT)
    if version != VERSION:
        raise AdvisoryFileError(f"{path} is of version {version}; version {VERSION} is read", HINT)
    meta = dict(db.execute("SELECT key, value FROM meta"))
    check_stamp(path, meta.get("stamp", ""))
    return read_summary(meta)


def _inflate(body: bytes) -> bytes:
    machine = zlib.decompressobj()
    data = machine.decompress(body, MAX_RECORD)
    if not machine.eof:
        raise zlib.error("a record that does not end")
    return data


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, zlib.error) as error:
        raise AdvisoryFileError(f"{path} is damaged: {error}", HINT) from error
    except (KeyError, ValueError, TypeError) as error:
        raise AdvisoryFileError(
            f"{path} is damaged: its description is not readable", HINT
        ) from error
    except OSError as error:
        raise AdvisoryFileError(f"{path} cannot be read: {error.strerror}", HINT) from error
