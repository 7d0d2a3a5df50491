"""Where workers come from: a clean process that loads what they need once, and forks (`nest`).

It is started by its own command line, so workers inherit neither threads nor connections nor the
environment of whoever asks for them.
"""

import atexit
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from msgspec import msgpack

from ostiary.cluster.orders import FORK, ORDER, PID, REAP, exactly
from ostiary.cluster.plan import Plan

KEPT = ("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ")
"""Variables that the interpreter itself may need; no other gets near what is examined."""


class Nursery:
    """The parent's side: one such process a process and a set of modules."""

    def __init__(self, modules: tuple[str, ...], later: tuple[str, ...]) -> None:
        self.modules = modules, later
        self.owner = os.getpid()
        self.dead = False
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        try:
            self._process = _started(theirs, modules, later)
        except OSError:
            self._control.close()
            raise
        finally:
            theirs.close()

    def fork(self, channel: socket.socket, plan: Plan) -> int:
        """A new worker at the other end of `channel`; its process id. Raises `OSError`."""
        body = msgpack.encode(plan)
        with self._lock:
            try:
                order = ORDER.pack(FORK, len(body))
                socket.send_fds(self._control, [order], [channel.fileno()])
                self._control.sendall(body)
                answer = exactly(self._control, PID.size)
            except OSError:
                answer = b""
            if len(answer) < PID.size:
                self.dead = True  # the next worker comes from another
                raise OSError(errno.ECHILD, "the process that forks them is gone")
        pid = int(PID.unpack(answer)[0])
        if pid < 0:
            raise OSError(-pid, os.strerror(-pid))
        return pid

    def end(self, pid: int) -> None:
        """End a worker for good. Its id is its own until it is reaped, which happens here alone."""
        with self._lock, suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            self._control.sendall(ORDER.pack(REAP, pid))

    def close(self) -> None:
        """End the nursery, and with it every worker."""
        self._control.close()
        if self.owner == os.getpid():
            self._process.wait()


_nurseries: list[Nursery] = []
_making = threading.Lock()


def nursery(modules: tuple[str, ...], later: tuple[str, ...] = ()) -> Nursery:
    """The nursery of this process that loads `modules`, and `later`; it is started if there is none yet."""
    with _making:
        for one in reversed(_nurseries):
            if one.modules == (modules, later) and not one.dead and one.owner == os.getpid():
                return one
        _nurseries.append(Nursery(modules, later))
        atexit.register(close)
        return _nurseries[-1]


def close() -> None:
    """End every nursery of this process; the next worker starts another."""
    with _making:
        while _nurseries:
            _nurseries.pop().close()


def _started(
    channel: socket.socket, modules: tuple[str, ...], later: tuple[str, ...]
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        _command(channel.fileno(), modules, later),
        pass_fds=[channel.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        env={name: os.environ[name] for name in KEPT if name in os.environ},
    )


def _command(control: int, modules: tuple[str, ...], later: tuple[str, ...]) -> list[str]:
    """Python, with our own modules to be found where this process found them.

    Without `site`: what packages of the environment would run at the start (`.pth`) runs in no worker.
    """
    places = [str(Path(one).absolute()) for one in sys.path if one]
    places.append(str(Path(__file__).resolve().parents[2]))
    code = (
        f"import gc, sys; gc.disable(); sys.path[:] = {places!r}; "  # `nest` enables it again
        "from ostiary.cluster.lean import load_msgspec; load_msgspec(); "
        f"from ostiary.cluster import nest; nest.main({control}, {modules!r}, {later!r})"
    )
    quiet = ["-B"] if sys.flags.dont_write_bytecode else []
    return [sys.executable, "-I", "-S", *quiet, "-c", code]
