"""An update that is killed, at every stage and at random times, leaves a database that opens whole."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from advisory_samples import bring, record, zipped

from ostiary.store.advisories import open_advisories

HERE = Path(__file__).parent

CHILD = """
import os, signal, sqlite3, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
folder, source, stop = Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
count = 0

def at_each(function):
    def wrapped(*args, **kwargs):
        global count
        for _ in range(2):  # before it, and after it
            count += 1
            if count == stop:
                os.kill(os.getpid(), signal.SIGKILL)
            if _ == 0:
                answer = function(*args, **kwargs)
        return answer
    return wrapped

import shutil
os.fsync = at_each(os.fsync)
shutil.copyfile = at_each(shutil.copyfile)
Path.replace = at_each(Path.replace)
Path.unlink = at_each(Path.unlink)
from ostiary.store import advisories_build, advisories_index
advisories_build._bring = at_each(advisories_build._bring)
advisories_build.create = at_each(advisories_build.create)
advisories_build.make_index = at_each(advisories_build.make_index)
advisories_build.write_pointer = at_each(advisories_build.write_pointer)
advisories_index._bugs = at_each(advisories_index._bugs)
advisories_index.summarise = at_each(advisories_index.summarise)
from advisory_samples import bring
bring(folder, source)
print(count)
"""

EARLIER = [f"OLD-{at}" for at in range(30)]
LATER = [f"OLD-{at}" for at in range(20)] + [f"NEW-{at}" for at in range(30)]


def export(path: Path, ids: list[str]) -> Path:
    records = {one: record(one, ("PyPI", "thing"), ("PyPI", f"only-{one}")) for one in ids}
    return zipped(path, **records)


def child(folder: Path, source: Path, stop: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", CHILD, str(HERE), str(folder), str(source), str(stop)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def there(folder: Path, *, still: bool = True) -> list[str]:
    """The ids that match, after every body was read and checked; `still`: nobody updates meanwhile."""
    store = open_advisories(folder)
    try:
        if still:
            store.verify()
        answer = store.match("pypi", "thing", "1.0")
        assert len(store.lookup("pypi", "thing")) == len(answer.records)
        return sorted(one.id for one in answer.records)
    finally:
        store.close()


@pytest.mark.timeout(600)
def test_killed_at_every_stage(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    earlier, later = export(tmp_path / "a.zip", EARLIER), export(tmp_path / "b.zip", LATER)
    bring(folder, earlier)
    seen = set()
    for stop in range(1, 200):
        done = child(folder, later, stop)
        out, err = done.communicate(timeout=60)
        found = there(folder)
        assert found in (sorted(EARLIER), sorted(LATER)), f"neither old nor new after stage {stop}"
        seen.add(found == sorted(LATER))
        if done.returncode == 0:
            assert int(out) < stop
            break
        assert done.returncode == -signal.SIGKILL, err
        bring(folder, earlier)
        assert there(folder) == sorted(EARLIER)
    else:
        pytest.fail("the update never came to its end")
    assert stop > 30
    assert seen == {True, False}
    leftovers = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    assert not leftovers
    assert len(list(folder.glob("*.db"))) == 2


def test_the_first_update_killed_leaves_nothing_that_looks_like_data(tmp_path: Path) -> None:
    source = export(tmp_path / "a.zip", EARLIER)
    for stop in (1, 3, 5, 8):
        folder = tmp_path / f"advisories-{stop}"
        done = child(folder, source, stop)
        done.communicate(timeout=60)
        assert done.returncode == -signal.SIGKILL
        bring(folder, source)
        assert there(folder) == sorted(EARLIER)


def test_killed_at_random_times(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    exports = [
        (export(tmp_path / "a.zip", EARLIER), sorted(EARLIER)),
        (export(tmp_path / "b.zip", LATER), sorted(LATER)),
    ]
    bring(folder, exports[0][0])
    chance = random.Random(7)
    for turn in range(8):
        done = child(folder, exports[turn % 2][0], 0)
        time.sleep(chance.uniform(0.05, 0.6))
        os.kill(done.pid, signal.SIGKILL)
        done.communicate(timeout=60)
        assert there(folder) in (exports[0][1], exports[1][1])


def test_readers_read_on_while_it_is_updated(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    exports = [
        (export(tmp_path / "a.zip", EARLIER), sorted(EARLIER)),
        (export(tmp_path / "b.zip", LATER), sorted(LATER)),
    ]
    bring(folder, exports[0][0])
    held = open_advisories(folder)
    wrong: list[object] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                found = there(folder, still=False)
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is asked here
                wrong.append(error)
                return
            if found not in (exports[0][1], exports[1][1]):
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(8):
        bring(folder, exports[(turn + 1) % 2][0])
    ended.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert len(held.match("pypi", "thing", "1.0").records) == 30, "an open one keeps what it opened"
    assert len(held.lookup("pypi", "thing")) == 30
    held.close()
