"""Entries are whole or not there: killed writers, several at once, damage, foreign owners, full disks."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.store import examinations
from ostiary.store.examinations import FOLDER, MAX_ENTRY, Examinations, Kept

KEY, OTHER = "ab" * 32, "cd" * 32
LOW = "01" * 32
"""One after which all entries are looked at."""
BODY = bytes(range(256)) * 40
WRITER = """
import sys
from pathlib import Path
from ostiary.store.examinations import Examinations

store, turns = Examinations(Path(sys.argv[1])), int(sys.argv[2])
body = sys.argv[3].encode() * 300_000
print("ready", flush=True)
for turn in range(turns):
    assert store.put("ab" * 32, body), store.fault
    assert store.get("ab" * 32) is not None
"""


def place(cache: Path, key: str = KEY) -> Path:
    return cache / FOLDER / key[:2] / key


def start(cache: Path, turns: int, word: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(cache), str(turns), word]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    store = Examinations(tmp_path / "new" / "cache")
    assert store.get(KEY) is None
    assert store.put(KEY, BODY)
    assert store.put(OTHER, b"")
    assert store.put(OTHER, b"second")
    again = Examinations(tmp_path / "new" / "cache")
    assert again.get(KEY) == BODY
    assert again.get(OTHER) == b"second"
    assert again.kept().count == 2
    assert again.fault == ""


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert Examinations(tmp_path).put(KEY, BODY)
    finally:
        os.umask(before)
    root = tmp_path / FOLDER
    assert [one.stat().st_mode & 0o777 for one in (root, place(tmp_path).parent)] == [0o700, 0o700]
    assert place(tmp_path).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in root.rglob("*") if one.is_file()] == [KEY]


@pytest.mark.parametrize("key", ["", "ab", "../" + "a" * 61, "AB" * 32, "g" * 64, "/" * 64])
def test_only_a_digest_is_a_key(tmp_path: Path, key: str) -> None:
    for call in (Examinations(tmp_path).get, lambda one: Examinations(tmp_path).put(one, BODY)):
        with pytest.raises(ValueError, match="a key is"):
            call(key)
    assert not (tmp_path / FOLDER).exists()


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY[:40])
    path = place(tmp_path)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        assert store.get(KEY) is None, at
    path.write_bytes(whole)
    assert store.get(KEY) == BODY[:40]


def test_every_length_but_the_right_one_is_noticed(tmp_path: Path) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY[:40])
    path = place(tmp_path)
    whole = path.read_bytes()
    for wrong in [*(whole[:at] for at in range(len(whole))), whole + b"\0", whole * 2]:
        path.write_bytes(wrong)
        assert store.get(KEY) is None, len(wrong)
    assert store.put(KEY, BODY), "what is damaged is written anew"
    assert store.get(KEY) == BODY


def test_an_entry_does_not_count_under_another_key(tmp_path: Path) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY)
    place(tmp_path, OTHER).parent.mkdir()
    place(tmp_path, OTHER).write_bytes(place(tmp_path).read_bytes())
    assert store.get(OTHER) is None


def linked(path: Path) -> None:
    body = path.read_bytes()
    path.unlink()
    (path.parent / "elsewhere").write_bytes(body)
    path.symlink_to("elsewhere")


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def foldered(path: Path) -> None:
    path.unlink()
    path.mkdir()


def open_to_all(path: Path) -> None:
    path.chmod(0o666)


def long(path: Path) -> None:
    os.truncate(path, MAX_ENTRY + 1)


@pytest.mark.parametrize("change", [linked, piped, foldered, open_to_all, long])
def test_what_is_no_file_of_ours_is_not_there(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY)
    change(place(tmp_path))
    assert store.get(KEY) is None
    store.put(KEY, BODY)
    assert store.get(KEY) == (None if change is foldered else BODY)


def test_entries_of_another_owner_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert store.get(KEY) is None
    assert not store.put(KEY, BODY)
    assert "belongs to somebody else" in store.fault


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    assert Examinations(tmp_path).put(KEY, BODY)
    (tmp_path / FOLDER).chmod(0o777)
    store = Examinations(tmp_path)
    assert store.get(KEY) is None
    assert not store.put(KEY, b"new")
    assert store.scratch() is None
    assert "others may write" in store.fault


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / FOLDER).symlink_to("elsewhere")
    store = Examinations(tmp_path)
    assert not store.put(KEY, BODY)
    assert store.fault
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_place_where_nothing_can_be_made_is_a_fault_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Examinations(tmp_path / "file")
    assert store.get(KEY) is None
    assert not store.put(KEY, BODY)
    assert store.scratch() is None
    assert "cannot be used: not a directory" in store.fault
    assert store.kept() == Kept(0, 0)
    store.trim()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Examinations(tmp_path)
    assert store.put(KEY, BODY)

    def full(descriptor: int, mode: str) -> object:
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", full)
        assert not store.put(KEY, b"new")
    assert "no space left" in store.fault
    assert not store.put(OTHER, BODY), "it is not tried again and again"
    assert [one.name for one in (tmp_path / FOLDER).rglob("*") if one.is_file()] == [KEY]
    assert Examinations(tmp_path).get(KEY) == BODY


def test_what_is_too_long_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examinations, "MAX_ENTRY", 1000)
    store = Examinations(tmp_path)
    assert not store.put(KEY, bytes(1000))
    assert store.put(KEY, bytes(900))
    assert store.fault == ""


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Examinations(tmp_path)
    keys = [f"{number:064x}" for number in range(6)]
    for age, key in enumerate(keys):
        assert store.put(key, BODY)
        os.utime(place(tmp_path, key), (1000 + age, 1000 + age))
    size = place(tmp_path, keys[0]).stat().st_size
    assert store.get(keys[0]) == BODY  # which makes it the youngest
    store.trim(3 * size)
    assert [key for key in keys if place(tmp_path, key).exists()] == [keys[0], keys[4], keys[5]]
    assert store.kept() == Kept(3, 3 * size)


def test_a_run_that_added_nothing_lets_nothing_go(tmp_path: Path) -> None:
    assert Examinations(tmp_path).put(KEY, BODY)
    reader = Examinations(tmp_path)
    reader.trim(0)
    assert reader.get(KEY) == BODY


def test_one_entry_in_32_asks_for_a_look_at_all(tmp_path: Path) -> None:
    keys = [f"{first:02x}{'0' * 62}" for first in range(256)]
    looked = []
    for key in keys:
        store = Examinations(tmp_path)
        assert store.put(key, BODY)
        store.trim(0)
        looked.append(store.get(key) is None)
    assert sum(looked) == 8


def test_a_scratch_file_has_no_name(tmp_path: Path) -> None:
    file = Examinations(tmp_path).scratch()
    assert file is not None
    with file:
        file.write(BODY)
        file.seek(0)
        assert file.read() == BODY
        assert not [one for one in (tmp_path / FOLDER).rglob("*") if one.is_file()]


def test_kill_nine_leaves_whole_entries_only(tmp_path: Path) -> None:
    dice = random.Random(3)
    whole = {word.encode() * 300_000 for word in "abcdefgh"}
    seen = set()
    for word in "abcdefgh":
        writer = start(tmp_path, 100_000, word)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(dice.random() * 0.1)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert writer.returncode == -9
        found = Examinations(tmp_path).get(KEY)
        assert found is None or found in whole
        seen.add(found)
    assert len(seen) > 1, "some writer got as far as an entry"
    parts = [one for one in (tmp_path / FOLDER).rglob(".part-*") if one.is_file()]
    for one in parts:
        os.utime(one, (1000, 1000))
    store = Examinations(tmp_path)
    assert store.put(LOW, BODY)
    store.trim()
    assert {one.name for one in (tmp_path / FOLDER).rglob("*") if one.is_file()} == {KEY, LOW}


def test_two_processes_at_once_see_whole_entries(tmp_path: Path) -> None:
    writers = [start(tmp_path, 40, word) for word in "ab"]
    found = set()
    while any(one.poll() is None for one in writers):
        found.add(Examinations(tmp_path).get(KEY))
    for one in writers:
        assert one.communicate()[1] == ""
        assert one.returncode == 0
    assert found <= {None, b"a" * 300_000, b"b" * 300_000}
    assert Examinations(tmp_path).get(KEY) in found
