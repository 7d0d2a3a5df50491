"""What the two files of local advisories look like, which pair is in force, and whether it is whole."""

import hashlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from ostiary.core.errors import OstiaryError

INDEX_ID = 0x4F534149
"""SQLite's application id of the index: `OSAI`."""
BODIES_ID = 0x4F534142
"""SQLite's application id of the bodies: `OSAB`."""
VERSION = 2

TYPES = ("pypi", "npm")
"""Package types whose versions we can order; records of others are not kept."""

POINTER = "current.json"
MAX_POINTER = 65536

INDEX_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE package (
  type TEXT NOT NULL, name TEXT NOT NULL, shelf BLOB NOT NULL, PRIMARY KEY (type, name)
) WITHOUT ROWID;
CREATE TABLE member (number INTEGER PRIMARY KEY, bug INTEGER NOT NULL);
CREATE TABLE bug (bug INTEGER PRIMARY KEY, ids TEXT NOT NULL);
CREATE TABLE kev (cve TEXT PRIMARY KEY, due TEXT NOT NULL, ransomware INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE epss (cve TEXT PRIMARY KEY, score REAL NOT NULL, percentile REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE popular (
  type TEXT NOT NULL, rank INTEGER NOT NULL, name TEXT NOT NULL, downloads INTEGER NOT NULL,
  PRIMARY KEY (type, rank)
) WITHOUT ROWID;
"""

BODIES_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feed (
  number INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, asked TEXT NOT NULL, label TEXT NOT NULL,
  types TEXT NOT NULL, seen TEXT NOT NULL, digest TEXT NOT NULL, whole INTEGER NOT NULL,
  rows INTEGER NOT NULL, skipped INTEGER NOT NULL
);
CREATE TABLE record (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, modified TEXT NOT NULL, flags INTEGER NOT NULL,
  feed INTEGER NOT NULL, only TEXT NOT NULL, aliases TEXT NOT NULL, digest BLOB NOT NULL, seal BLOB NOT NULL,
  summary TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX record_feed ON record (feed);
CREATE TABLE touches (
  type TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, spec BLOB NOT NULL,
  PRIMARY KEY (type, name, number)
) WITHOUT ROWID;
CREATE INDEX touches_number ON touches (number);
CREATE TABLE kev (cve TEXT PRIMARY KEY, due TEXT NOT NULL, ransomware INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE epss (cve TEXT PRIMARY KEY, score REAL NOT NULL, percentile REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE popular (
  type TEXT NOT NULL, rank INTEGER NOT NULL, name TEXT NOT NULL, downloads INTEGER NOT NULL,
  PRIMARY KEY (type, rank)
) WITHOUT ROWID;
"""

FOLDER = "advisories"
"""Where the local advisories lie in the user's data folder."""
HINT = "bring the advisories in again: ostiary db update --from OSV-EXPORT"

_CHUNK = 1 << 18
_PAGE = 8192  # most shelves are short: fewer pages, less slack


class AdvisoryFileError(OstiaryError):
    """The local advisories cannot be used; this is never the same as there being none."""


class Pair(Struct, frozen=True):
    """The index and the bodies that belong together: file names, SHA-256 and sizes in bytes."""

    index: str
    index_digest: str
    index_size: int
    bodies: str
    bodies_digest: str
    bodies_size: int


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, read in small pieces."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_pointer(folder: Path, pair: Pair) -> None:
    """Put a pair in force: by one rename, so that a reader sees the old one or the new one."""
    fields = {"format": "ostiary advisories", "version": VERSION, **asdict(pair)}
    fields["check"] = _check(fields)
    fresh = folder / f".{POINTER}.{os.getpid()}"
    with fresh.open("wb") as file:
        file.write(json.dumps(fields, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / POINTER)
    sync_folder(folder)


def read_pointer(folder: Path) -> Pair:
    """The pair in force. Raises `AdvisoryFileError` if there is none or the pointer is damaged."""
    path = folder / POINTER
    try:
        with path.open("rb") as file:
            data = file.read(MAX_POINTER)
    except FileNotFoundError:
        raise AdvisoryFileError(f"there are no local advisories in {folder}", HINT) from None
    except OSError as error:
        raise AdvisoryFileError(f"{path} cannot be read: {error.strerror}", HINT) from error
    try:
        fields = json.loads(data)
        version, check = fields["version"], fields.pop("check")
        if _check(fields) != check:
            raise AdvisoryFileError(f"{path} is damaged: it is not what was written", HINT)
        if version != VERSION:
            raise AdvisoryFileError(f"{path} is of version {version}; {VERSION} is read", HINT)
        pair = Pair(**{name: fields[name] for name in Pair.__struct_fields__})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AdvisoryFileError(f"{path} is damaged: it cannot be read", HINT) from error
    return pair


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_read_only(path: Path, application: int) -> sqlite3.Connection:
    """A connection that cannot change the file, opened for good. Raises sqlite3 and `AdvisoryFileError`."""
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    db = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        found = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except BaseException:
        db.close()
        raise
    if (found, version) == (application, VERSION):
        return db
    db.close()
    raise AdvisoryFileError(f"{path} is not a file of local advisories of version {VERSION}", HINT)


def create(path: Path, application: int, schema: str) -> sqlite3.Connection:
    """A new file for writing; it is nobody's until it is renamed, so it needs no journal."""
    db = sqlite3.connect(path, isolation_level=None)
    unjournalled(db)
    db.execute(f"PRAGMA page_size = {_PAGE}")
    db.execute(f"PRAGMA application_id = {application}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.executescript(schema)
    return db


def unjournalled(db: sqlite3.Connection) -> None:
    """No journal and no syncs: for files that are thrown away if anything fails."""
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = MEMORY")


def _check(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
