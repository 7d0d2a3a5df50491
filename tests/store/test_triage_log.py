"""Triage in the log: what comes out is what went in, and a removal cannot be made to vanish."""

import sqlite3
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from ostiary.core.waiver import VexStatus, Waiver
from ostiary.store.errors import TamperedError
from ostiary.store.ledger import EntryKind, Ledger
from ostiary.store.triage import Removal, Triaged, decode, encode, encode_removal, settled

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SAID = Waiver(
    "CVE-2026-1", "pkg:npm/%40scope/left@1", VexStatus.NOT_AFFECTED, "component_not_present", "é\n", "ann",
    date(2026, 9, 1), "sha256:" + "ab" * 32, aliases=("GHSA-1",), place="/srv/app", until_fixed=True,
    accepted=True, action="wait", entry=3, at=AT.date(),
)  # fmt: skip


def put(log: Ledger, *bodies: bytes) -> None:
    log.extend(EntryKind.TRIAGE, [((SAID.subject,), body) for body in bodies], AT)


def tamper(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the log's back."""
    db = sqlite3.connect(path, isolation_level=None)
    for action in ("update", "delete"):
        db.execute(f"DROP TRIGGER entry_no_{action}")
    db.execute(statement, values)
    db.close()


def test_a_statement_comes_back_as_it_was() -> None:
    assert decode(encode(SAID, "bob"), AT, 3) == Triaged(SAID, "bob", AT)
    removal = Removal(3, "back", "bob")
    assert decode(encode_removal(removal), AT, 4) == removal


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"action":"remove"}', b'{"action":"remove","entry":"3","reason":"","by":""}',
     encode(SAID, "b").replace(b"not_affected", b"harmless"), encode(SAID, "b").replace(b"2026-09-01", b"x"),
     encode(SAID, "b").replace(b'"owner":"ann"', b'"owner":5')],
)  # fmt: skip
def test_what_is_no_triage_is_never_skipped(body: bytes) -> None:
    with pytest.raises(TamperedError, match="entry 7"):
        decode(body, AT, 7)


def test_several_at_once_are_whole_and_in_order(tmp_path: Path) -> None:
    with Ledger(tmp_path / "log.db") as log:
        put(log, encode(SAID, "a"), encode(SAID, "b"), encode_removal(Removal(2, "back", "c")))
        put(log, encode_removal(Removal(99, "nothing", "c")))
        found = log.triage()
        assert log.verify().ok
    assert [(one.waiver.entry, one.ended) for one in found] == [
        (1, "replaced by entry 2"),
        (2, "removed by c: back"),
    ]


def test_a_removal_that_was_taken_out_of_the_log_shows(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Ledger(path) as log:
        put(log, encode(SAID, "a"), encode_removal(Removal(1, "back", "c")))
    tamper(path, "DELETE FROM entry WHERE seq = ?", 2)
    with Ledger(path) as log, pytest.raises(TamperedError):
        log.triage()


def test_a_statement_that_was_changed_shows(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Ledger(path) as log:
        put(log, encode(SAID, "a"), encode(SAID, "b"))
    forged = zlib.compress(encode(SAID, "a").replace(b"2026-09-01", b"2036-09-01"))
    tamper(path, "UPDATE entry SET body = ? WHERE seq = 1", forged)
    with Ledger(path) as log, pytest.raises(TamperedError):
        log.triage()


def test_another_subject_place_or_digest_is_not_the_same() -> None:
    rows = [
        SAID,
        replace(SAID, place="", entry=4),
        replace(SAID, digest="", entry=5),
        replace(SAID, subject="pkg:npm/left", entry=6),
        replace(SAID, check="cve-2026-1", entry=7),
    ]
    found = settled(Triaged(one, "a", AT) for one in rows)
    assert [one.waiver.entry for one in found if one.ended] == [3]
