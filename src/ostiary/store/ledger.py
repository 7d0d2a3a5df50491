"""What was run and decided, by whom and when: an append-only log in which a change shows."""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ostiary.core.chain import Link, fault, seal
from ostiary.core.digest import sha256
from ostiary.core.waiver import Approval, Ruling
from ostiary.store import anchor, audit, rulings, triage
from ostiary.store.anchor import Head
from ostiary.store.audit import Verification
from ostiary.store.errors import StoreError, TamperedError, told
from ostiary.store.rows import (
    ADVICE,
    MAX_BODY,
    Entry,
    EntryKind,
    entry_of,
    link_of,
    name_of,
    time_of,
)
from ostiary.store.schema import connect
from ostiary.store.triage import Triaged

__all__ = ["Entry", "EntryKind", "Head", "Ledger", "Verification"]

_ALL = "SELECT * FROM entry ORDER BY seq DESC LIMIT ?"
_OF_NAME = (
    "SELECT * FROM entry WHERE seq IN (SELECT seq FROM about WHERE name = ?) "
    "ORDER BY seq DESC LIMIT ?"
)
_OF_PURL = (
    "SELECT * FROM entry WHERE seq IN (SELECT seq FROM about WHERE name = ? AND purl IN (?, ?)) "
    "ORDER BY seq DESC LIMIT ?"
)
_BASELINES = "SELECT * FROM entry WHERE kind = 'baseline' ORDER BY seq DESC LIMIT ?"
_RULINGS = "SELECT * FROM entry WHERE kind IN ('approve', 'refuse') ORDER BY seq"
_TRIAGE = "SELECT * FROM entry WHERE kind = 'triage' ORDER BY seq"


