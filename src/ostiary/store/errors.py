"""What goes wrong with the store, told so that a person can act."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ostiary.core.errors import OstiaryError

HINT = "check that the folder exists, is writable and has free space, or set OSTIARY_DATA to one that is"


class StoreError(OstiaryError):
    """The store cannot be read or written."""


class TamperedError(StoreError):
    """The log is not what was written to it."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the file system on `path` into a `StoreError` with a hint."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            hint = "another process holds it; wait for it to end, then run again"
        else:
            hint = HINT
        raise StoreError(f"the log {path} cannot be used: {error}", hint) from error
    except sqlite3.Error as error:
        hint = "move the file aside (keep it as evidence) or restore it from a backup"
        raise StoreError(f"the log {path} is damaged: {error}", hint) from error
    except OSError as error:
        hint = HINT
        raise StoreError(f"the log {path} cannot be used: {error}", hint) from error
