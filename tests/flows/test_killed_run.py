"""A run that is killed at any moment leaves a log that is whole, with every recorded decision in it."""

import json
import time

from world.front import Front
from world.index import FakeIndex

MOMENTS = 12
"""Kills, spread evenly over the time that one whole run takes."""


def rows(front: Front) -> list[dict[str, object]]:
    return list(json.loads(front("history", "--limit", "1000", "--format", "json").out))


def test_kill_nine_at_any_moment(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    began = time.monotonic()
    assert front.run("vet", "--quiet", "thing").code == 0
    span = time.monotonic() - began
    known = rows(front)
    assert len(known) == 1
    ends = set()
    for moment in range(MOMENTS):
        process = front.start("vet", "--format", "jsonl", "thing")
        time.sleep(span * (moment + 1) / MOMENTS)
        process.kill()
        out, _ = process.communicate(timeout=100)
        ends.add(process.returncode)
        assert front("log", "verify").code == 0
        after = rows(front)
        told = out.count(b"\n")
        assert after[len(after) - len(known) :] == known, "a recorded decision is gone or changed"
        assert len(after) - len(known) >= told, "a verdict was told before it was recorded"
        known = after
    assert -9 in ends
    said = front.run("vet", "--quiet", "thing")
    assert said.code == 0, "nothing that a killed run left behind is in the way of the next one"
    assert len(rows(front)) == len(known) + 1


def test_runs_at_the_same_time_all_land(front: Front, index: FakeIndex) -> None:
    for name in ("one", "two", "three"):
        index.publish(name, "1.0")
    running = [front.start("vet", "--quiet", name) for name in ("one", "two", "three")]
    for process in running:
        process.communicate(timeout=100)
    assert [process.returncode for process in running] == [0, 0, 0]
    kept = rows(front)
    assert {str(row["subjects"]) for row in kept} == {
        "['pkg:pypi/one@1.0']",
        "['pkg:pypi/two@1.0']",
        "['pkg:pypi/three@1.0']",
    }
    said = front("log", "verify")
    assert said.code == 0
    assert said.out.startswith("whole: 3 entries")
