"""How a worker without network gets bytes that lie elsewhere: it asks its parent for ranges of files.

A request is the number of a file, an offset and a count; nothing in it names a place, so that a worker which
was taken over can ask for no more than what it was given to read.
"""

import os
import socket
import struct
from collections.abc import Callable
from typing import Protocol

MAX_COUNT = 1 << 20
"""Bytes of one answer."""

MAX_REASON = 300

_REQUEST = struct.Struct("<IQI")
_ANSWER = struct.Struct("<BI")
_GIVEN, _REFUSED = 0, 1

Read = Callable[[int, int, int], bytes]
"""So many bytes of a file from an offset: (number, offset, count). Raises `RefusedError`."""


class RefusedError(Exception):
    """The bytes cannot be had; the message says why."""


class Ended(Protocol):
    """One end of a socket, as the worker has it."""

    def fileno(self) -> int:
        """Its descriptor."""
        ...


def serve(channel: socket.socket, read: Read) -> None:
    """In the parent, in a thread: answer what is asked, until the other end is closed."""
    while (head := _taken(channel.recv, _REQUEST.size)) is not None:
        number, offset, count = _REQUEST.unpack(head)
        try:
            status, data = _GIVEN, read(number, offset, min(count, MAX_COUNT))
        except RefusedError as error:
            status, data = _REFUSED, str(error)[:MAX_REASON].encode("utf-8", "replace")
        try:
            channel.sendall(_ANSWER.pack(status, len(data)) + data)
        except OSError:
            return


def ask(line: Ended, number: int, offset: int, count: int) -> bytes:
    """In the worker, with nothing but `read` and `write`: some bytes of a file. Raises `RefusedError`."""
    own = line.fileno()
    rest = memoryview(_REQUEST.pack(number, offset, count))
    while rest:
        rest = rest[os.write(own, rest) :]
    head = _taken(lambda size: os.read(own, size), _ANSWER.size)
    status, size = _ANSWER.unpack(head) if head else (_REFUSED, 0)
    data = _taken(lambda most: os.read(own, most), size)
    if data is None or not head:
        raise RefusedError("nobody answers any more")
    if status != _GIVEN:
        raise RefusedError(data.decode("utf-8", "replace"))
    return data


def _taken(receive: Callable[[int], bytes], size: int) -> bytes | None:
    """Exactly so many bytes, None where the other end is gone."""
    held = bytearray()
    while len(held) < size:
        try:
            part = receive(size - len(held))
        except OSError:
            return None
        if not part:
            return None
        held += part
    return bytes(held)
