"""The tables of the log, and a connection that keeps what was committed."""

import sqlite3
import time
from pathlib import Path

from ostiary.store.errors import StoreError

APPLICATION = 0x4F535459
"""SQLite's application id of our file: `OSTY`."""

VERSION = 1
BUSY_SECONDS = 30.0
WAL_TRIES = 100
WAL_PAUSE = 0.05

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  subjects TEXT NOT NULL,
  body BLOB NOT NULL,
  body_sha256 TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS about (
  name TEXT NOT NULL,
  purl TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES entry(seq),
  PRIMARY KEY (name, seq, purl)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_kind ON entry (kind, seq);
CREATE INDEX IF NOT EXISTS about_seq ON about (seq, purl);
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the log, making it if it is not there; raises sqlite3 and file errors, and `StoreError`.

    Write-ahead log with full synchronisation: what was committed survives a killed process and a power cut.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _ours(db, path)
        _write_ahead(db)
        db.execute("PRAGMA synchronous = FULL")
        _create(db)
    except BaseException:
        db.close()
        raise
    return db


def _ours(db: sqlite3.Connection, path: Path) -> None:
    # The tables first: where there are any, whoever made them has set the id in the same transaction.
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if tables and application != APPLICATION:
        raise StoreError(f"{path} is a database of another program", "name another file")
    if version > VERSION:
        hint = "update Ostiary, or name another file"
        raise StoreError(f"{path} was made by a newer Ostiary (format {version})", hint)


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait here by itself when two processes start at once."""
    for attempt in range(WAL_TRIES):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == WAL_TRIES - 1:
                raise
            time.sleep(WAL_PAUSE)
        else:
            return


def _create(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for table in ("entry", "about"):
        for action in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