class Ledger:
    """The log in one SQLite file. Several processes may append to it at once; use it as a context manager.

    Every method raises `StoreError` if the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with told(path):
            self._db = connect(path)
            try:
                self._begin()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def append(self, kind: EntryKind, subjects: Iterable[str], body: bytes, at: datetime) -> Entry:
        """Add an entry; it is on disk when this returns.

        Raises `TamperedError` if entries that were there are gone, for then appending would hide it.
        """
        return self.extend(kind, ((subjects, body),), at)[0]

    def extend(
        self, kind: EntryKind, rows: Iterable[tuple[Iterable[str], bytes]], at: datetime
    ) -> tuple[Entry, ...]:
        """Add several entries, all of them or none, given as (subjects, body); raises as `append` does."""
        packed = [(_about(subjects), body, _packed(body)) for subjects, body in rows]
        with told(self._path):
            with self._alone():
                self._anchored()
                added = tuple(self._insert(kind, *one, at) for one in packed)
            with self._alone():
                anchor.write(self._path, self._head())
        return added

    def rule(self, approval: Approval) -> Entry:
        """Record an approval or a refusal."""
        kind = EntryKind.APPROVE if approval.ruling is Ruling.APPROVE else EntryKind.REFUSE
        return self.append(kind, (approval.subject,), rulings.encode(approval), approval.at)

    def history(self, subject: str | None = None, limit: int = 100) -> tuple[Entry, ...]:
        """Entries about a purl, or all entries; newest first, at most `limit`.

        A purl without version means all versions; one with a version finds what concerns all of them too.
        """
        if subject is None:
            return self._entries(_ALL, (limit,))
        name = name_of(subject)
        if name == subject:
            return self._entries(_OF_NAME, (name, limit))
        return self._entries(_OF_PURL, (name, name, subject, limit))

    def approvals(self, purl: str) -> tuple[Approval, ...]:
        """Every approval and refusal of this package in any version, oldest first; policy picks what applies.

        Raises `TamperedError` if a ruling on anything was altered, or entries of the log are gone. It does
        not trust the index of subjects, since a refusal that nobody finds is a pass.
        """
        name = name_of(purl)
        return tuple(
            one
            for link, one in self._ruled()
            if any(name_of(subject) == name for subject in link.subjects)
        )

    def rulings(self) -> tuple[Approval, ...]:
        """Every approval and refusal, oldest first. Raises `TamperedError` as `approvals` does."""
        return tuple(one for _, one in self._ruled())

    def triage(self) -> tuple[Triaged, ...]:
        """Everything that was ever said of findings, in order, with what ended it.

        Raises `TamperedError` as `approvals` does: a removal that nobody finds is a pass.
        """
        return triage.settled(
            triage.decode(body, time_of(link), link.seq)
            for link, body in self._verified(_TRIAGE, ())
        )

    def sound_history(self, subject: str, limit: int) -> tuple[Entry, ...]:
        """As `history`, for what a decision rests on. Raises `TamperedError` if an entry was altered."""
        return self._sound_entries(_OF_NAME, (name_of(subject), limit))

    def baselines(self, limit: int) -> tuple[Entry, ...]:
        """Baselines of all places, newest first, without trust in the index. Raises `TamperedError`."""
        return self._sound_entries(_BASELINES, (limit,))

    def head(self) -> Head:
        """The last entry's number and hash, to be noted elsewhere."""
        with told(self._path):
            return self._head()

    def verify(self, noted: Head | None = None) -> Verification:
        """Walk the whole log. `noted` is a head that a person noted earlier: it must be in the log."""
        with told(self._path):
            kept = anchor.read(self._path)
            with self._reading():
                return audit.walk(self._db, kept, noted)

    def adopt(self, reason: str, by: str, at: datetime) -> Entry:
        """Take the log as it is for whole, after a restored backup; the reason is logged."""
        with told(self._path), self._alone():
            anchor.write(self._path, self._head())
        body = rulings.canonical({"adopted": str(self.head()), "by": by, "reason": reason})
        return self.append(EntryKind.NOTE, (), body, at)

    def _begin(self) -> None:
        """Keep the head of a new log before its first entry, so that a missing head is always a fault."""
        if not anchor.anchor_path(self._path).exists():
            with self._alone():
                if self._head() == Head():
                    anchor.write(self._path, Head())

    def _insert(
        self, kind: EntryKind, about: tuple[str, ...], body: bytes, packed: bytes, at: datetime
    ) -> Entry:
        head = self._head()
        seq, moment, digest = head.seq + 1, at.astimezone(UTC), sha256(body)
        at_text = moment.isoformat()
        hashed = seal(
            seq, at_text, kind.value, subjects=about, previous=head.hash, body_sha256=digest
        )
        subjects = json.dumps(list(about), separators=(",", ":"))
        values = (seq, at_text, kind.value, subjects, packed, digest, head.hash, hashed)
        self._db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?)", values)
        rows = [(name_of(purl), purl, seq) for purl in about]
        self._db.executemany("INSERT INTO about (name, purl, seq) VALUES (?,?,?)", rows)
        return Entry(seq, moment, kind, about, body, head.hash, hashed)

    def _entries(self, query: str, values: tuple[object, ...]) -> tuple[Entry, ...]:
        with told(self._path):
            rows = self._db.execute(query, values).fetchall()
        return tuple(entry_of(*link_of(row)) for row in rows)

    def _ruled(self) -> list[tuple[Link, Approval]]:
        return [
            (link, rulings.decode(body, time_of(link), link.seq))
            for link, body in self._verified(_RULINGS, ())
        ]

    def _sound_entries(self, query: str, values: tuple[object, ...]) -> tuple[Entry, ...]:
        return tuple(entry_of(*one) for one in self._verified(query, values))

    def _verified(self, query: str, values: tuple[object, ...]) -> list[tuple[Link, bytes]]:
        """Entries that are as they were written, out of a log that is whole."""
        with told(self._path), self._reading():
            self._anchored()
            rows = self._db.execute(query, values).fetchall()
        return [_sound(row) for row in rows]

    def _head(self) -> Head:
        row = self._db.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        return Head(row[0], str(row[1])) if row else Head()

    def _anchored(self) -> None:
        kept = anchor.read(self._path)
        wrong = "its head file is gone" if kept is None else audit.lost(self._db, kept)
        count = self._db.execute("SELECT count(*) FROM entry").fetchone()[0]
        if not wrong and count != self._head().seq:
            wrong = "entries are missing"
        if wrong:
            raise TamperedError(f"the log {self._path} is not whole: {wrong}", ADVICE)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the write lock; commit at the end, roll back on any error."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """See one state of the log, whatever others append meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")


def _about(subjects: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_utf8(one) for one in subjects))


def _packed(body: bytes) -> bytes:
    if len(body) > MAX_BODY:
        raise StoreError(f"an entry of {len(body)} bytes is too long", f"limit: {MAX_BODY}")
    return zlib.compress(body, 6)


def _sound(row: tuple[object, ...]) -> tuple[Link, bytes]:
    """An entry that is as it was written."""
    link, body = link_of(row)
    wrong = fault(link, body, link.seq, link.previous)
    if wrong:
        raise TamperedError(f"entry {link.seq} of the log: {wrong}", ADVICE)
    return link, body


def _utf8(text: str) -> str:
    """Text that SQLite can hold: names out of packages may have lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
