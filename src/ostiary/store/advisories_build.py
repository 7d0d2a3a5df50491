"""Bring OSV exports and popular names into one file, all or nothing."""

import hashlib
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ostiary.core.errors import LimitError, ParseError, UsageError
from ostiary.core.facts.names import PopularName
from ostiary.formats.osv_order import canonical_name, ecosystem_type
from ostiary.formats.osv_record import MAX_RECORD, OsvRecord, parse_record
from ostiary.formats.popular_names import parse_popular
from ostiary.store.advisories_file import (
    APPLICATION,
    BLANK,
    SCHEMA,
    TYPES,
    VERSION,
    AdvisoryFileError,
    stamp,
)
from ostiary.store.advisories_summary import Summary, write_summary

MAX_RECORDS = 5_000_000

_EARLY = datetime.min.replace(tzinfo=UTC)
_LEVEL = 6


def build(
    target: Path,
    sources: Iterable[Path],
    *,
    built: datetime,
    popular: Mapping[str, Path] | None = None,
) -> Summary:
    """Write the file of local advisories anew from OSV exports (zip, folder or single JSON).

    `built` is an aware time; `popular` maps package types to lists of names. The old file stays until the
    new one is whole, and stays if anything fails: a record that cannot be read stops all, since leaving it
    out would be silence. Raises `UsageError`, `ParseError` or `AdvisoryFileError`.
    """
    paths = tuple(sources)
    lists = {kind: _popular(kind, path) for kind, path in (popular or {}).items()}
    if not paths and not lists:
        raise UsageError(
            "nothing to bring in", "name an OSV export: a zip, a folder or a JSON file"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        summary = _write(fresh, paths, lists, built)
        stamp(fresh)
        _settle(fresh, target)
    except (sqlite3.Error, OSError) as error:
        raise AdvisoryFileError(f"{target} cannot be written: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return summary


def _settle(fresh: Path, target: Path) -> None:
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass
class _Work:
    db: sqlite3.Connection
    seen: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    newest: datetime | None = None
    withdrawn: int = 0
    foreign: int = 0

    def take(self, body: bytes, record: OsvRecord) -> None:
        """Keep a record, or leave it out for a reason that is counted; of one id the newest stays."""
        self.newest = max(filter(None, (self.newest, record.modified)), default=None)
        keys = {
            (kind, canonical_name(kind, entry.name))
            for entry in record.affected
            if (kind := ecosystem_type(entry.ecosystem)) in TYPES
        }
        number, moment = self.seen.get(record.id, (len(self.seen) + 1, None))
        if moment is not None:
            if (record.modified or _EARLY) <= moment:
                return
            self.db.execute("DELETE FROM touches WHERE number = ?", (number,))
            self.db.execute("DELETE FROM record WHERE number = ?", (number,))
        if number > MAX_RECORDS:
            raise LimitError(f"more than {MAX_RECORDS} records")
        self.seen[record.id] = (number, record.modified or _EARLY)
        if record.withdrawn:
            self.withdrawn += 1
        elif not keys:
            self.foreign += 1
        else:
            packed = zlib.compress(body, _LEVEL)
            self.db.execute("INSERT INTO record VALUES (?, ?)", (number, packed))
            rows = [(*key, number) for key in sorted(keys)]
            self.db.executemany("INSERT INTO touches VALUES (?, ?, ?)", rows)


def _write(
    fresh: Path,
    paths: tuple[Path, ...],
    lists: Mapping[str, tuple[PopularName, ...]],
    built: datetime,
) -> Summary:
    db = sqlite3.connect(fresh, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.executescript(SCHEMA)
        db.execute("INSERT INTO meta VALUES ('stamp', ?)", (BLANK.decode(),))
        db.execute("BEGIN")
        work = _Work(db)
        digests = tuple((path.name, _bring(path, work)) for path in paths)
        for kind, names in lists.items():
            rows = [(kind, one.rank, one.name, one.downloads) for one in names]
            db.executemany("INSERT INTO popular VALUES (?, ?, ?, ?)", rows)
        (count,) = db.execute("SELECT count(*) FROM record").fetchone()
        summary = Summary(
            records=count,
            types=tuple(sorted(work.types)),
            built=built,
            newest=work.newest,
            sources=digests,
            popular=tuple((kind, len(names)) for kind, names in sorted(lists.items())),
            withdrawn=work.withdrawn,
            foreign=work.foreign,
        )
        db.executemany("INSERT INTO meta VALUES (?, ?)", write_summary(summary).items())
        db.execute("COMMIT")
    finally:
        db.close()
    return summary


def _bring(path: Path, work: _Work) -> str:
    """All records of one source into the file; gives the digest of what was read.

    A whole export (zip or folder) covers each type of which it has records of its own: those of other
    ecosystems that only come along with shared records do not count, and neither does a single record.
    """
    digest = hashlib.sha256()
    whole = path.is_dir() or path.suffix != ".json"
    found = 0
    for label, body in _bodies(path):
        try:
            record = parse_record(body)
        except ParseError as error:
            raise ParseError(
                f"{path}: {label}: {error.message}", "fetch the export again"
            ) from None
        found += 1
        digest.update(hashlib.sha256(body).digest())
        work.take(body, record)
        types = {ecosystem_type(entry.ecosystem) for entry in record.affected}
        if whole and len(types) == 1:
            work.types |= types.intersection(TYPES)
    if not found:
        raise ParseError(f"{path} holds no OSV record", "give an OSV export: a zip or a folder")
    return digest.hexdigest()


def _bodies(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            if file.is_file() and not file.is_symlink():
                yield str(file.relative_to(path)), _read(file)
    elif not path.exists():
        raise UsageError(
            f"{path} does not exist", "give an OSV export: a zip, a folder or a JSON file"
        )
    elif path.suffix == ".json":
        yield path.name, _read(path)
    else:
        yield from _zipped(path)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.endswith(".json"):
                    with archive.open(info) as member:
                        yield info.filename, member.read(MAX_RECORD + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ParseError(
            f"{path} is no whole zip file: {error}", "fetch the export again"
        ) from None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_RECORD + 1)


def _popular(kind: str, path: Path) -> tuple[PopularName, ...]:
    if kind not in TYPES:
        raise UsageError(f"popular names of {kind}", f"one of {', '.join(TYPES)} is taken")
    try:
        return parse_popular(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except ParseError as error:
        raise ParseError(f"{path}: {error.message}") from None
