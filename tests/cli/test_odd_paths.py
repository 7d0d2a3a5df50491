"""Paths that are no ordinary files, and a user who loses patience."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front, Said
from world.index import FakeIndex


def rows(said: Said) -> dict[str, str]:
    return {row["path"]: row["verdict"] for row in map(json.loads, said.out.splitlines())}


def test_what_is_neither_file_nor_folder_is_not_read(front: Front) -> None:
    os.mkfifo(front.cwd / "pipe")
    (front.cwd / "endless").symlink_to("/dev/zero")
    (front.cwd / "nowhere").symlink_to("no-such-file")
    (front.cwd / "round").symlink_to("round")
    (front.cwd / "list").write_text("pipe\nendless\nnowhere\nround\n")
    said = front.run("scan", "--format", "jsonl", "--from", "list")
    names = ("pipe", "endless", "nowhere", "round")
    assert rows(said) == dict.fromkeys(names, "insufficient")
    assert (said.code, said.err) == (Exit.INSUFFICIENT, "")


@pytest.mark.parametrize("name", ["pipe", "endless"])
def test_vet_of_what_is_neither_file_nor_folder(front: Front, name: str) -> None:
    os.mkfifo(front.cwd / "pipe")
    (front.cwd / "endless").symlink_to("/dev/zero")
    said = front.run("vet", f"./{name}")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert said.err.startswith("ostiary: ")
    assert "neither a file nor a folder" in said.err


def test_a_folder_with_odd_things_in_it(front: Front) -> None:
    folder = front.cwd / "folder"
    folder.mkdir()
    (folder / "one.py").write_text("VALUE = 1\n")
    os.mkfifo(folder / "pipe")
    (folder / "endless").symlink_to("/dev/zero")
    (folder / "up").symlink_to("..")
    said = front.run("scan", "--format", "json", "folder")
    paths = {row["path"]: row["understood"] for row in said.report["coverage"]}
    assert paths == {"one.py": True}
    told = {row["path"] for row in said.report["findings"] if row["check"] == "archive-fault"}
    assert told == {"pipe", "endless", "up"}


def test_nothing_is_not_a_pass(front: Front) -> None:
    (front.cwd / "empty").mkdir()
    (front.cwd / "hollow.whl").write_bytes(b"PK\x05\x06" + bytes(18))
    said = front("scan", "--format", "jsonl", "empty", "hollow.whl")
    assert rows(said) == {"empty": "insufficient", "hollow.whl": "insufficient"}
    assert said.code == Exit.INSUFFICIENT


def test_the_same_path_twice(front: Front) -> None:
    (front.cwd / "one.py").write_text("VALUE = 1\n")
    said = front("scan", "--format", "jsonl", "one.py", "one.py", "./one.py")
    assert said.code == Exit.OK
    assert set(rows(said).values()) == {"allow"}


def test_a_local_archive_is_vetted_without_an_index(front: Front, index: FakeIndex) -> None:
    name, body = build.wheel("thing", "1.0")
    (front.cwd / name).write_bytes(body)
    said = front.vet(f"./{name}")
    assert (said.code, said.verdict["subject"]) == (Exit.INSUFFICIENT, "pkg:pypi/thing@1.0")
    assert "release is required, and nobody looked for it" in said.grounds
    assert index.asked() == 0


def test_patience_comes_to_an_end(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.fail("/simple/", "hang")
    process = front.start("vet", "thing")
    while not index.asked("/simple/"):
        time.sleep(0.05)
    time.sleep(
        1
    )  # other sources are being connected to: there, an interrupt can be taken for their fault
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err.decode()) == (b"", "ostiary: interrupted; what was decided before is kept\n")
    assert front("history").out == "nothing is recorded\n"


def test_nothing_of_a_run_stays_outside_its_folders(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    temporary = front.folder / "tmp"
    temporary.mkdir()
    front.environ["TMPDIR"] = str(temporary)
    assert front.run("vet", "thing").code == Exit.OK
    assert list(temporary.iterdir()) == []
    assert list(front.cwd.iterdir()) == []
    assert {path.name for path in Path(front.environ["OSTIARY_DATA"]).iterdir()} >= {"ostiary.db"}
