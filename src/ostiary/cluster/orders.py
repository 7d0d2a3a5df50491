"""What is said between a process and the one that forks its workers: the words of `nursery` and `nest`."""

import socket
import struct

ORDER = struct.Struct("<cQ")
PID = struct.Struct("<q")
FORK, REAP = b"F", b"R"


def exactly(channel: socket.socket, size: int) -> bytes:
    """So many bytes, fewer only if the other side is gone."""
    got = b""
    while len(got) < size and (block := channel.recv(size - len(got))):
        got += block
    return got
