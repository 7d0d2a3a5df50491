"""Make the index of the local advisories out of the bodies: all of it, or what changed."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

from ostiary.core.ports import Progress
from ostiary.formats.osv_alias import unite
from ostiary.formats.osv_spec import SPEC_VERSION, shelf
from ostiary.store.advisories_file import INDEX_ID, INDEX_SCHEMA, create, unjournalled
from ostiary.store.advisories_summary import Brought, Summary, write_summary
from ostiary.store.advisories_text import pack, unpack

BAR = "index"
_STEP = 64


def make_index(
    bodies: sqlite3.Connection,
    target: Path,
    built: datetime,
    progress: Progress,
    *,
    before: Path | None = None,
    changed: Iterable[tuple[str, str]] = (),
) -> Summary:
    """Write the index to `target`, which is not there yet.

    With `before`, the index that the bodies had when only `changed` was different, the shelves of all other
    packages are taken from it; the outcome is the same.
    """
    scratch = target.with_suffix(".part")
    usable = before is not None and _usable(before)
    if before is not None and usable:
        shutil.copyfile(before, scratch)
        db = sqlite3.connect(scratch, isolation_level=None)
        unjournalled(db)
    else:
        db = create(scratch, INDEX_ID, INDEX_SCHEMA)
    try:
        db.execute("BEGIN")
        if usable:
            _replace(bodies, db, sorted(changed), progress)
        else:
            _fill(bodies, db, progress)
        _bugs(bodies, db)
        db.execute("DELETE FROM popular")
        rows = bodies.execute("SELECT type, rank, name, downloads FROM popular").fetchall()
        db.executemany("INSERT INTO popular VALUES (?, ?, ?, ?)", rows)
        summary = summarise(bodies, built)
        db.execute("DELETE FROM meta")
        meta = {"summary": write_summary(summary), "spec": str(SPEC_VERSION)}
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.execute("COMMIT")
        db.execute("VACUUM INTO ?", (str(target),))
    finally:
        db.close()
        scratch.unlink(missing_ok=True)
    return summary


def _usable(before: Path) -> bool:
    db = sqlite3.connect(before)
    try:
        row = db.execute("SELECT value FROM meta WHERE key = 'spec'").fetchone()
    finally:
        db.close()
    return bool(row == (str(SPEC_VERSION),))


def _replace(
    bodies: sqlite3.Connection,
    db: sqlite3.Connection,
    keys: list[tuple[str, str]],
    progress: Progress,
) -> None:
    query = "SELECT number, spec FROM touches WHERE type = ? AND name = ? ORDER BY number"
    progress.start(BAR, len(keys))
    for kind, name in keys:
        db.execute("DELETE FROM package WHERE type = ? AND name = ?", (kind, name))
        rows = [(number, unpack(spec)) for number, spec in bodies.execute(query, (kind, name))]
        if rows:
            value = pack(shelf(kind, rows))
            db.execute("INSERT INTO package VALUES (?, ?, ?)", (kind, name, value))
        progress.step(BAR)
    progress.stop(BAR)


def _fill(bodies: sqlite3.Connection, db: sqlite3.Connection, progress: Progress) -> None:
    (total,) = bodies.execute("SELECT count(*) FROM touches").fetchone()
    progress.start(BAR, total)
    db.executemany("INSERT INTO package VALUES (?, ?, ?)", _shelves(bodies, progress))
    progress.stop(BAR)


def _shelves(bodies: sqlite3.Connection, progress: Progress) -> Iterator[tuple[str, str, bytes]]:
    done = 0
    every = bodies.execute(
        "SELECT type, name, number, spec FROM touches ORDER BY type, name, number"
    )
    for (kind, name), rows in groupby(every, key=lambda row: row[:2]):
        specs = [(number, unpack(spec)) for *_, number, spec in rows]
        yield kind, name, pack(shelf(kind, specs))
        done += len(specs)
        if done >= _STEP:
            progress.step(BAR, done)
            done = 0


def _bugs(bodies: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Which records are one bug, and what is known of its exploitation, anew each time: both are small.

    A bug all of whose records claim the very same ids is told by each of them, and needs no row; neither do
    scores of bugs that no record names.
    """
    for table in ("member", "bug", "kev", "epss"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 our own words
    claims = [
        (number, one, tuple(json.loads(aliases)) if aliases else ())
        for number, one, aliases in bodies.execute(
            "SELECT number, id, aliases FROM record WHERE flags = 0 ORDER BY number"
        )
    ]
    bugs = unite((one, aliases) for _, one, aliases in claims)
    members: dict[str, list[tuple[int, int]]] = {}
    for number, one, aliases in claims:
        told = len({one, *aliases})
        members.setdefault(bugs[one].group, []).append((number, told))
    rows = 0
    for bug in {bug.group: bug for bug in bugs.values()}.values():
        if all(told == len(bug.ids) for _, told in members[bug.group]):
            continue
        rows += 1
        db.execute("INSERT INTO bug VALUES (?, ?)", (rows, json.dumps(bug.ids)))
        numbers = [(number, rows) for number, _ in members[bug.group]]
        db.executemany("INSERT INTO member VALUES (?, ?)", numbers)
    cves = sorted(one for one in bugs if one.startswith("CVE-"))
    for table in ("kev", "epss"):
        query = f"SELECT * FROM {table} WHERE cve = ?"  # noqa: S608 our own words
        found = (bodies.execute(query, (one,)).fetchone() for one in cves)
        db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", filter(None, found))  # noqa: S608 our own words


def summarise(bodies: sqlite3.Connection, built: datetime) -> Summary:
    """What the bodies hold."""
    feeds = bodies.execute(
        "SELECT source, label, rows, digest, types, skipped FROM feed ORDER BY number"
    ).fetchall()
    types = sorted({one for row in feeds for one in json.loads(row[4])})
    ages = bodies.execute(
        "SELECT only, max(modified) FROM record WHERE only != '' AND modified != '' GROUP BY only"
    ).fetchall()
    counts = bodies.execute(
        "SELECT only, count(*) FROM record WHERE only != '' AND flags < 2 GROUP BY only"
    ).fetchall()
    newest = bodies.execute("SELECT max(modified) FROM record").fetchone()[0]

    def count(query: str) -> int:
        return int(bodies.execute(query).fetchone()[0])

    return Summary(
        records=count("SELECT count(*) FROM record WHERE flags < 2"),
        types=tuple(types),
        built=built,
        newest=datetime.fromisoformat(newest) if newest else None,
        ages=tuple((kind, datetime.fromisoformat(when)) for kind, when in ages),
        counts=tuple((kind, number) for kind, number in counts),
        malware=count("SELECT count(*) FROM record WHERE flags = 1"),
        sources=tuple(
            Brought(source, label, rows, digest, tuple(json.loads(written)))
            for source, label, rows, digest, written, _ in feeds
        ),
        popular=tuple(
            bodies.execute("SELECT type, count(*) FROM popular GROUP BY type").fetchall()
        ),
        withdrawn=count("SELECT count(*) FROM record WHERE flags >= 2"),
        foreign=sum(row[5] for row in feeds),
        exploited=count("SELECT count(*) FROM kev"),
        scored=count("SELECT count(*) FROM epss"),
    )
