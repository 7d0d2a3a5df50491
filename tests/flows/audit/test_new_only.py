"""The decision over what is new: what was there before does not count, whatever else is said of the place."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from ostiary.core.audit import Changes
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.flows.audit.novelty import ALL_NEW
from world.auditor import Auditor
from world.sites import install, record

PINNED = "requirements.txt"


def changes(run: Run) -> Changes:
    assert run.audit is not None
    assert run.audit.changes is not None
    return run.audit.changes


def git(place: Path, *words: str) -> None:
    setup = (
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.invalid",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *setup, "-C", str(place), *words], check=True, capture_output=True)


def committed(place: Path, text: str) -> None:
    (place / PINNED).write_text(text)
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-qm", "first")


def test_an_old_flaw_does_not_count_and_a_new_one_does(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(record("MAL-1", "evil", fixed="9"), record("MAL-2", "worse", fixed="9"))
    (place / PINNED).write_text("evil==1.0\n")
    audited()
    run = audited(new_only=True)
    assert (run.worst, changes(run).decision, run.counted) == (
        Decision.BLOCK,
        Decision.ALLOW,
        Decision.ALLOW,
    )
    assert changes(run).reasons == ()
    (place / PINNED).write_text("evil==1.0\nworse==1.0\n")
    run = audited(new_only=True)
    assert run.counted is Decision.BLOCK
    assert [one.message.partition(":")[0] for one in changes(run).reasons] == ["worse 1.0"]
    assert changes(run).reasons[0].at.line == 2


def test_without_the_option_the_place_decides(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(record("MAL-1", "evil", fixed="9"))
    (place / PINNED).write_text("evil==1.0\n")
    audited()
    run = audited()
    assert run.counted is run.worst is Decision.BLOCK
    assert changes(run).decision is Decision.ALLOW


def test_the_first_audit_counts_all_and_says_so(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(record("MAL-1", "evil", fixed="9"))
    (place / PINNED).write_text("evil==1.0\n")
    run = audited(new_only=True)
    assert run.counted is Decision.BLOCK
    assert ALL_NEW in run.notes


def test_against_a_git_reference(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(record("MAL-1", "evil", fixed="9"), record("MAL-2", "worse", fixed="9"))
    committed(place, "evil==1.0\n")
    install(place / "env", "evil", "1.0")
    run = audited(new_only=True, since="HEAD")
    assert (run.worst, run.counted) == (Decision.BLOCK, Decision.ALLOW)
    (place / PINNED).write_text("evil==1.0\nworse==1.0\n")
    assert audited(new_only=True, since="HEAD").counted is Decision.BLOCK


def test_what_git_does_not_know_cannot_be_called_old(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(record("MAL-2", "worse", fixed="9"))
    committed(place, "sound==1.0\n")
    install(place / "env", "worse", "1.0")
    run = audited(new_only=True, since="HEAD")
    assert run.counted is Decision.BLOCK
    assert "worse 1.0" in changes(run).reasons[0].message


def test_a_file_that_is_newly_unreadable_counts_and_an_old_one_does_not(
    place: Path, audited: Auditor
) -> None:
    (place / "poetry.lock").write_text("[[package]\nname = 1\n")
    assert audited().worst is Decision.INSUFFICIENT
    assert audited(new_only=True).counted is Decision.ALLOW
    (place / "uv.lock").write_text("[[package]\nname = 1\n")
    run = audited(new_only=True)
    assert run.counted is Decision.INSUFFICIENT
    assert [one.at.path for one in changes(run).unread] == ["uv.lock"]
    assert not changes(run).nothing


def test_a_component_that_is_newly_unchecked_counts(place: Path, audited: Auditor) -> None:
    (place / "requirements.in").write_text("ranged>=1\n")
    assert audited(policy="balanced").worst is Decision.REVIEW
    assert audited(new_only=True).counted is Decision.ALLOW
    (place / "requirements.in").write_text("ranged>=1\nloose>=2\n")
    run = audited(new_only=True)
    assert run.counted is Decision.REVIEW
    assert [one.name for one in changes(run).unread] == ["loose"]


def test_other_bytes_of_one_version_ask_for_review(place: Path, audited: Auditor) -> None:
    def lock(digit: str) -> None:
        (place / PINNED).write_text(f"sound==1.0 --hash=sha256:{digit * 64}\n")

    lock("a")
    audited()
    lock("b")
    run = audited(new_only=True)
    assert run.counted is Decision.REVIEW
    assert "was" in changes(run).reasons[0].message
    assert audited(new_only=True).counted is Decision.ALLOW


def test_missing_advisories_always_count(
    place: Path, audited: Auditor, make_world: Callable[..., object]
) -> None:
    (place / PINNED).write_text("sound==1.0\n")
    audited()
    for file in Path(str(make_world().data)).glob("advisories*"):  # type: ignore[attr-defined]
        shutil.rmtree(file)
    assert audited(new_only=True).counted is Decision.INSUFFICIENT


def test_nobody_judged_is_no_pass(place: Path, audited: Auditor) -> None:
    """A record of changes that nobody weighed says insufficient, also if it was forgotten."""
    install(place / "env", "sound", "1.0")
    audited()
    bare = Changes("r", changes(audited()).at)
    run = audited(new_only=True)
    assert run.audit is not None
    forgotten = replace(run, audit=replace(run.audit, changes=bare))
    assert forgotten.counted is Decision.INSUFFICIENT


@pytest.mark.parametrize("kept", [True, False])
def test_json_has_both_verdicts(kept: bool, place: Path, audited: Auditor) -> None:
    from ostiary.report.json import render
    from ostiary.report.options import Options

    (place / PINNED).write_text("flawed==1.0\n")
    audited()
    form = json.loads(render(audited(new_only=True, keep=kept), Options()))
    assert form["verdicts"][0]["decision"] == "review"
    assert form["inventory"]["new_only"] is True
    assert form["inventory"]["changes"]["decision"] == "allow"
    assert form["inventory"]["changes"]["reasons"] == []
