"""Run many tasks in confined worker processes, and lose none when a worker dies or hangs."""

import selectors
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, TypeVar

from msgspec.structs import replace

from ostiary.cluster.frames import Handed, Readable
from ostiary.cluster.hand import DIED, Failure, Hand, Here, none
from ostiary.cluster.plan import Plan

Key = TypeVar("Key")
Result = TypeVar("Result")
Task = tuple[Key, Callable[..., Result], tuple[Any, ...]]
"""A key, a function and its arguments, `Handed` files and `Readable` folders among them."""

Then = Callable[[Key, Result | Failure], Task[Key, Result] | None]
"""What else has to be done before a result counts: another task, which takes its place, or nothing."""

LONG = 600.0
"""Seconds of work after which a worker is replaced, so that its processor time stays bounded."""


def run_all(
    tasks: Iterable[Task[Key, Result]],
    workers: int,
    plan: Plan | None = None,
    *,
    patience: float | None = None,
    then: Then[Key, Result] | None = None,
) -> Iterator[tuple[Key, Result | Failure]]:
    """Each task's key with its result or failure, as each ends; `tasks` is read only as far as needed.

    Functions and arguments have to be picklable, and results data (`cluster.wire`). A worker does one
    task at a time, so the one that it dies of is known: it is tried again in a fresh worker if the worker
    had done others before, and else a failure. One that takes longer than `patience` is a failure too.
    `then` may put another task in the place of one that ended.
    """
    plan = plan or Plan()
    plan = plan if patience is None else replace(plan, patience=patience)
    if not plan.apart:
        yield from _here(tasks, then or _nothing)
        return
    with selectors.DefaultSelector() as selector:
        pool = _Pool(max(workers, 1), plan, selector)
        try:
            yield from _run(pool, iter(tasks), then or _nothing)
        finally:
            pool.end()


def _nothing(_: Any, __: Any) -> None:
    """Every result counts as it is."""


def _here(
    tasks: Iterable[Task[Key, Result]], then: Then[Key, Result]
) -> Iterator[tuple[Key, Result | Failure]]:
    for one in tasks:
        task: Task[Key, Result] | None = one
        while task is not None:
            key, result = task[0], Here().ask(task[1], *task[2])
            _close(task)
            task = then(key, result)
        yield key, result


def _run(
    pool: "_Pool", source: Iterator[Task[Key, Result]], then: Then[Key, Result]
) -> Generator[tuple[Key, Result | Failure], None, None]:
    open_tasks = True
    ended: list[tuple[Key, Result | Failure]] = []
    begun: deque[Task[Key, Result]] = deque()
    while True:
        # First work for everybody: whoever takes our results may be slow.
        while (begun or open_tasks) and pool.room():
            task = begun.popleft() if begun else next(source, None)
            if task is None:
                open_tasks = False
            else:
                pool.begin(task)
        yield from ended
        if pool.at_rest():
            return
        ended = []
        for task, result in pool.wait():
            if (more := then(task[0], result)) is None:
                ended.append((task[0], result))
            else:
                begun.append(more)


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
        last = any(isinstance(one, Handed) and one.last for one in task[2])
        special = last or hand.plan.readable != self._plan.readable
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
