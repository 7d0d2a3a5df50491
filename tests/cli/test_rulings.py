"""What people decide counts in later runs, and a log that was altered says so."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from ostiary.core.waiver import Approval, Ruling
from ostiary.store.ledger import Ledger
from world.front import Front, Said
from world.index import FakeIndex

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
PURL = "pkg:pypi/thing@1.0"


@pytest.fixture
def fresh(index: FakeIndex) -> FakeIndex:
    """A release that went up a minute ago: a person should look at it."""
    index.publish("thing", "1.0", uploaded=datetime.now(UTC) - timedelta(minutes=1))
    return index


def decided(said: Said) -> str:
    return str(said.verdict["decision"])


def ledger(front: Front) -> Path:
    return Path(front.environ["OSTIARY_DATA"], "ostiary.db")


def test_an_approval_lifts_a_review_and_says_so(front: Front, fresh: FakeIndex) -> None:
    del fresh
    before = front.vet("thing")
    assert (before.code, decided(before)) == (Exit.OK, "review")
    assert front("vet", "--fail-on", "review", "thing").code == Exit.FOUND
    words = ("--reason", "read by hand", "--by", "ada", "--until", SOON)
    said = front("approve", "thing==1.0", *words)
    assert said.code == Exit.OK
    assert said.out.startswith(f"approved {PURL} until {SOON}, by ada: entry ")
    after = front.vet("thing")
    assert (after.code, decided(after)) == (Exit.OK, "allow")
    assert "read by hand" in after.grounds
    assert "ada" in after.grounds
    assert after.verdict["expires"] == SOON
    assert after.verdict["score"] == before.verdict["score"], "nobody's yes makes a thing better"
    assert "ada" in front("vet", "thing").out
    assert front("vet", "--fail-on", "review", "thing").code == Exit.OK


def test_an_approval_of_another_version_does_nothing(front: Front, fresh: FakeIndex) -> None:
    del fresh
    assert front("approve", "thing==0.9", "--reason", "known", "--by", "ada").code == Exit.OK
    assert decided(front.vet("thing")) == "review"


def test_an_approval_lifts_missing_evidence_only_for_exact_bytes(
    front: Front, index: FakeIndex
) -> None:
    index.publish("thing", "1.0")
    front.environ["OSTIARY_OSV_URL"] = ""
    front("approve", "thing==1.0", "--reason", "known", "--by", "ada")
    assert front.vet("thing").code == Exit.INSUFFICIENT
    other = "sha256:" + "0" * 64
    front("approve", "thing==1.0", "--reason", "known", "--by", "ada", "--digest", other)
    assert front.vet("thing").code == Exit.INSUFFICIENT


def test_a_refusal_blocks(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.publish("thing", "1.1")
    assert decided(front.vet("thing")) == "allow"
    said = front("refuse", "thing", "--reason", "not ours", "--by", "ada")
    assert said.out.startswith("refused pkg:pypi/thing, by ada: entry ")
    for spec in ("thing", "thing==1.0"):
        after = front.vet(spec)
        assert (after.code, decided(after)) == (Exit.FOUND, "block")
        assert "not ours" in after.grounds
    front("approve", "thing==1.0", "--reason", "that one is", "--by", "bob")
    assert decided(front.vet("thing==1.0")) == "block", "one version does not lift a refusal of all"


def test_a_refusal_is_told_even_when_nothing_answers(front: Front, index: FakeIndex) -> None:
    front("refuse", "thing", "--reason", "not ours", "--by", "ada")
    index.refuse()
    front.hasty()
    said = front.vet("thing")
    assert (said.code, decided(said)) == (Exit.FOUND, "block")


def test_an_approval_that_ended_does_nothing(front: Front, fresh: FakeIndex) -> None:
    del fresh
    past = datetime.now(UTC) - timedelta(days=9)
    ended = Approval(PURL, Ruling.APPROVE, "for a week", "ada", past.date(), past, "")
    with Ledger(ledger(front)) as log:
        log.rule(ended)
    said = front.vet("thing")
    assert decided(said) == "review"
    assert "for a week" not in said.grounds


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("thing", "--reason", "x", "--until", "2001-01-01"), "is past"),
        (("thing", "--reason", "x", "--until", "tomorrow"), "is no date"),
        (("thing", "--reason", " "), "needs a reason"),
        (("thing>=1", "--reason", "x"), "is not one package"),
        (("thing", "--reason", "x", "--digest", "sha256:12"), "is no SHA-256 digest"),
        (("thing",), "--reason"),
        (("--reason", "x"), "SUBJECT"),
    ],
)
def test_a_ruling_that_is_none(front: Front, words: tuple[str, ...], complaint: str) -> None:
    said = front("approve", *words)
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert complaint in said.err
    assert front("history").out == "nothing is recorded\n"


def test_history_of_one_subject_and_of_all(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.publish("other", "1.0")
    front.vet("thing")
    front.vet("other")
    front("approve", "thing", "--reason", "ours", "--by", "ada")
    every = json.loads(front("history", "--format", "json").out)
    assert [row["kind"] for row in every] == ["approve", "run", "run"]
    about = json.loads(front("history", "thing", "--format", "json").out)
    assert [row["seq"] for row in about] == [3, 1]
    text = front("history", "thing").out
    assert "allow pkg:pypi/thing@1.0" in text
    assert "by ada: ours" in text
    assert "other" not in text
    assert len(front("history", "--limit", "1").out.splitlines()) == 1
    front("vet", "--no-store", "thing")
    assert len(json.loads(front("history", "--format", "json").out)) == 3


CHANGES = {
    "subjects": """UPDATE entry SET subjects = '["pkg:pypi/evil@1.0"]' WHERE seq = 2""",
    "time": "UPDATE entry SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 2",
    "body": "UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 1) WHERE seq = 2",
    "removed": "DELETE FROM entry WHERE seq = 2",
    "hash": "UPDATE entry SET hash = previous WHERE seq = 2",
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_altered_log_is_detected_and_located(
    front: Front, index: FakeIndex, change: str
) -> None:
    index.publish("thing", "1.0")
    front.vet("thing")
    front("refuse", "thing", "--reason", "not ours", "--by", "ada")
    front("approve", "thing", "--reason", "ours", "--by", "ada")
    assert front("log", "verify").out.startswith("whole: 3 entries")
    altered(ledger(front), CHANGES[change])
    said = front("log", "verify")
    assert said.code == Exit.FOUND
    assert said.out.startswith("ALTERED at entry 2: ")
    after = front.vet("thing")
    assert after.code == Exit.INSUFFICIENT, "an altered log approves nothing"


def test_a_log_that_was_cut_off_is_detected(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    front.vet("thing")
    front("refuse", "thing", "--reason", "not ours", "--by", "ada")
    altered(ledger(front), "DELETE FROM entry WHERE seq = 2")
    said = front("log", "verify")
    assert said.code == Exit.FOUND
    assert "ALTERED" in said.out
    after = front.vet("thing")
    assert after.code == Exit.INSUFFICIENT, "a refusal that was cut off still counts"
    assert after.out == ""


def altered(path: Path, change: str) -> None:
    """Change the log as somebody with a database client would, its guards taken off first."""
    database = sqlite3.connect(path)
    guards = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (guard,) in guards:
        database.execute(f"DROP TRIGGER {guard}")
    database.execute(change)
    database.commit()
    database.close()


def test_a_log_that_cannot_be_opened_gives_no_verdict(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    ledger(front).write_bytes(b"this is no database" * 100)
    said = front.vet("thing")
    assert said.code == Exit.INSUFFICIENT
    assert said.out == ""
    assert "log" in said.err
