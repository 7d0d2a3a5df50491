"""What runs in the process that workers are forked from: it loads what they need once, and forks.

What only some tasks need is loaded before the third worker; one to read a single thing, and one to judge it,
load it by themselves.
"""

import errno
import gc
import os
import signal
import socket
import sys
from importlib import import_module
from typing import NoReturn

from msgspec import msgpack

from ostiary.cluster.bytecode import Bundle
from ostiary.cluster.orders import ORDER, PID, REAP, exactly
from ostiary.cluster.plan import Plan
from ostiary.cluster.worker import serve

BY_THEMSELVES = 2
"""Workers that come before what only some need is loaded for all."""


def main(control: int, modules: tuple[str, ...], later: tuple[str, ...]) -> NoReturn:
    """In the nursery: load, then fork a worker for each order, until nobody is there to order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption ends
    bundle = Bundle()
    sys.meta_path.insert(0, bundle)
    _load(modules)
    alive: set[int] = set()
    forked = 0
    with socket.socket(fileno=control) as orders:
        while order := _order(orders):
            kind, number, channel = order
            if kind == REAP:
                alive.discard(number)
                os.waitpid(number, 0)
                continue
            forked += 1
            if forked == BY_THEMSELVES + 1:
                _load(later)
            plan = msgpack.decode(exactly(orders, number), type=Plan)
            try:
                alive.add(pid := _forked(orders, channel, plan))
            except OSError as error:  # too many processes
                pid = -(error.errno or errno.EAGAIN)
            orders.sendall(PID.pack(pid))
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    bundle.keep()
    os._exit(
        0
    )  # to take a thousand modules down piece by piece would cost as much as dozens take to load


def _load(modules: tuple[str, ...]) -> None:
    """Load what workers share; a collector that looked at it would copy it for each of them."""
    gc.disable()  # next to nothing of it is garbage
    for name in modules:
        import_module(name)
    gc.freeze()
    gc.enable()


def _order(orders: socket.socket) -> tuple[bytes, int, int] | None:
    try:
        head, files, _, _ = socket.recv_fds(orders, ORDER.size, 1)
    except ConnectionError:  # the parent was ended with something unread
        return None
    head += exactly(orders, ORDER.size - len(head)) if head else b""
    if len(head) < ORDER.size:
        return None
    kind, number = ORDER.unpack(head)
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
