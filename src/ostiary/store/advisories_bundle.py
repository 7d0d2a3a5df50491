"""Hand the local advisories on as one file, and take such a file: data only, read like any other feed."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.core.ports import Progress
from ostiary.store.advisories_bodies import Bodies
from ostiary.store.advisories_file import BODIES_ID, AdvisoryFileError, open_read_only, read_pointer
from ostiary.store.feeds import BUNDLE_MAGIC, OSV, Feed

BAR = "export"
_LEVEL = 9
_STEP = 256


def export(folder: Path, target: Path, progress: Progress) -> int:
    """Write all that was brought in to one file; gives its size in bytes. Raises `AdvisoryFileError`.

    The form: zstd over a first line and parts of (kind, size, bytes), the last of which is the SHA-256 of all
    others. It holds records, not tables, so that another version of Ostiary can read it, and so that nobody
    opens a database that somebody else made.
    """
    import zstandard

    pair = read_pointer(folder)
    fresh = target.with_name(f".{target.name}.part")
    try:
        db = open_read_only(folder / pair.bodies, BODIES_ID)
        try:
            progress.start(BAR, db.execute("SELECT count(*) FROM record").fetchone()[0])
            machine = zstandard.ZstdCompressor(
                compression_params=zstandard.ZstdCompressionParameters.from_level(
                    _LEVEL, enable_ldm=True, window_log=25
                )
            )
            digest = hashlib.sha256()
            with fresh.open("wb") as file, machine.stream_writer(file) as stream:
                stream.write(BUNDLE_MAGIC)
                for kind, body in _parts(db, progress):
                    part = f"{kind:<8}{len(body):08x}".encode() + body
                    digest.update(part)
                    stream.write(part)
                stream.write(f"{'end':<8}{32:08x}".encode() + digest.digest())
            progress.stop(BAR)
        finally:
            db.close()
        fresh.replace(target)
    except (sqlite3.Error, zlib.error) as error:
        raise AdvisoryFileError(f"{folder} is damaged: {error}", "ostiary db update") from error
    except OSError as error:
        raise AdvisoryFileError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return target.stat().st_size


def _parts(db: sqlite3.Connection, progress: Progress) -> Iterator[tuple[str, bytes]]:
    query = "SELECT number, source, label, whole FROM feed ORDER BY number"
    rows = db.execute(query).fetchall()
    for number, source, label, whole in rows:
        name = f"{number}-{source.rpartition('/')[2]}"  # not the folders of whoever exports
        head = {"source": name, "label": label, "whole": bool(whole)}
        yield "feed", json.dumps(head).encode()
        if label == OSV:
            bodies = db.execute(
                "SELECT digest, body FROM record WHERE feed = ? ORDER BY number", (number,)
            )
            for done, (digest, packed) in enumerate(bodies):
                body = zlib.decompress(packed)
                if hashlib.sha256(body).digest() != digest:
                    raise zlib.error("a record is not what was brought in")
                yield "record", body
                if not done % _STEP:
                    progress.step(BAR, _STEP)
        else:
            yield "list", _list(db, label)


def _list(db: sqlite3.Connection, label: str) -> bytes:
    """A list in the form in which its source publishes it."""
    if label == "kev":
        entries = [
            {
                "cveID": cve,
                "dueDate": due,
                "knownRansomwareCampaignUse": "Known" if used else "Unknown",
            }
            for cve, due, used in db.execute("SELECT cve, due, ransomware FROM kev")
        ]
        return json.dumps({"catalogVersion": "", "vulnerabilities": entries}).encode()
    if label == "epss":
        rows = db.execute("SELECT cve, score, percentile FROM epss")
        return "\n".join(
            ["cve,epss,percentile", *(",".join(map(str, row)) for row in rows)]
        ).encode()
    query = "SELECT name, downloads FROM popular WHERE type = ? ORDER BY rank"
    names = db.execute(query, (label.removeprefix("popular-"),)).fetchall()
    return json.dumps({"rows": names}).encode()


def take_bundle(bodies: Bodies, feed: Feed, take_list: Callable[[Feed], None]) -> None:
    """Bring in every feed of an exported database. Raises `ParseError` for one that is not whole."""
    parts = iter(feed.bodies())
    pending = next(parts, None)
    if pending is None:
        raise ParseError(f"{feed.source} is an export of nothing")
    while pending is not None:
        kind, head = pending
        one = _head(feed, kind, head)
        pending = None

        def records() -> Iterator[tuple[str, bytes]]:
            nonlocal pending
            for count, (kind, body) in enumerate(parts):
                if kind == "feed":
                    pending = (kind, body)
                    return
                yield f"{kind} {count}", body

        if one.label == OSV:
            bodies.bring(replace(one, bodies=records, partial=False))
        else:
            take_list(replace(one, bodies=lambda: list(records())))


def _head(feed: Feed, kind: str, head: bytes) -> Feed:
    try:
        fields = json.loads(head)
        source, label, whole = str(fields["source"]), str(fields["label"]), bool(fields["whole"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ParseError(f"{feed.source} is damaged: a part without a head") from None
    if kind != "feed":
        raise ParseError(f"{feed.source} is damaged: a part without a head")
    return replace(feed, source=f"{feed.asked}#{source}", label=label, whole=whole)
