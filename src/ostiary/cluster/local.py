"""Run many tasks here, in this process or in several, and lose none when a worker dies."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")
Task = tuple[Key, Callable[..., Result], tuple[Any, ...]]
"""A key, a function and its arguments."""

SPARE = 1
"""Tasks waiting beyond those that run, so that no worker idles and few are in doubt when one dies."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave no result: its worker died, or it raised; `message` is one line, never empty.

    `kind` is the name of the exception's type.
    """

    died: bool
    kind: str
    message: str


def executor(workers: int) -> Executor:
    """An executor of `workers` processes; of one thread of this process for one or fewer.

    Workers start clean (forkserver, or spawn where there is none), so they inherit neither threads nor
    sockets; tasks, functions and results have to be picklable.
    """
    if workers <= 1:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(max_workers=1)
    return _processes(workers)


def run_all(
    tasks: Iterable[Task[Key, Result]], workers: int, *, patience: float | None = None
) -> Iterator[tuple[Key, Result | Failure]]:
    """Each task's key with its result or failure, as each ends; `tasks` is read only as far as needed.

    If a worker dies, the tasks that it may have died of run again, each alone in a process: the one that
    kills that too becomes a failure, the others end as usual. So tasks must bear to run twice.

    If no task ends for `patience` seconds, the workers are killed, and what they did is tried again in
    the same way, each for as long. Without processes nothing can be killed, and patience has no end.
    """
    source = iter(tasks)
    pool = executor(workers)
    try:
        while True:
            lost, ended = yield from _until_broken(pool, source, workers, patience)
            if ended:
                return
            pool.shutdown(wait=True, cancel_futures=True)
            for task in lost:
                yield task[0], _alone(task, patience)
            pool = executor(workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _until_broken(
    pool: Executor, source: Iterator[Task[Key, Result]], workers: int, patience: float | None
) -> Generator[tuple[Key, Result | Failure], None, tuple[list[Task[Key, Result]], bool]]:
    """Run tasks until none is left or a worker dies; returns those in doubt, and whether none is left."""
    waiting: dict[Future[Result], Task[Key, Result]] = {}
    while True:
        room = max(workers, 1) + SPARE - len(waiting)
        for task in islice(source, room):
            if not _submit(pool, task, waiting):
                return [*waiting.values(), task], False
        if not waiting:
            return [], True
        limit = patience if workers > 1 else None
        done = wait(waiting, timeout=limit, return_when=FIRST_COMPLETED).done
        if not done:
            _kill()
            return list(waiting.values()), False
        ended = [future for future in done if not _died(future)]
        for future in ended:
            key = waiting.pop(future)[0]
            result = _result(future)
            yield key, result
        if len(ended) < len(done):
            return list(waiting.values()), False


def _submit(
    pool: Executor, task: Task[Key, Result], waiting: dict[Future[Result], Task[Key, Result]]
) -> bool:
    """Hand a task to the pool; False if the pool has already lost a worker."""
    from concurrent.futures import BrokenExecutor

    _, work, arguments = task
    try:
        waiting[pool.submit(work, *arguments)] = task
    except BrokenExecutor:
        return False
    return True


def _alone(task: Task[Key, Result], patience: float | None) -> Result | Failure:
    _, work, arguments = task
    with _processes(1) as pool:
        future: Future[Result] = pool.submit(work, *arguments)
        if wait([future], timeout=patience).done:
            return _result(future)
        _kill()
        message = f"it took longer than {patience:g} seconds, and its worker was ended"
        return Failure(died=True, kind="TimeoutError", message=message)


def _kill() -> None:
    """End every worker process; the pool notices and gives up its tasks."""
    import multiprocessing

    for child in multiprocessing.active_children():
        child.kill()


def _processes(workers: int) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    clean = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(clean))


def _died(future: "Future[Any]") -> bool:
    from concurrent.futures import BrokenExecutor

    return isinstance(future.exception(), BrokenExecutor)


def _result(future: "Future[Result]") -> Result | Failure:
    error = future.exception()
    if error is None:
        return future.result()
    died = _died(future)
    message = "its worker process died" if died else " ".join(str(error).split())
    name = type(error).__name__
    return Failure(died, name, message or name)
