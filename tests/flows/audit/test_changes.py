"""What is new since last time, since a date, a baseline, or a git reference."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ostiary.core.audit import ChangeKind, Changes
from ostiary.core.errors import UsageError
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report.audit_text import render
from ostiary.report.options import Options
from world.auditor import Auditor
from world.sites import install


def changes(run: Run) -> Changes:
    """What changed; there was an earlier audit."""
    assert run.audit is not None
    assert run.audit.changes is not None
    return run.audit.changes


def test_the_first_audit_calls_nothing_new(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    run = audited()
    assert run.audit is not None
    assert run.audit.changes is None


def test_the_second_audit_of_the_same_says_nothing_new_on_one_screen(
    place: Path, audited: Auditor
) -> None:
    for number in range(60):
        install(place / "env", f"sound{number}", "1.0")
    install(place / "env", "flawed", "1.0")
    audited()
    run = audited()
    assert changes(run).nothing
    text = render(run, Options())
    assert "nothing new since" in text
    assert "1 finding (1 medium)" in text
    assert text.count("\n") < 24


def test_a_new_package_an_update_and_one_that_is_gone(place: Path, audited: Auditor) -> None:
    install(place / "env", "kept", "1.0")
    old = install(place / "env", "moved", "1.0")
    gone = install(place / "env", "gone", "1.0")
    audited()
    shutil.rmtree(old)
    shutil.rmtree(gone)
    install(place / "env", "moved", "1.1")
    install(place / "env", "fresh", "1.0")
    found = {(one.kind, one.name, one.before, one.after) for one in changes(audited()).components}
    assert found == {
        (ChangeKind.NEW, "fresh", "", "1.0"),
        (ChangeKind.UPDATED, "moved", "1.0", "1.1"),
        (ChangeKind.GONE, "gone", "1.0", ""),
    }


def test_new_and_fixed_findings(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    audited()
    info = install(place / "env", "flawed", "1.0")
    run = audited()
    assert [one for one in run.findings if one.fingerprint in changes(run).fresh]
    shutil.rmtree(info)
    install(place / "env", "flawed", "2.0")
    run = audited()
    assert [one.advisory for one in changes(run).fixed] == ["OSV-1"]
    assert "OSV-1" in render(run, Options())


def test_a_run_by_its_id_and_an_unknown_one(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    first = audited()
    install(place / "env", "second", "1.0")
    audited()
    install(place / "env", "third", "1.0")
    run = audited(since=first.id)
    assert {one.name for one in changes(run).components} == {"second", "third"}
    with pytest.raises(UsageError, match="no earlier audit"):
        audited(since="2020-01-01")


def git(place: Path, *words: str) -> None:
    """Run git in a place."""
    setup = (
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.invalid",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *setup, "-C", str(place), *words], check=True, capture_output=True)


def test_since_a_git_reference_compares_listings_only(place: Path, audited: Auditor) -> None:
    (place / "requirements.txt").write_text("sound==1.0\n")
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-qm", "first")
    install(place / "env", "installed-only", "1.0")
    (place / "requirements.txt").write_text("sound==1.0\nflawed==1.0\n")
    run = audited(since="HEAD", integrity=False)
    assert [one.name for one in changes(run).components] == ["flawed"]
    assert len(changes(run).fresh) == 1
    assert run.worst is Decision.REVIEW
    with pytest.raises(UsageError, match="no git reference"):
        audited(since="no-such-branch")


def test_a_git_reference_is_never_an_option(place: Path, audited: Auditor) -> None:
    git(place, "init", "-q")
    with pytest.raises(UsageError):
        audited(since="--output=/tmp/x")
