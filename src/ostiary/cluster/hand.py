"""One worker process as its parent sees it: give it a task, wait within patience, end it."""

import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from msgspec import Struct

from ostiary.cluster.frames import Handed, Inbox, Line, Readable, give
from ostiary.cluster.nursery import nursery
from ostiary.cluster.plan import NONE, Confinement, Plan
from ostiary.cluster.wire import MAX_WIRE, WireError, decode

Result = TypeVar("Result")

SECONDS_A_MEGABYTE = 4.0
SEND_SECONDS = 30.0
"""A worker that does not even take its task for so long is given up."""


class Failure(Struct, frozen=True):
    """A task that gave no result: its worker died, or it raised; `message` is one line, never empty.

    `kind` is the name of the exception's type, `hint` what it advised.
    """

    died: bool
    kind: str
    message: str
    hint: str = ""


DIED = Failure(died=True, kind="WorkerDied", message="its worker process died")
NO_RESULT = Failure(died=True, kind="WireError", message="its worker process gave no result")


def none(error: OSError) -> Failure:
    """The failure of a task for which no worker could be started."""
    message = f"no worker process can be started: {error.strerror or error}"
    return Failure(died=True, kind="WorkerDied", message=message)


def warm(plan: Plan) -> None:
    """Begin to load what workers need, in a process of its own, while this one does something else."""
    if plan.apart:
        with suppress(OSError):  # it shows where a worker is needed
            nursery(plan.modules, plan.later)


class Hand:
    """A worker process; it does one task at a time. Raises `OSError` where none can be started."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.confinement: Confinement | None = None
        self.tasks = 0
        self.deadline = 0.0
        self._home = nursery(plan.modules, plan.later)
        self.channel, theirs = socket.socketpair()
        with theirs:
            try:
                self._pid = self._home.fork(theirs, plan)
            except OSError:
                self.channel.close()
                raise
        self.channel.settimeout(SEND_SECONDS)
        self._inbox = Inbox(MAX_WIRE)
        self._asking = threading.Lock()

    def give(self, work: Callable[..., object], arguments: tuple[Any, ...]) -> bool:
        """Hand over a task; False if the worker does not take it."""
        megabytes = sum(_size(one) for one in arguments if isinstance(one, Handed)) / (1 << 20)
        self.deadline = time.monotonic() + self.plan.patience + SECONDS_A_MEGABYTE * megabytes
        self.tasks += 1
        try:
            give(self.channel, work, arguments)
        except OSError:
            return False
        return True

    def take(self) -> Any:
        """The result or failure of the task if it is there, None if not yet; call it when readable."""
        try:
            said = self._inbox.take(self.channel)
        except BlockingIOError:
            return None
        except OSError:
            return DIED
        if said is None:
            return DIED
        try:
            for one in said:
                if self.confinement is not None:
                    return _reply(decode(one))
                self.confinement = Confinement(decode(one))
        except (WireError, TypeError, ValueError):
            return NO_RESULT
        return None

    def late(self) -> Failure | None:
        """The failure of a task that has taken too long."""
        if time.monotonic() < self.deadline:
            return None
        message = f"it took longer than {self.plan.patience:g} seconds, and its worker was ended"
        return Failure(died=True, kind="TimeoutError", message=message)

    def ask(self, work: Callable[..., Result], *arguments: Any) -> Result | Failure:
        """Give one task and wait for what comes of it, or for another thread to end the worker."""
        with self._asking:
            return self._answer(work, arguments)

    def _answer(self, work: Callable[..., Result], arguments: tuple[Any, ...]) -> Result | Failure:
        if not self.give(work, arguments):
            return DIED
        while True:
            left = max(self.deadline - time.monotonic(), 0.0)
            with selectors.DefaultSelector() as selector:
                selector.register(self.channel, selectors.EVENT_READ)
                ready = selector.select(left)
            found: Result | Failure | None = self.take() if ready else self.late()
            if found is not None:
                return found

    def end(self) -> None:
        """End the process, whatever it is doing; who waits for its answer learns that it died."""
        self._home.end(self._pid)
        with suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)
        with self._asking:
            self.channel.close()


class Here:
    """Stands in for a worker where there can be none: does each task in this process, unconfined."""

    confinement = NONE

    def ask(self, work: Callable[..., Result], *arguments: Any) -> Result | Failure:
        """Do one task; nothing can end it."""
        plain = tuple(map(_plain, arguments))
        try:
            return work(*plain)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the failure of this task alone
            kind, message = type(error).__name__, " ".join(str(error).split())
            return Failure(False, kind, message or kind, getattr(error, "hint", ""))

    def end(self) -> None:
        """There is nothing to end."""


def _plain(argument: Any) -> Any:
    if isinstance(argument, Handed):
        return argument.stream
    if isinstance(argument, Line):
        return argument.socket
    return argument.path if isinstance(argument, Readable) else argument


def _reply(said: Any) -> Any:
    good, *rest = said
    if good is True:
        (value,) = rest
        return value
    kind, message, hint = rest
    return Failure(died=False, kind=str(kind), message=str(message), hint=str(hint))


def _size(handed: Handed) -> int:
    try:
        return os.fstat(handed.stream.fileno()).st_size
    except (OSError, AttributeError):
        return handed.stream.seek(0, os.SEEK_END)
