"""Whether a log is whole: each entry's hash covers its content and the hash of the entry before it."""

import json

from msgspec import Struct

from ostiary.core.digest import sha256

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


class Link(Struct, frozen=True):
    """One entry's header as stored: texts, so that verification sees what is there and not a reading of it.

    `at` is ISO 8601 in UTC, `subjects` are purls, `body_sha256` and `hash` are hexadecimal.
    """

    seq: int
    at: str
    kind: str
    subjects: tuple[str, ...]
    previous: str
    body_sha256: str
    hash: str


def seal(
    seq: int, at: str, kind: str, *, subjects: tuple[str, ...], previous: str, body_sha256: str
) -> str:
    """The hash of an entry: SHA-256 over its header as one line of canonical JSON."""
    header = [1, seq, at, kind, list(subjects), previous, body_sha256]
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii"))


def fault(link: Link, body: bytes, seq: int, previous: str) -> str:
    """What is wrong with an entry that should be number `seq` after hash `previous`; empty if nothing is."""
    if link.seq != seq:
        return f"gap: entry {seq} is missing, {link.seq} follows"
    if link.body_sha256 != sha256(body):
        return "body altered: its digest is not the recorded one"
    hashed = seal(
        link.seq,
        link.at,
        link.kind,
        subjects=link.subjects,
        previous=link.previous,
        body_sha256=link.body_sha256,
    )
    if link.hash != hashed:
        return "header altered: its hash is not the recorded one"
    if link.previous != previous:
        return "link broken: it does not follow the entry before it"
    return ""
