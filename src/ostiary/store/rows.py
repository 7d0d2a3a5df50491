"""One row of the log as an entry, and the name by which its subjects are found."""

import json
import zlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from ostiary.core.chain import Link
from ostiary.store.errors import TamperedError

MAX_BODY = 256 << 20
"""Bytes of one entry's body before compression."""

ADVICE = "`ostiary log verify` finds the place; keep the files as evidence"


class EntryKind(StrEnum):
    """What an entry records."""

    RUN = "run"
    APPROVE = "approve"
    REFUSE = "refuse"
    POLICY = "policy"
    BASELINE = "baseline"
    TRIAGE = "triage"
    NOTE = "note"


class Entry(Struct, frozen=True):
    """One entry of the log. `body` is what was recorded, usually canonical JSON; `at` is in UTC."""

    seq: int
    at: datetime
    kind: EntryKind
    subjects: tuple[str, ...]
    body: bytes
    previous: str
    hash: str


def name_of(purl: str) -> str:
    """A purl without its version; the @ of an npm scope stays."""
    head, slash, last = purl.rpartition("/")
    return head + slash + (last[:1] + last[1:].partition("@")[0])


def link_of(row: tuple[Any, ...]) -> tuple[Link, bytes]:
    """A row as header and body. Raises `TamperedError` where it cannot be one that we wrote."""
    try:
        seq, at, kind, subjects, packed, digest, previous, hashed = row
        reader = zlib.decompressobj()
        body = reader.decompress(packed, MAX_BODY)
        about = tuple(str(one) for one in json.loads(subjects))
    except (zlib.error, ValueError, TypeError, RecursionError) as error:
        raise TamperedError(
            f"body altered: entry {row[0]} cannot be read: {error}", ADVICE
        ) from error
    return Link(seq, str(at), str(kind), about, str(previous), str(digest), str(hashed)), body


def time_of(link: Link) -> datetime:
    """When the entry was made. Raises `TamperedError` for what is no time."""
    try:
        return datetime.fromisoformat(link.at)
    except ValueError as error:
        raise TamperedError(f"entry {link.seq} of the log has no time", ADVICE) from error


def entry_of(link: Link, body: bytes) -> Entry:
    """The entry of a row. Raises `TamperedError` for what is none."""
    try:
        kind = EntryKind(link.kind)
    except ValueError as error:
        raise TamperedError(f"entry {link.seq} of the log has no known kind", ADVICE) from error
    return Entry(link.seq, time_of(link), kind, link.subjects, body, link.previous, link.hash)
