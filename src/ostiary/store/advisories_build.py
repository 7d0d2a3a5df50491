"""Bring feeds into the local advisories: a new pair of files, all or nothing, put in force by one rename."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ostiary.core.errors import ParseError, UsageError
from ostiary.core.ports import Progress
from ostiary.formats.epss import parse_epss
from ostiary.formats.kev import parse_kev
from ostiary.formats.popular_names import parse_popular
from ostiary.store.advisories_bodies import Bodies, feed_row, guard
from ostiary.store.advisories_file import (
    BODIES_ID,
    BODIES_SCHEMA,
    POINTER,
    TYPES,
    AdvisoryFileError,
    Pair,
    create,
    digest_of,
    open_read_only,
    read_pointer,
    sync_folder,
    unjournalled,
    write_pointer,
)
from ostiary.store.advisories_index import make_index
from ostiary.store.advisories_summary import Summary
from ostiary.store.feeds import BUNDLE, EPSS, KEV, OSV, POPULAR, Feed

_LOCK = "lock"
_NEW = ".new-"


def update(
    folder: Path, feeds: Iterable[Feed], *, now: datetime, progress: Progress, force: bool = False
) -> Summary:
    """Bring feeds in. `now` is an aware time; `force` takes feeds that lost most of their entries.

    Whole exports replace all earlier ones of the package types that they cover; lists replace those of their
    kind; single records are added. What was there stays in force until all is written, and stays if
    anything fails: a record that cannot be read stops all, since leaving it out would be silence. Readers
    may read on meanwhile. Raises `UsageError`, `ParseError`, `SourceError` or `AdvisoryFileError`.
    """
    given = tuple(feeds)
    if not given:
        raise UsageError(
            "nothing to bring in", "name an OSV export: a zip, a folder or a JSON file"
        )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(folder):
            try:
                _tidy(folder)
                return _update(folder, given, now, progress, force=force)
            finally:
                _tidy(folder)
    except (sqlite3.Error, OSError) as error:
        raise AdvisoryFileError(f"{folder} cannot be written: {error}") from error


def seen(folder: Path) -> dict[str, str]:
    """What was last read of each export that tells what changed, by source; empty if nothing usable."""
    return dict(_feed_rows(folder, "SELECT source, seen FROM feed WHERE seen != ''"))


def asked(folder: Path) -> tuple[str, ...]:
    """The sources that the next update repeats, in the order in which they came."""
    rows = _feed_rows(folder, "SELECT asked, min(number) FROM feed GROUP BY asked ORDER BY 2")
    return tuple(row[0] for row in rows)


def _feed_rows(folder: Path, query: str) -> list[tuple[str, str]]:
    try:
        pair = read_pointer(folder)
        db = open_read_only(folder / pair.bodies, BODIES_ID)
    except (AdvisoryFileError, sqlite3.Error):
        return []
    try:
        return db.execute(query).fetchall()
    except sqlite3.Error:
        return []
    finally:
        db.close()


def _update(
    folder: Path, feeds: tuple[Feed, ...], now: datetime, progress: Progress, *, force: bool
) -> Summary:
    before = _before(folder, feeds)
    fresh = folder / f"{_NEW}bodies"
    if before:
        shutil.copyfile(folder / before.bodies, fresh)
        db = sqlite3.connect(fresh, isolation_level=None)
        unjournalled(db)
    else:
        db = create(fresh, BODIES_ID, BODIES_SCHEMA)
    try:
        db.execute("BEGIN")
        changed = _bring(db, feeds, progress, force=force)
        db.execute("COMMIT")
        if not before or len(changed) * 4 > db.execute("SELECT count(*) FROM record").fetchone()[0]:
            db.execute("VACUUM")
        index = folder / f"{_NEW}index"
        summary = make_index(
            db, index, now, progress,
            before=folder / before.index if before else None, changed=changed,
        )  # fmt: skip
    finally:
        db.close()
    _settle(folder, fresh, index)
    return summary


def _before(folder: Path, feeds: tuple[Feed, ...]) -> Pair | None:
    """The pair to build upon; none for an exported database, which is taken as a whole.

    A damaged one is not built upon either: it is made anew, if there is something to make it from.
    """
    if any(feed.label == BUNDLE for feed in feeds):
        return None
    try:
        pair = read_pointer(folder)
        for name, digest in ((pair.index, pair.index_digest), (pair.bodies, pair.bodies_digest)):
            if digest_of(folder / name) != digest:
                return None
    except (AdvisoryFileError, OSError):
        return None
    return pair


def _bring(
    db: sqlite3.Connection, feeds: tuple[Feed, ...], progress: Progress, *, force: bool
) -> set[tuple[str, str]]:
    bodies = Bodies(db, progress)
    bodies.begin()
    counts = bodies.counts()
    for feed in feeds:
        if feed.label == OSV:
            bodies.bring(feed)
        elif feed.label == BUNDLE:
            from ostiary.store.advisories_bundle import take_bundle

            take_bundle(bodies, feed, lambda one: _take_list(db, one, force=True))
        else:
            _take_list(db, feed, force=force)
    bodies.end()
    after = bodies.counts()
    for kind, count in counts.items():
        guard(f"advisories on {kind}", count, after.get(kind, 0), force=force)
    return bodies.changed


def _take_list(db: sqlite3.Connection, feed: Feed, *, force: bool) -> None:
    """A list takes the place of the one of its kind that was there."""
    ((label, data),) = feed.bodies()
    table, condition, rows = _rows(feed, data, label)
    count = f"SELECT count(*) FROM {table}{condition}"  # noqa: S608 our own words
    (before,) = db.execute(count).fetchone()
    guard(feed.source, before, len(rows), force=force)
    db.execute(f"DELETE FROM {table}{condition}")  # noqa: S608 our own words
    marks = ", ".join("?" * len(rows[0]))
    db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 our own words
    number = feed_row(db, feed)
    import hashlib

    db.execute(
        "UPDATE feed SET digest = ?, rows = ? WHERE number = ?",
        (hashlib.sha256(data).hexdigest(), len(rows), number),
    )
    db.execute("DELETE FROM feed WHERE label = ? AND number != ?", (feed.label, number))


def _rows(feed: Feed, data: bytes, label: str) -> tuple[str, str, list[tuple[object, ...]]]:
    """Table, condition and rows of a list."""
    kind = feed.label.removeprefix(f"{POPULAR}-")
    try:
        if feed.label == KEV:
            kev = parse_kev(data)
            days = [one.due.isoformat() if one.due else "" for one in kev]
            return (
                KEV,
                "",
                [(one.cve, day, one.ransomware) for one, day in zip(kev, days, strict=True)],
            )
        if feed.label == EPSS:
            return EPSS, "", [(one.cve, one.score, one.percentile) for one in parse_epss(data)]
        if kind not in TYPES:
            raise UsageError(f"popular names of {kind}", f"one of {', '.join(TYPES)} is taken")
        names = parse_popular(data)
    except ParseError as error:
        raise ParseError(f"{feed.source}: {label}: {error.message}") from None
    return (
        POPULAR,
        f" WHERE type = '{kind}'",
        [(kind, one.rank, one.name, one.downloads) for one in names],
    )


def _settle(folder: Path, bodies: Path, index: Path) -> None:
    """Make both files last under the names of their content, and only then point at them."""
    digests = []
    for path, stem in ((index, "index"), (bodies, "bodies")):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        digest = digest_of(path)
        named = folder / f"{stem}-{digest[:16]}.db"
        digests.append((named.name, digest, path.stat().st_size))
        path.replace(named)
    sync_folder(folder)
    write_pointer(folder, Pair(*digests[0], *digests[1]))


def _tidy(folder: Path) -> None:
    """Remove what no pointer names: older pairs, and what an update left that did not come to its end.

    Where the pointer cannot be read, pairs stay: one of them may be of use to somebody yet.
    """
    try:
        pair = read_pointer(folder)
        kept = {pair.index, pair.bodies}
    except AdvisoryFileError:
        kept = None
    for path in folder.iterdir():
        ours = path.name.startswith(("index-", "bodies-")) and path.suffix == ".db"
        left = path.name.startswith((_NEW, f".{POINTER}"))
        if left or (ours and kept is not None and path.name not in kept):
            path.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One update at a time; the lock ends with its process, however that ends."""
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("another update of the advisories is running", "wait for it") from None
        yield
