"""Listings out of git's objects: a few runs of git, whatever there is, and an error for what is not there."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ostiary.core.errors import SourceError, UsageError
from ostiary.subjects.places import git
from ostiary.subjects.tool import Answer, run_tool

SETUP = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")


def run(place: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *SETUP, *words], cwd=place, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A commit of 40 listings, one of them empty, some of the same bytes, and one without a last line end."""
    folder = tmp_path / "place"
    for number in range(40):
        part = folder / f"part{number}"
        part.mkdir(parents=True)
        (part / "requirements.txt").write_bytes(b"" if number == 3 else b"a==%d" % (number // 2))
    (folder / "node_modules" / "x").mkdir(parents=True)
    (folder / "node_modules" / "x" / "package.json").write_text("{}")
    (folder / "code.rs").write_text("fn main() {}\n")
    (folder / "linked.txt").symlink_to("part1/requirements.txt")
    run(folder, "init", "-q")
    run(folder, "add", "-f", ".")
    run(folder, "commit", "-qm", "first")
    return folder


def spread(place: Path, ref: str = "HEAD") -> dict[str, bytes]:
    into = place.parent / "into"
    into.mkdir(exist_ok=True)
    git.spread_ref(place, ref, into, os.environ)
    return {
        one.relative_to(into).as_posix(): one.read_bytes()
        for one in into.rglob("*")
        if one.is_file()
    }


def expected(place: Path) -> dict[str, bytes]:
    every = place.glob("part*/requirements.txt")
    return {one.relative_to(place).as_posix(): one.read_bytes() for one in every}


def count(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The commands that are run from now on."""
    seen: list[Sequence[str]] = []

    def counted(argv: Sequence[str], *args: Any, **more: Any) -> Answer:
        seen.append(argv)
        return run_tool(argv, *args, **more)

    monkeypatch.setattr(git, "run_tool", counted)
    return seen


def test_all_listings_in_four_runs(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = count(monkeypatch)
    assert spread(place) == expected(place)
    assert [next(one for one in argv if one in WORDS) for argv in seen] == list(WORDS)


WORDS = {"rev-parse": 0, "ls-tree": 0, "--batch-check": 0, "--batch": 0}


def test_what_is_more_than_one_answer_takes_is_asked_for_in_parts(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "BATCH", 50)
    seen = count(monkeypatch)
    assert spread(place) == expected(place)
    assert sum("--batch" in argv for argv in seen) > 2


def test_a_folder_inside_of_a_repository(place: Path) -> None:
    into = place.parent / "into"
    into.mkdir()
    git.spread_ref(place / "part5", "HEAD", into, os.environ)
    assert [one.name for one in into.iterdir()] == ["requirements.txt"]


def test_a_blob_that_is_not_there_is_an_error(place: Path) -> None:
    blob = run(place, "rev-parse", "HEAD:part39/requirements.txt")
    loose = place / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.unlink()
    with pytest.raises(SourceError, match=r"part38/requirements.txt of HEAD cannot be read"):
        spread(place)


def test_a_blob_that_is_too_long_is_an_error(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "MAX_BLOB", 4)
    with pytest.raises(SourceError, match="cannot be read"):
        spread(place)


def test_a_damaged_blob_is_an_error(place: Path) -> None:
    blob = run(place, "rev-parse", "HEAD:part39/requirements.txt")
    loose = place / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(loose.read_bytes()[:-6] + b"......")
    with pytest.raises(SourceError, match="cannot be read"):
        spread(place)


def test_no_reference(place: Path) -> None:
    for ref in ("nowhere", "--output=x"):
        with pytest.raises(UsageError, match="no git reference"):
            spread(place, ref)


def test_no_git(place: Path) -> None:
    into = place.parent / "into"
    into.mkdir()
    with pytest.raises(SourceError, match="git does not start"):
        git.spread_ref(place, "HEAD", into, {"PATH": str(into)})


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("{out}/requirements.txt",), "outside"),
        (("../../out/requirements.txt",), "outside"),
        (("package.json", "package.json/requirements.txt"), "cannot be written"),
        (("a" * 300 + "/requirements.txt",), "cannot be written"),
    ],
)
def test_names_that_no_checkout_would_take_are_an_error(
    place: Path, tmp_path: Path, names: tuple[str, ...], words: str
) -> None:
    blob = run(place, "rev-parse", "HEAD:part1/requirements.txt")
    out = tmp_path / "out"
    tree = b"".join(
        b"100644 %s\0%s" % (name.format(out=out).encode(), bytes.fromhex(blob)) for name in names
    )
    argv = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    made = subprocess.run(argv, cwd=place, check=True, capture_output=True, input=tree)
    commit = run(place, "commit-tree", made.stdout.decode().strip(), "-m", "odd")
    with pytest.raises(SourceError, match=words):
        spread(place, commit)
    assert not out.exists()
