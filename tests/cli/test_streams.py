"""What the process says where the locale is poor, the disk is full or the reader has left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ostiary.core.exits import Exit

JUNK = b"\x00\xff not an archive"


def ostiary(
    folder: Path, *words: str, stdout: int | None = subprocess.PIPE, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    own = {"OSTIARY_DATA": str(folder / "data"), "OSTIARY_CACHE": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "ostiary", *words],
        cwd=folder,
        env={**os.environ, **own, **environ},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "junk.whl").write_bytes(JUNK)
    return tmp_path


def test_reader_who_left_does_not_make_an_insufficient_run_pass(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = ostiary(folder, "scan", "junk.whl", "--format", "json", stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == Exit.INSUFFICIENT
    assert done.stderr == b""


def test_reader_who_left_ends_a_stream_with_no_pass(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = ostiary(folder, "scan", "junk.whl", "--format", "jsonl", stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_is_one_clear_line(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = ostiary(folder, "scan", "junk.whl", stdout=full.fileno())
    assert done.returncode == Exit.USAGE
    assert done.stderr == b"ostiary: cannot write the result: No space left on device\n"


def test_poor_locale_spells_out_what_it_lacks(folder: Path) -> None:
    (folder / "sch\u00f6n.txt").write_text("x")
    plain = ostiary(folder, "scan", "sch\u00f6n.txt", PYTHONIOENCODING="ascii")
    assert plain.returncode == Exit.OK
    assert plain.stdout.isascii()
    assert b"\\u00b7 score 0 of 100" in plain.stdout
    report = ostiary(
        folder, "scan", "sch\u00f6n.txt", "--format", "jsonl", PYTHONIOENCODING="ascii"
    )
    assert report.stdout.isascii()
    assert json.loads(report.stdout)["path"].endswith("sch\u00f6n.txt")


@pytest.mark.parametrize("option", ["--html", "--output"])
def test_place_that_cannot_be_written_is_told_before_the_work(folder: Path, option: str) -> None:
    done = ostiary(folder, "scan", "junk.whl", option, "nowhere/report")
    assert done.returncode == Exit.USAGE
    assert done.stdout == b""
    assert done.stderr == b"ostiary: cannot write nowhere/report: there is no folder nowhere\n"


def test_manner_of_talking_may_stand_before_the_verb_or_after_it(folder: Path) -> None:
    (folder / "note.txt").write_text("x")
    before = ostiary(folder, "-q", "scan", "note.txt").stdout
    after = ostiary(folder, "scan", "note.txt", "-q").stdout
    assert before == after
    assert before.count(b"\n") == 1
