"""What a worker process does: load, confine itself, then read one artifact after another."""

import ctypes
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO

from ostiary.cluster.confine import confine
from ostiary.cluster.frames import opened, taken, told
from ostiary.cluster.plan import Plan
from ostiary.cluster.wire import MAX_WIRE, WireError, encode
from ostiary.core.frames import in_one_block

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG

MAX_MESSAGE = 2000
"""Characters of the message of an exception."""


def serve(channel: socket.socket, plan: Plan) -> None:
    """Confine this process, say how far that went, and do what `channel` asks until it is closed."""
    _die_with_parent()
    for name in plan.modules:
        import_module(name)
    confinement = confine(plan, channel.fileno())
    told(channel, encode(confinement.missing))
    while (task := taken(channel)) is not None:
        reply, spent = _done(*task)
        del task
        with suppress(OSError):
            told(channel, reply)
        if spent:
            return


@in_one_block
def _done(body: bytes, streams: list[BinaryIO]) -> tuple[bytes, bool]:
    """The reply, and whether this process is spent: what a lack of memory left of it is not trusted."""
    try:
        try:
            work, arguments = opened(body, streams)
            reply = encode((True, work(*arguments)))
        finally:
            for stream in streams:
                stream.close()
    except MemoryError:
        message = "it needed more memory than a worker may have"
        return encode((False, "MemoryError", message, "")), True
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the failure of this task alone
        return _failed(error), False
    if len(reply) > MAX_WIRE:
        return _failed(WireError(f"its result is longer than {MAX_WIRE} bytes")), False
    return reply, False


def _failed(error: BaseException) -> bytes:
    kind = type(error).__name__
    message = " ".join(str(error).split())[:MAX_MESSAGE] or kind
    hint = getattr(error, "hint", "")
    return encode((False, kind, message, hint if isinstance(hint, str) else ""))


def _die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        above = os.getppid()
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != above:
            os._exit(1)
