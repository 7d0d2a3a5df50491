"""Bring records into the file of bodies: which are there, from which feed, and which went away."""

import hashlib
import json
import sqlite3
import zlib
from datetime import UTC, datetime

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.ports import Progress
from ostiary.formats.osv_order import ecosystem_type
from ostiary.formats.osv_record import OsvRecord, parse_record
from ostiary.formats.osv_spec import specs
from ostiary.store.advisories import seal_of
from ostiary.store.advisories_file import TYPES
from ostiary.store.advisories_text import pack
from ostiary.store.feeds import Feed

MAX_RECORDS = 5_000_000

FEW = 20
"""What has fewer entries than this may shrink as it likes."""

_EARLY = datetime.min.replace(tzinfo=UTC)
_LEVEL = 6
_STEP = 256


class Bodies(Struct):
    """One update of the records. `changed` are the packages whose records are not what they were."""

    db: sqlite3.Connection
    progress: Progress
    changed: set[tuple[str, str]] = field(default_factory=set)
    _whole: set[int] = field(default_factory=set)
    _given: set[int] = field(default_factory=set)
    _kept: set[int] = field(default_factory=set)
    _known: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    _next: int = 1

    def begin(self) -> None:
        """Learn what is there."""
        rows = self.db.execute("SELECT digest, number, feed FROM record")
        self._known = {digest: (number, feed) for digest, number, feed in rows}
        self._next = 1 + max((number for number, _ in self._known.values()), default=0)

    def counts(self) -> dict[str, int]:
        """Records by the one package type that they are about."""
        return dict(
            self.db.execute("SELECT only, count(*) FROM record WHERE only != '' GROUP BY only")
        )

    def bring(self, feed: Feed) -> None:
        """Bring in the records of one feed. Raises `ParseError` for one that cannot be read."""
        row = feed_row(self.db, feed)
        self._given.add(row)
        if feed.whole and not feed.partial:
            self._whole.add(row)
        digest = hashlib.sha256()
        found = skipped = 0
        self.progress.start(feed.source, feed.total)
        for label, body in feed.bodies():
            found += 1
            its = hashlib.sha256(body).digest()
            digest.update(its)
            skipped += not self._take(body, its, row, f"{feed.source}: {label}")
            if not found % _STEP:
                self.progress.step(feed.source, _STEP)
        self.progress.stop(feed.source)
        if not found and not feed.partial:
            message = f"{feed.source} holds no OSV record"
            raise ParseError(message, "give an OSV export: a zip or a folder")
        types = [one for (one,) in self.db.execute(_TYPES_OF, (row,))] if feed.whole else []
        self.db.execute(
            "UPDATE feed SET types = ?, seen = ?, digest = ?, whole = ?, rows = ?, skipped = ?"
            " WHERE number = ?",
            (json.dumps(types), feed.seen, digest.hexdigest(), feed.whole, found, skipped, row),
        )

    def end(self) -> None:
        """Take away what whole exports no longer hold, and older exports of the types that they cover."""
        rows = self.db.execute("SELECT number, types FROM feed WHERE whole").fetchall()
        types = {one for row, written in rows if row in self._whole for one in json.loads(written)}
        for row, written in rows:
            covered = written != "[]" and types.issuperset(json.loads(written))
            if row in self._whole or (covered and row not in self._given):
                self._sweep(row)
                if row not in self._given:
                    self.db.execute("DELETE FROM feed WHERE number = ?", (row,))

    def _sweep(self, feed: int) -> None:
        """Records about several types stay: the export of another type may still hold them."""
        query = "SELECT number FROM record WHERE feed = ? AND only != ''"
        for (number,) in self.db.execute(query, (feed,)).fetchall():
            if number not in self._kept:
                self._remove(number)

    def _remove(self, number: int) -> None:
        query = "SELECT type, name FROM touches WHERE number = ?"
        self.changed.update(self.db.execute(query, (number,)).fetchall())
        self.db.execute("DELETE FROM touches WHERE number = ?", (number,))
        self.db.execute("DELETE FROM record WHERE number = ?", (number,))

    def _take(self, body: bytes, digest: bytes, feed: int, label: str) -> bool:
        """Keep a record; of one id the newest stays. False for one about types that are not kept."""
        known = self._known.get(digest)
        if known:
            self._keep(known[0], known[1], feed)
            return True
        try:
            record = parse_record(body)
        except ParseError as error:
            raise ParseError(f"{label}: {error.message}", "fetch the export again") from None
        query = "SELECT number, modified, feed FROM record WHERE id = ?"
        old = self.db.execute(query, (record.id,)).fetchone()
        if old:
            if (record.modified or _EARLY) <= _moment(old[1]):
                self._keep(old[0], old[2], feed)
                return True
            self._remove(old[0])
        pieces = specs(record, TYPES)
        if pieces:
            self._insert(record, body, digest, feed, pieces)
        return bool(pieces)

    def _keep(self, number: int, owner: int, feed: int) -> None:
        self._kept.add(number)
        if owner != feed:
            self.db.execute("UPDATE record SET feed = ? WHERE number = ?", (feed, number))

    def _insert(
        self,
        record: OsvRecord,
        body: bytes,
        digest: bytes,
        feed: int,
        pieces: dict[tuple[str, str], str],
    ) -> None:
        number, self._next = self._next, self._next + 1
        if number > MAX_RECORDS:
            raise LimitError(f"more than {MAX_RECORDS} records")
        types = {ecosystem_type(entry.ecosystem) for entry in record.affected}
        self.db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                record.id,
                record.modified.astimezone(UTC).isoformat() if record.modified else "",
                record.malware + 2 * record.withdrawn,
                feed,
                types.pop() if len(types) == 1 else "",
                json.dumps(record.aliases) if record.aliases else "",
                digest,
                seal_of(number, record.id, record.summary),
                record.summary,
                zlib.compress(body, _LEVEL),
            ),
        )
        rows = [(*key, number, pack(spec)) for key, spec in pieces.items()]
        self.db.executemany("INSERT INTO touches VALUES (?, ?, ?, ?)", rows)
        self._kept.add(number)
        self._known[digest] = (number, feed)
        self.changed.update(pieces)


_TYPES_OF = "SELECT DISTINCT only FROM record WHERE feed = ? AND only != '' ORDER BY only"


def feed_row(db: sqlite3.Connection, feed: Feed) -> int:
    """The number of a feed in the file, new or as it was."""
    row = db.execute("SELECT number FROM feed WHERE source = ?", (feed.source,)).fetchone()
    if row:
        db.execute(
            "UPDATE feed SET asked = ?, label = ? WHERE number = ?", (feed.asked, feed.label, *row)
        )
        return int(row[0])
    insert = "INSERT INTO feed VALUES (NULL, ?, ?, ?, '[]', '', '', 0, 0, 0)"
    return int(db.execute(insert, (feed.source, feed.asked, feed.label)).lastrowid or 0)


def guard(what: str, before: int, now: int, *, force: bool) -> None:
    """Refuse what lost more than half of its entries: a feed cut short looks just like that."""
    if not force and before >= FEW and now * 2 < before:
        raise SourceError(
            f"{what}: {now:,} entries, where there were {before:,}; nothing was changed",
            "look at the source; `ostiary db update --force` takes it as it is",
            Cause.CONTRADICTED,
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text) if text else _EARLY
