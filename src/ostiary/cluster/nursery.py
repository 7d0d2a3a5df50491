"""Where workers come from: a clean process that loads what they need once, and forks.

What only some tasks need is loaded before the third worker: one to read a single thing, and one to judge
it, load it by themselves.

It is started by its own command line, so workers inherit neither threads nor connections nor the
environment of whoever asks for them.
"""

import atexit
import errno
import gc
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from ostiary.cluster.confine import Plan
from ostiary.cluster.worker import serve

_ORDER = struct.Struct("<cQ")
_PID = struct.Struct("<q")
_FORK, _REAP = b"F", b"R"

BY_THEMSELVES = 2
"""Workers that come before what only some need is loaded for all."""

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
        body = pickle.dumps(plan)
        with self._lock:
            try:
                order = _ORDER.pack(_FORK, len(body))
                socket.send_fds(self._control, [order], [channel.fileno()])
                self._control.sendall(body)
                answer = _exactly(self._control, _PID.size)
            except OSError:
                answer = b""
            if len(answer) < _PID.size:
                self.dead = True  # the next worker comes from another
                raise OSError(errno.ECHILD, "the process that forks them is gone")
        pid = int(_PID.unpack(answer)[0])
        if pid < 0:
            raise OSError(-pid, os.strerror(-pid))
        return pid

    def end(self, pid: int) -> None:
        """End a worker for good. Its id is its own until it is reaped, which happens here alone."""
        with self._lock, suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            self._control.sendall(_ORDER.pack(_REAP, pid))

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
    """Python, with our own modules to be found where this process found them."""
    places = [str(Path(one).absolute()) for one in sys.path if one]
    places.append(str(Path(__file__).resolve().parents[2]))
    code = (
        f"import sys; sys.path[:] = {places!r}; from ostiary.cluster import nursery; "
        f"nursery.main({control}, {modules!r}, {later!r})"
    )
    quiet = ["-B"] if sys.flags.dont_write_bytecode else []
    return [sys.executable, "-I", *quiet, "-c", code]


def main(control: int, modules: tuple[str, ...], later: tuple[str, ...]) -> None:
    """In the nursery: load, then fork a worker for each order, until nobody is there to order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption ends
    _load(modules)
    alive: set[int] = set()
    forked = 0
    with socket.socket(fileno=control) as orders:
        while order := _order(orders):
            kind, number, channel = order
            if kind == _REAP:
                alive.discard(number)
                os.waitpid(number, 0)
                continue
            forked += 1
            if forked == BY_THEMSELVES + 1:
                _load(later)
            plan = pickle.loads(_exactly(orders, number))  # noqa: S301 - only the parent holds the other end
            try:
                alive.add(pid := _forked(orders, channel, plan))
            except OSError as error:  # too many processes
                pid = -(error.errno or errno.EAGAIN)
            orders.sendall(_PID.pack(pid))
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


def _load(modules: tuple[str, ...]) -> None:
    """Load what workers share; a collector that looked at it would copy it for each of them."""
    gc.disable()  # next to nothing of it is garbage
    for name in modules:
        import_module(name)
    gc.freeze()
    gc.enable()


def _order(orders: socket.socket) -> tuple[bytes, int, int] | None:
    try:
        head, files, _, _ = socket.recv_fds(orders, _ORDER.size, 1)
    except ConnectionError:  # the parent was ended with something unread
        return None
    head += _exactly(orders, _ORDER.size - len(head)) if head else b""
    if len(head) < _ORDER.size:
        return None
    kind, number = _ORDER.unpack(head)
    return kind, number, files[0] if files else -1


def _forked(orders: socket.socket, channel: int, plan: Plan) -> int:
    pid = os.fork()
    if pid:
        os.close(channel)
        return pid
    status = 1
    try:
        orders.detach()
        serve(socket.socket(fileno=channel), plan)
        status = 0
    finally:
        os._exit(status)


def _exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes, fewer only if the other side is gone."""
    got = b""
    while len(got) < size and (block := channel.recv(size - len(got))):
        got += block
    return got
