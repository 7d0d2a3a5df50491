"""Run many tasks in confined worker processes, and lose none when a worker dies or hangs."""

import selectors
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from ostiary.cluster.confine import Plan
from ostiary.cluster.frames import Handed, Readable
from ostiary.cluster.hand import DIED, Failure, Hand, Here, none

Key = TypeVar("Key")
Result = TypeVar("Result")
Task = tuple[Key, Callable[..., Result], tuple[Any, ...]]
"""A key, a function and its arguments, `Handed` files and `Readable` folders among them."""

LONG = 600.0
"""Seconds of work after which a worker is replaced, so that its processor time stays bounded."""


def run_all(
    tasks: Iterable[Task[Key, Result]],
    workers: int,
    plan: Plan | None = None,
    *,
    patience: float | None = None,
) -> Iterator[tuple[Key, Result | Failure]]:
    """Each task's key with its result or failure, as each ends; `tasks` is read only as far as needed.

    Functions and arguments have to be picklable, and results data (`cluster.wire`). A worker does one
    task at a time, so the one that it dies of is known: it is tried again in a fresh worker if the worker
    had done others before, and else a failure. One that takes longer than `patience` is a failure too.
    """
    plan = plan or Plan()
    plan = plan if patience is None else replace(plan, patience=patience)
    if not plan.apart:
        yield from _here(tasks)
        return
    with selectors.DefaultSelector() as selector:
        pool = _Pool(max(workers, 1), plan, selector)
        try:
            yield from _run(pool, iter(tasks))
        finally:
            pool.end()


def _here(tasks: Iterable[Task[Key, Result]]) -> Iterator[tuple[Key, Result | Failure]]:
    for task in tasks:
        result = Here().ask(task[1], *task[2])
        _close(task)
        yield task[0], result


def _run(
    pool: "_Pool", source: Iterator[Task[Key, Result]]
) -> Generator[tuple[Key, Result | Failure], None, None]:
    open_tasks = True
    ended: list[tuple[Task[Key, Result], Result | Failure]] = []
    while True:
        # First work for everybody: whoever takes our results may be slow.
        while open_tasks and pool.room():
            task = next(source, None)
            if task is None:
                open_tasks = False
            else:
                pool.begin(task)
        for task, result in ended:
            yield task[0], result
        if pool.at_rest():
            return
        ended = list(pool.wait())


class _Pool:
    """Workers that do something and workers that wait."""

    def __init__(self, size: int, plan: Plan, selector: selectors.BaseSelector) -> None:
        self._size = size
        self._plan = plan
        self._selector = selector
        self._idle: list[Hand] = []
        self._spent: dict[Hand, float] = {}
        self._busy: dict[Hand, Task[Any, Any]] = {}
        self._hopeless: list[tuple[Task[Any, Any], Failure]] = []

    def room(self) -> bool:
        """Whether another task can begin."""
        return len(self._busy) + len(self._hopeless) < self._size

    def at_rest(self) -> bool:
        """Whether nothing more will end."""
        return not self._busy and not self._hopeless

    def begin(self, task: Task[Any, Any]) -> None:
        """Give a task to a worker that may read what the task needs, a new one if need be."""
        folders = tuple(one.path for one in task[2] if isinstance(one, Readable))
        hand = None if folders or not self._idle else self._idle.pop()
        if hand is None:
            try:
                hand = Hand(replace(self._plan, readable=(*self._plan.readable, *folders)))
            except OSError as error:
                self._hopeless.append((task, none(error)))
                return
            self._spent[hand] = 0.0
            self._selector.register(hand.channel, selectors.EVENT_READ, hand)
        self._busy[hand] = task
        self._spent[hand] -= time.monotonic()
        hand.give(task[1], task[2])  # if it does not take it, that shows as its end

    def wait(self) -> Iterator[tuple[Task[Any, Any], Any]]:
        """Wait for at least one worker, and tell what ended."""
        lost, self._hopeless = self._hopeless, []
        for task, failure in lost:
            _close(task)
            yield task, failure
        if lost:
            return
        nearest = min(hand.deadline for hand in self._busy)
        events = self._selector.select(max(nearest - time.monotonic(), 0.0))
        for key, _ in events:
            hand: Hand = key.data
            result = hand.take()
            if hand not in self._busy:
                self._drop(hand)  # an idle worker that speaks or dies is of no more use
            elif result is not None:
                yield from self._ended(hand, result)
        for hand in list(self._busy):
            if late := hand.late():
                yield from self._ended(hand, late)

    def _ended(self, hand: Hand, result: Any) -> Iterator[tuple[Task[Any, Any], Any]]:
        task = self._busy.pop(hand)
        self._spent[hand] += time.monotonic()
        failed = isinstance(result, Failure)
        short = failed and result.kind == MemoryError.__name__
        lost = failed and result.died
        special = hand.plan.readable != self._plan.readable
        if short or lost or special or self._spent[hand] > LONG:
            self._drop(hand)
        else:
            self._idle.append(hand)
        if hand.tasks > 1 and (short or result is DIED):
            self.begin(task)  # perhaps what came before was the reason
        else:
            _close(task)
            yield task, result

    def _drop(self, hand: Hand) -> None:
        self._selector.unregister(hand.channel)
        self._spent.pop(hand)
        if hand in self._idle:
            self._idle.remove(hand)
        hand.end()

    def end(self) -> None:
        """End every worker."""
        for task in self._busy.values():
            _close(task)
        for hand in list(self._spent):
            self._drop(hand)


def _close(task: Task[Any, Any]) -> None:
    for one in task[2]:
        if isinstance(one, Handed):
            one.stream.close()
