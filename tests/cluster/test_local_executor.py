"""Tasks run in confined processes, failures stay with their task, and a dead worker takes no other along."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from ostiary.cluster import nursery
from ostiary.cluster.frames import Handed, Readable
from ostiary.cluster.hand import DIED, Failure
from ostiary.cluster.local import run_all
from ostiary.cluster.plan import Plan
from ostiary.cluster.steady import Steady

PLAN = Plan(modules=(__name__,))
HERE = Plan(modules=(__name__,), apart=False)


def square(number: int) -> int:
    return number * number


def fussy(number: int) -> int:
    if number == 3:
        raise ValueError("three\nis wrong")
    if number == 4:
        sys.exit("no")
    return number


def deadly(number: int) -> int:
    if number % 5 == 2:
        os._exit(9)
    return number


def stuck(number: int) -> int:
    while number == 2:
        time.sleep(0.01)
    return number


def place(_: int) -> int:
    return os.getpid()


def first(stream: BinaryIO, count: int) -> bytes:
    return stream.read(count)


def names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in Path(folder).iterdir()))


seen: list[int] = []


def once(number: int) -> int:
    """Dies of what came before it, not of itself."""
    if seen:
        os._exit(1)
    seen.append(number)
    return number


@pytest.mark.parametrize("plan", [PLAN, HERE])
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_task_ends_once(workers: int, plan: Plan) -> None:
    tasks = [(f"key {number}", square, (number,)) for number in range(20)]
    found = dict(run_all(tasks, workers, plan))
    assert found == {f"key {number}": number * number for number in range(20)}


@pytest.mark.parametrize("plan", [PLAN, HERE])
def test_an_exception_is_the_failure_of_its_task(plan: Plan) -> None:
    found = dict(run_all([(number, fussy, (number,)) for number in range(6)], 2, plan))
    assert found[3] == Failure(died=False, kind="ValueError", message="three is wrong")
    assert found[4] == Failure(died=False, kind="SystemExit", message="no")
    assert [found[number] for number in (0, 1, 2, 5)] == [0, 1, 2, 5]


def test_a_worker_that_dies_fails_only_its_own_task() -> None:
    found = list(run_all([(number, deadly, (number,)) for number in range(14)], 2, PLAN))
    assert len(found) == 14
    for number, result in dict(found).items():
        if number % 5 == 2:
            assert isinstance(result, Failure)
            assert result.died
            assert result.message
        else:
            assert result == number


def test_what_dies_of_an_earlier_task_is_tried_again_alone() -> None:
    tasks = [(number, once, (number,)) for number in range(4)]
    assert dict(run_all(tasks, 1, PLAN)) == {number: number for number in range(4)}


def test_a_task_that_never_ends_is_ended_and_only_that() -> None:
    tasks = [(number, stuck, (number,)) for number in range(6)]
    found = dict(run_all(tasks, 2, PLAN, patience=1.0))
    failure = found.pop(2)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.died) == ("TimeoutError", True)
    assert "longer than 1 seconds" in failure.message
    assert found == {number: number for number in (0, 1, 3, 4, 5)}


def test_workers_are_other_processes_and_are_used_again() -> None:
    found = set(
        dict(run_all([(number, place, (number,)) for number in range(8)], 1, PLAN)).values()
    )
    assert len(found) == 1
    assert os.getpid() not in found
    assert set(dict(run_all([(0, place, (0,))], 1, HERE)).values()) == {os.getpid()}


def test_no_worker_outlives_its_run() -> None:
    (pid,) = dict(run_all([(0, place, (0,))], 1, PLAN)).values()
    assert isinstance(pid, int)
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("plan", [PLAN, HERE])
def test_files_are_handed_over_and_closed(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"0123456789")
    streams = [path.open("rb") for _ in range(5)]
    tasks = [(at, first, (Handed(one), at)) for at, one in enumerate(streams)]
    assert dict(run_all(tasks, 2, plan)) == {at: b"0123456789"[:at] for at in range(5)}
    assert all(one.closed for one in streams)


def test_a_folder_is_readable_for_its_own_task_alone(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / f"in {name}").write_bytes(b"")
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    tasks: list[tuple[str, Callable[[str], tuple[str, ...]], tuple[object]]] = [
        ("a", names, (Readable(a),)),
        ("none", names, (a,)),
        ("b", names, (Readable(b),)),
    ]
    found = dict(run_all(tasks, 1, PLAN))
    assert (found["a"], found["b"]) == (("in a",), ("in b",))
    assert isinstance(found["none"], Failure)
    assert found["none"].kind == "PermissionError"


def test_tasks_are_read_only_as_far_as_needed() -> None:
    read: list[int] = []

    def source() -> Iterator[tuple[int, Callable[[int], int], tuple[int]]]:
        for number in range(1000):
            read.append(number)
            yield number, square, (number,)

    results = run_all(source(), 1, PLAN)
    next(results)
    assert len(read) < 10
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_where_no_process_can_be_started_each_task_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nursery.close()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    tasks = [(number, square, (number,)) for number in range(5)]
    for found in (*dict(run_all(tasks, 2, PLAN)).values(), Steady(PLAN).ask(square, 1)):
        assert isinstance(found, Failure)
        assert "no worker process can be started" in found.message
    monkeypatch.undo()
    assert dict(run_all(tasks, 2, PLAN)) == {number: number * number for number in range(5)}


def test_a_nursery_that_died_is_replaced() -> None:
    home = nursery.nursery(PLAN.modules)
    home._process.kill()
    home._process.wait()
    found = dict(run_all([(number, square, (number,)) for number in range(5)], 1, PLAN))
    failed = [one for one in found.values() if isinstance(one, Failure)]
    assert len(failed) == 1
    assert "gone" in failed[0].message
    assert nursery.nursery(PLAN.modules) is not home


def test_no_tasks_no_results() -> None:
    nothing: list[tuple[int, Callable[[int], int], tuple[int]]] = []
    assert list(run_all(nothing, 2, PLAN)) == []


def test_a_nursery_serves_who_needs_what_it_loaded() -> None:
    """A worker from a nursery that loaded something else would load everything by itself, each time."""
    mine, other = nursery.nursery(PLAN.modules), nursery.nursery(("json",))
    assert mine is not other
    assert nursery.nursery(PLAN.modules) is mine
    assert nursery.nursery(("json",)) is other


def test_who_asks_after_the_end_starts_no_worker() -> None:
    """A thread may come to its question after its flow was called off: nobody would end that worker."""
    worker = Steady(PLAN)
    assert worker.ask(square, 3) == 9
    worker.end()
    assert worker.ask(square, 3) == DIED


def test_a_worker_that_died_is_replaced() -> None:
    worker = Steady(PLAN)
    try:
        assert worker.ask(deadly, 2) == DIED
        assert worker.ask(square, 3) == 9
    finally:
        worker.end()
