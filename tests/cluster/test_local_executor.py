"""Tasks run in processes, failures stay with their task, and a dead worker takes no other task along."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ostiary.cluster.local import Failure, executor, run_all


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
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def stuck(number: int) -> int:
    while number == 2:
        time.sleep(0.01)
    return number


def place(_: int) -> tuple[int, str]:
    return os.getpid(), threading.current_thread().name


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_task_ends_once(workers: int) -> None:
    tasks = [(f"key {number}", square, (number,)) for number in range(20)]
    found = dict(run_all(tasks, workers))
    assert found == {f"key {number}": number * number for number in range(20)}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_is_the_failure_of_its_task(workers: int) -> None:
    found = dict(run_all([(number, fussy, (number,)) for number in range(6)], workers))
    assert found[3] == Failure(died=False, kind="ValueError", message="three is wrong")
    assert found[4] == Failure(died=False, kind="SystemExit", message="no")
    assert [found[number] for number in (0, 1, 2, 5)] == [0, 1, 2, 5]


def test_a_killed_worker_fails_only_its_own_task() -> None:
    found = list(run_all([(number, deadly, (number,)) for number in range(14)], 2))
    assert len(found) == 14
    for number, result in dict(found).items():
        if number % 5 == 2:
            assert isinstance(result, Failure)
            assert result.died
            assert result.message
        else:
            assert result == number


def test_a_task_that_never_ends_is_ended() -> None:
    tasks = [(number, stuck, (number,)) for number in range(6)]
    found = dict(run_all(tasks, 2, patience=5.0))
    failure = found.pop(2)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.died) == ("TimeoutError", True)
    assert found == {number: number for number in (0, 1, 3, 4, 5)}


def test_one_worker_is_this_process_and_more_are_others() -> None:
    with executor(1) as pool:
        assert pool.submit(place, 0).result()[0] == os.getpid()
    with executor(2) as pool:
        assert pool.submit(place, 0).result()[0] != os.getpid()


def test_tasks_are_read_only_as_far_as_needed() -> None:
    read: list[int] = []

    def source() -> Iterator[tuple[int, Callable[[int], int], tuple[int]]]:
        for number in range(1000):
            read.append(number)
            yield number, square, (number,)

    results = run_all(source(), 1)
    next(results)
    assert len(read) < 10
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_no_tasks_no_results() -> None:
    nothing: list[tuple[int, Callable[[int], int], tuple[int]]] = []
    assert list(run_all(nothing, 2)) == []
