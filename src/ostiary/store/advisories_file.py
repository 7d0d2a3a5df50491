"""What the file of local advisories looks like, and whether it is as it was written."""

import hashlib
import sqlite3
from pathlib import Path

from ostiary.core.errors import OstiaryError

APPLICATION = 0x4F534144
"""SQLite's application id of our file: `OSAD`."""
VERSION = 1

TYPES = ("pypi", "npm")
"""Package types whose versions we can order; records of others are not kept."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (number INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE touches (
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES record (number),
  PRIMARY KEY (type, name, number)
) WITHOUT ROWID;
CREATE TABLE popular (
  type TEXT NOT NULL,
  rank INTEGER NOT NULL,
  name TEXT NOT NULL,
  downloads INTEGER NOT NULL,
  PRIMARY KEY (type, rank)
) WITHOUT ROWID;
"""

HINT = "bring the advisories in again: ostiary db update --from OSV-EXPORT"
BLANK = b"stamp:" + b"0" * 64
"""Where the stamp stands while the file is hashed; long and odd enough to occur once."""

_HEAD = 1 << 20
_CHUNK = 1 << 20


class AdvisoryFileError(OstiaryError):
    """The local advisories cannot be used; this is never the same as there being none."""


def stamp(path: Path) -> None:
    """Write the digest of the whole file, with the stamp blank, into the stamp's own place."""
    with path.open("r+b") as file:
        head = file.read(_HEAD)
        at = head.find(BLANK)
        if at < 0 or head.find(BLANK, at + 1) >= 0:
            raise AdvisoryFileError(f"{path} has no place for its stamp", HINT)
        value = b"stamp:" + _digest(path, head).encode()
        file.seek(at)
        file.write(value)


def check_stamp(path: Path, written: str) -> None:
    """Compare the file with its stamp. Raises `AdvisoryFileError` if one byte differs."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    mark = written.encode()
    if len(mark) != len(BLANK) or head.count(mark) != 1:
        raise AdvisoryFileError(f"{path} is damaged: its stamp is not in its place", HINT)
    if mark != b"stamp:" + _digest(path, head.replace(mark, BLANK)).encode():
        raise AdvisoryFileError(f"{path} is damaged: it is not what was written", HINT)


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file; raises sqlite3 errors."""
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _digest(path: Path, head: bytes) -> str:
    """SHA-256 of the file with its first part replaced by `head`."""
    digest = hashlib.sha256(head)
    with path.open("rb") as file:
        file.seek(len(head))
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
