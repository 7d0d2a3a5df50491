"""The log keeps what was appended, finds it again, and shows every change."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ostiary.core.waiver import Approval, Ruling
from ostiary.store.anchor import Head, anchor_path, head_of
from ostiary.store.errors import StoreError, TamperedError
from ostiary.store.ledger import Ledger
from ostiary.store.rows import EntryKind, name_of

NOW = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
PURL = "pkg:pypi/sample@1.0"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "ostiary.db"
    with Ledger(path) as ledger:
        for number in range(1, 6):
            subject = f"pkg:npm/%40scope/part@{number}"
            ledger.append(EntryKind.RUN, (PURL, subject), b'{"n":%d}' % number, NOW)
        ledger.rule(ruling(Ruling.REFUSE))
    return path


def ruling(kind: Ruling, subject: str = PURL) -> Approval:
    return Approval(subject, kind, "because", "ann", date(2027, 6, 1), NOW, "sha256:" + "a" * 64)


def tamper(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    for table in ("entry", "about"):
        for action in ("update", "delete"):
            db.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
    for statement in statements:
        db.execute(statement)
    db.close()


def test_an_untouched_log_is_whole(log: Path) -> None:
    with Ledger(log) as ledger:
        verification = ledger.verify()
        assert verification.ok
        assert verification.count == 6
        assert verification.head == ledger.head()
        assert head_of(str(ledger.head())) == ledger.head()
        assert anchor_path(log).read_text() == f"{ledger.head()}\n"


def test_history_finds_by_version_by_name_and_all(log: Path) -> None:
    with Ledger(log) as ledger:
        assert [one.seq for one in ledger.history()] == [6, 5, 4, 3, 2, 1]
        assert [one.seq for one in ledger.history(limit=2)] == [6, 5]
        assert [one.seq for one in ledger.history("pkg:npm/%40scope/part@3")] == [3]
        assert [one.seq for one in ledger.history("pkg:npm/%40scope/part")] == [5, 4, 3, 2, 1]
        assert ledger.history("pkg:npm/other") == ()
        newest = ledger.history("pkg:npm/%40scope/part", limit=1)[0]
        assert newest.body == b'{"n":5}'
        assert newest.kind is EntryKind.RUN
        assert newest.at == NOW


def test_a_ruling_on_all_versions_is_history_of_each(log: Path) -> None:
    with Ledger(log) as ledger:
        ledger.rule(ruling(Ruling.APPROVE, "pkg:pypi/sample"))
        assert [one.seq for one in ledger.history(PURL, limit=1)] == [7]


def test_approvals_come_back_as_they_were_given(log: Path) -> None:
    with Ledger(log) as ledger:
        ledger.rule(ruling(Ruling.APPROVE, "pkg:pypi/sample"))
        ledger.rule(ruling(Ruling.APPROVE, "pkg:pypi/sampler@1.0"))
        assert ledger.approvals(PURL) == (
            ruling(Ruling.REFUSE),
            ruling(Ruling.APPROVE, "pkg:pypi/sample"),
        )


@pytest.mark.parametrize("action", ["UPDATE entry SET kind = 'note'", "DELETE FROM entry"])
def test_the_database_itself_refuses_change(log: Path, action: str) -> None:
    db = sqlite3.connect(log)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(action)
    db.close()


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        ("UPDATE entry SET body = x'00' WHERE seq = 3", 3, "body altered"),
        ("UPDATE entry SET body = 'text' WHERE seq = 3", 3, "body altered"),
        ("UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 2) WHERE seq = 3", 3, "body"),
        ("UPDATE entry SET subjects = '[]' WHERE seq = 2", 2, "header altered"),
        ("UPDATE entry SET subjects = '{' WHERE seq = 2", 2, "cannot be read"),
        ("UPDATE entry SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 4", 4, "header altered"),
        ("UPDATE entry SET kind = 'approve' WHERE seq = 6", 6, "header altered"),
        ("UPDATE entry SET previous = hash WHERE seq = 2", 2, "header altered"),
        ("DELETE FROM entry WHERE seq = 3", 3, "gap"),
        ("DELETE FROM entry WHERE seq = 1", 1, "gap"),
        ("DELETE FROM entry WHERE seq >= 5", 5, "truncated"),
        ("DELETE FROM entry", 1, "truncated"),
        ("DELETE FROM about WHERE seq = 6", 6, "index altered"),
        ("INSERT INTO about VALUES ('x', 'y', 2)", 2, "index altered"),
    ],
)
def test_a_change_is_found_and_located(log: Path, statement: str, seq: int, why: str) -> None:
    tamper(log, statement)
    with Ledger(log) as ledger:
        verification = ledger.verify()
    assert not verification.ok
    assert (verification.bad_seq, verification.count) == (seq, seq - 1)
    assert why in verification.reason


def test_an_entry_sealed_anew_breaks_the_link_behind_it(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Ledger(other) as ledger:
        for _ in range(3):
            ledger.append(EntryKind.RUN, (PURL, "pkg:npm/%40scope/part@3"), b"forged", NOW)
    tamper(
        log,
        f"ATTACH '{other}' AS forged",
        "DELETE FROM about WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 1",
        "INSERT INTO entry SELECT * FROM forged.entry WHERE seq = 1",
        "INSERT INTO about SELECT * FROM forged.about WHERE seq = 1",
    )
    with Ledger(log) as ledger:
        verification = ledger.verify()
    assert (verification.ok, verification.bad_seq) == (False, 2)
    assert "link broken" in verification.reason


def test_a_log_rewritten_whole_is_found_by_a_head_noted_elsewhere(log: Path) -> None:
    with Ledger(log) as ledger:
        noted = ledger.head()
    for path in log.parent.iterdir():
        path.unlink()
    with Ledger(log) as ledger:
        for _ in range(7):
            ledger.append(EntryKind.RUN, (PURL,), b"{}", NOW)
        assert ledger.verify().ok
        verification = ledger.verify(noted)
    assert not verification.ok
    assert "rewritten" in verification.reason


def test_a_cut_tail_stops_appends_and_approvals(log: Path) -> None:
    tamper(log, "DELETE FROM about WHERE seq = 6", "DELETE FROM entry WHERE seq = 6")
    with Ledger(log) as ledger:
        with pytest.raises(TamperedError, match="truncated"):
            ledger.append(EntryKind.NOTE, (), b"", NOW)
        with pytest.raises(TamperedError, match="truncated") as error:
            ledger.approvals(PURL)
        assert "log verify" in error.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET subjects = '[\"pkg:pypi/other@1\"]' WHERE seq = 6",
        "DELETE FROM entry WHERE seq = 2",
    ],
)
def test_a_hidden_refusal_is_no_approval(log: Path, statement: str) -> None:
    tamper(log, statement)
    with Ledger(log) as ledger, pytest.raises(TamperedError):
        ledger.approvals(PURL)


def test_a_refusal_taken_out_of_the_index_is_still_found(log: Path) -> None:
    tamper(log, "DELETE FROM about WHERE seq = 6")
    with Ledger(log) as ledger:
        assert [one.ruling for one in ledger.approvals(PURL)] == [Ruling.REFUSE]


@pytest.mark.parametrize("text", [None, "", "nonsense\n"])
def test_a_missing_head_file_is_a_fault_until_somebody_adopts(log: Path, text: str | None) -> None:
    if text is None:
        anchor_path(log).unlink()
    else:
        anchor_path(log).write_text(text)
    with Ledger(log) as ledger:
        verification = ledger.verify()
        assert not verification.ok
        assert "head" in verification.reason
        with pytest.raises(TamperedError, match="head"):
            ledger.append(EntryKind.NOTE, (), b"", NOW)
        entry = ledger.adopt("restored from the backup", "ann", NOW)
        assert entry.kind is EntryKind.NOTE
        assert b"restored" in entry.body
        assert ledger.verify().ok


def test_a_head_that_lags_behind_is_no_fault(log: Path) -> None:
    """A process killed between commit and head file leaves this state."""
    with Ledger(log) as ledger:
        fourth = ledger.history()[2]
        anchor_path(log).write_text(f"{Head(fourth.seq, fourth.hash)}\n")
        assert ledger.verify().ok
        ledger.append(EntryKind.NOTE, (), b"", NOW)
        assert ledger.verify().count == 7


def test_a_ruling_that_is_none_is_not_skipped(log: Path) -> None:
    with Ledger(log) as ledger:
        ledger.append(EntryKind.REFUSE, (PURL,), b'{"subject":1}', NOW)
        with pytest.raises(TamperedError, match="no ruling"):
            ledger.approvals(PURL)


@pytest.mark.parametrize(
    "content", [b"this is no database at all" * 400, b"SQLite format 3\0" * 99]
)
def test_a_damaged_file_is_told_with_a_hint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ostiary.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged|cannot be used") as error:
        Ledger(path)
    assert error.value.hint
    assert path.read_bytes() == content


def test_pages_overwritten_in_the_middle_are_told(log: Path) -> None:
    with Ledger(log) as ledger:
        ledger.append(EntryKind.RUN, (PURL,), bytes(range(256)) * 400, NOW)
    sqlite3.connect(log).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    data = bytearray(log.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    log.write_bytes(data)
    with pytest.raises(StoreError) as error, Ledger(log) as ledger:
        ledger.verify()
    assert error.value.hint


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE theirs (x)")
    db.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_newer_format_is_refused(log: Path) -> None:
    tamper(log, "PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="newer"):
        Ledger(log)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        Ledger(tmp_path / "file" / "ostiary.db")


def test_hostile_names_are_kept_and_the_log_stays_whole(log: Path) -> None:
    with Ledger(log) as ledger:
        ledger.append(EntryKind.NOTE, ("pkg:pypi/\ud800'); --", "pkg:pypi/é\0x"), b"\xff", NOW)
        assert ledger.verify().ok


@pytest.mark.parametrize(
    ("purl", "name"),
    [
        (PURL, "pkg:pypi/sample"),
        ("pkg:pypi/sample", "pkg:pypi/sample"),
        ("pkg:npm/%40scope/part@1", "pkg:npm/%40scope/part"),
        ("pkg:npm/@scope/part@1", "pkg:npm/@scope/part"),
    ],
)
def test_names_leave_the_version_out(purl: str, name: str) -> None:
    assert name_of(purl) == name
