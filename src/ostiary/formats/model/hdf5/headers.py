"""The messages of one object: what it is, what it holds, and where."""

from collections.abc import Iterator
from typing import NamedTuple

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.hdf5.frame import Frame

MAX_CHUNKS = 4_096
"""Pieces in which one object header lies."""
MAX_MESSAGES = 100_000
"""Messages of one object."""

DATASPACE, LINK_INFO, DATATYPE, LINK, EXTERNAL = 0x01, 0x02, 0x03, 0x06, 0x07
LAYOUT, ATTRIBUTE, CONTINUATION, TABLE, ATTRIBUTE_INFO = 0x08, 0x0C, 0x10, 0x11, 0x15
FILTERS, SHARED_TABLE = 0x0B, 0x0F
KNOWN = frozenset(range(0x19)) - {0x09}
SHARED = 2
"""The flag of a message that only says where the message lies."""


class Message(NamedTuple):
    """One message: its kind, its flags, and where its data lie."""

    kind: int
    flags: int
    at: int
    size: int


def messages(frame: Frame, at: int) -> list[Message]:
    """All messages of the object at an address; its pieces are owned. Raises `ParseError`."""
    read = _new if frame.take(at, 4) == b"OHDR" else _old
    found = list(read(frame, at))
    odd = next((one.kind for one in found if one.kind not in KNOWN), None)
    if odd is not None:
        frame.sheet.stop(f"HDF5: a message of kind {odd}, which is not read")
    return found


def _old(frame: Frame, at: int) -> Iterator[Message]:
    if frame.number(at, 1) != 1:
        raise ParseError(f"HDF5: no object stands at {at}")
    size = frame.number(at + 8, 4)
    frame.own(at, 16)
    pieces = [(at + 16, size)]
    done = 0
    while done < len(pieces):
        begin, length = pieces[done]
        done += 1
        _count(done, MAX_CHUNKS)
        frame.take(begin + length, 0)
        frame.own(begin, length)
        place, end = begin, begin + length
        while place + 8 <= end:
            raw = frame.take(place, 8)
            one = Message(
                int.from_bytes(raw[:2], "little"), raw[4], place + 8, raw[2] | raw[3] << 8
            )
            place = one.at + one.size
            if place > end:
                raise ParseError("HDF5: a message is longer than its header")
            if one.kind == CONTINUATION:
                pieces.append((frame.address(one.at), frame.length(one.at + frame.wide)))
            elif one.kind:
                yield one


def _new(frame: Frame, at: int) -> Iterator[Message]:
    version, flags = frame.number(at + 4, 1), frame.number(at + 5, 1)
    if version != 2:
        raise ParseError(f"HDF5: an object header of version {version}")
    start = at + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    size = frame.number(start, width)
    pieces = [(start + width, size)]
    frame.own(at, start + width - at + size + 4)
    head = 6 if flags & 4 else 4
    done = 0
    while done < len(pieces):
        begin, length = pieces[done]
        done += 1
        _count(done, MAX_CHUNKS)
        place, end = begin, begin + length
        frame.take(end, 4)  # the checksum
        while place + head <= end:
            raw = frame.take(place, 4)
            one = Message(raw[0], raw[3], place + head, raw[1] | raw[2] << 8)
            place = one.at + one.size
            if place > end:
                raise ParseError("HDF5: a message is longer than its header")
            if one.kind == CONTINUATION:
                pieces.append(_continued(frame, one))
            elif one.kind:
                yield one


def _continued(frame: Frame, one: Message) -> tuple[int, int]:
    at, size = frame.address(one.at), frame.length(one.at + frame.wide)
    if size < 8 or frame.take(at, 4) != b"OCHK":
        raise ParseError("HDF5: an object header goes on where nothing stands")
    frame.own(at, size)
    return at + 4, size - 8


def _count(count: int, limit: int) -> None:
    if count > limit:
        raise LimitError(f"HDF5: an object header in more than {limit} pieces")
