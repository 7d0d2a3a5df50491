"""Whether the whole log is what was written, and where it is not."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from ostiary.core.chain import fault
from ostiary.store.anchor import Head
from ostiary.store.errors import TamperedError
from ostiary.store.rows import link_of


class Verification(Struct, frozen=True):
    """Whether the log is whole. `bad_seq` is the first bad entry (0 if none) and `reason` says why.

    `count` entries are good, `head` is the last good one: note it elsewhere to detect a log rewritten whole.
    """

    ok: bool
    count: int
    head: Head
    bad_seq: int = 0
    reason: str = ""


def walk(db: sqlite3.Connection, kept: Head | None, noted: Head | None) -> Verification:
    """Check every entry in order, then that the kept head and the noted one are in the log."""
    good = Head()
    index = _index(db)
    for row in db.execute("SELECT * FROM entry ORDER BY seq"):
        try:
            link, body = link_of(row)
        except TamperedError as error:
            return _bad(good, good.seq + 1, error.message)
        wrong = fault(link, body, good.seq + 1, good.hash)
        if not wrong and next(index, (0, ())) != (link.seq, tuple(sorted(link.subjects))):
            wrong = "index altered: its subjects are not those of the entry"
        if wrong:
            return _bad(good, good.seq + 1, wrong)
        good = Head(link.seq, link.hash)
    if kept is None:
        return _bad(good, 0, "the file with the log's head is gone or unreadable")
    for head in (kept, noted or Head()):
        wrong = lost(db, head)
        if wrong:
            return _bad(good, min(head.seq, good.seq + 1), wrong)
    return Verification(ok=True, count=good.seq, head=good)


def lost(db: sqlite3.Connection, head: Head) -> str:
    """Why a head that once was is not in the log any more; empty if it is."""
    if head == Head():
        return ""
    row = db.execute("SELECT hash FROM entry WHERE seq = ?", (head.seq,)).fetchone()
    if row is None:
        return f"truncated: entry {head.seq} was written and is gone"
    return "" if row[0] == head.hash else f"rewritten: entry {head.seq} is another one"


def _bad(good: Head, seq: int, reason: str) -> Verification:
    return Verification(ok=False, count=good.seq, head=good, bad_seq=seq, reason=reason)


def _index(db: sqlite3.Connection) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The subjects of every entry by the index, in order."""
    query = (
        "SELECT entry.seq, about.purl FROM entry LEFT JOIN about ON about.seq = entry.seq "
        "ORDER BY entry.seq, about.purl"
    )
    for seq, rows in groupby(db.execute(query), key=itemgetter(0)):
        yield seq, tuple(str(purl) for _, purl in rows if purl is not None)
