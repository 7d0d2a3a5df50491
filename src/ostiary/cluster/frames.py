"""Messages between the process that reports and one worker: a length, the bytes, and open files beside it."""

import io
import os
import pickle
import socket
import struct
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO

from msgspec import Struct

MAX_FILES = 4
"""Open files beside one task."""

STEP = 1 << 20

_TASK = struct.Struct("<QB")
_REPLY = struct.Struct("<Q")


class Handed(Struct, frozen=True):
    """An argument that arrives in the worker as an open file, to be read only; its path stays behind.

    `last` says that a worker of several tasks (`cluster.local`) does nothing more after it has read this.
    """

    stream: BinaryIO
    last: bool = False


class Readable(Struct, frozen=True):
    """An argument that arrives in the worker as the absolute path of a folder that it may read."""

    path: str


class Line(Struct, frozen=True):
    """An argument that arrives in the worker as one end of a socket, by which it may ask for bytes."""

    socket: socket.socket


class _Slot(Struct, frozen=True):
    """Where among the arguments an open file belongs."""

    at: int


Work = Callable[..., Any]


def give(channel: socket.socket, work: Work, arguments: tuple[Any, ...]) -> None:
    """Send a task with its files. Raises `OSError` if nobody takes it."""
    given = [one for one in arguments if isinstance(one, Handed | Line)]
    places = iter(range(len(given)))
    plain = tuple(_plain(one, places) for one in arguments)
    body = pickle.dumps((work, plain))
    files: list[int] = []
    try:
        for one in given:
            files.append(
                _reading(one.stream) if isinstance(one, Handed) else os.dup(one.socket.fileno())
            )
        socket.send_fds(channel, [_TASK.pack(len(body), len(files))], files)
    finally:
        for file in files:
            os.close(file)
    channel.sendall(body)


def _plain(argument: Any, places: Iterator[int]) -> Any:
    if isinstance(argument, Handed | Line):
        return _Slot(next(places))
    return argument.path if isinstance(argument, Readable) else argument


def _reading(stream: IO[bytes]) -> int:
    """A descriptor of a stream from its start, that cannot write where the system can make such."""
    stream.seek(0)
    try:
        own = stream.fileno()
    except (OSError, AttributeError):
        return _copied(stream)
    try:
        return os.open(f"/proc/self/fd/{own}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return os.dup(own)


def _copied(stream: IO[bytes]) -> int:
    from tempfile import TemporaryFile  # few files are that long

    with TemporaryFile() as file:
        while block := stream.read(STEP):
            file.write(block)
        return _reading(file)


def taken(channel: socket.socket) -> tuple[bytes, list[BinaryIO]] | None:
    """In the worker: the next task as it came, None when there will be none."""
    head, files = b"", []
    while len(head) < _TASK.size:
        part, more, _, _ = socket.recv_fds(channel, _TASK.size - len(head), MAX_FILES)
        if not part:
            return None
        head += part
        files += more
    size, _ = _TASK.unpack(head)
    body = io.BytesIO()
    while body.tell() < size:
        block = os.read(channel.fileno(), min(size - body.tell(), STEP))
        if not block:
            return None
        body.write(block)
    return body.getvalue(), [os.fdopen(one, "rb") for one in files]


def opened(body: bytes, streams: list[BinaryIO]) -> tuple[Work, tuple[Any, ...]]:
    """In the worker: what to do and with what. The sender is trusted."""
    work, arguments = pickle.loads(body)  # noqa: S301 - only the parent holds the other end
    return work, tuple(streams[one.at] if isinstance(one, _Slot) else one for one in arguments)


def told(channel: socket.socket, reply: bytes) -> None:
    """In the worker: send a reply, with nothing but `write`."""
    rest = memoryview(_REPLY.pack(len(reply)) + reply)
    while rest:
        rest = rest[os.write(channel.fileno(), rest) :]


class Inbox:
    """In the parent: what a worker has said so far; a worker that stops half-way blocks nobody."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = bytearray()

    def take(self, channel: socket.socket) -> list[bytes] | None:
        """Read what is there; the whole replies in it, or None if the worker is gone or says too much."""
        block = channel.recv(STEP, socket.MSG_DONTWAIT)
        if not block:
            return None
        self._held += block
        found = []
        while len(self._held) >= _REPLY.size:
            size = _REPLY.unpack_from(self._held)[0]
            if size > self._most:
                return None
            if len(self._held) < _REPLY.size + size:
                break
            found.append(bytes(self._held[_REPLY.size : _REPLY.size + size]))
            del self._held[: _REPLY.size + size]
        return found
