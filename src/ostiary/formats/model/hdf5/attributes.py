"""What do the attributes of an object say, as far as they are texts?"""

from typing import NamedTuple

from ostiary.core.errors import ParseError
from ostiary.formats.model.hdf5 import headers
from ostiary.formats.model.hdf5.dense import dense, passed_over
from ostiary.formats.model.hdf5.frame import Frame
from ostiary.formats.model.hdf5.headers import SHARED, Message

MAX_TEXT = 64 << 20
"""Bytes of one attribute."""
MAX_ITEMS = 100_000
"""Texts of one attribute."""
MAX_RANK = 32

TEXT, OPAQUE, VARIABLE = 3, 5, 9


class Attribute(NamedTuple):
    """One attribute: its name, its texts if it has such, and where its value lies."""

    name: str
    texts: tuple[bytes, ...]
    at: int
    class_: int


def attributes(frame: Frame, found: list[Message]) -> list[Attribute]:
    """All attributes of an object. What keeps them in a way that is not read stops the sheet."""
    out: list[Attribute] = []
    for one in found:
        if one.kind == headers.ATTRIBUTE:
            if one.flags & SHARED:
                frame.sheet.stop("HDF5: attributes that objects share are not read")
            else:
                out.append(_attribute(frame, one))
        elif one.kind == headers.ATTRIBUTE_INFO:
            flags = frame.number(one.at + 1, 1)
            at = one.at + 2 + (2 if flags & 1 else 0)
            heap, tree = frame.address(at), frame.address(at + frame.wide)
            if heap != frame.none:
                places = dense(frame, heap, tree)
                out += [
                    _attribute(frame, Message(headers.ATTRIBUTE, 0, *place)) for place in places
                ]
            passed_over(frame, at + 2 * frame.wide if flags & 2 else 0)
    return out


def _attribute(frame: Frame, one: Message) -> Attribute:
    version, flags = frame.number(one.at, 1), frame.number(one.at + 1, 1)
    sizes = [frame.number(one.at + 2 + 2 * part, 2) for part in range(3)]
    if version not in (1, 2, 3):
        raise ParseError(f"HDF5: an attribute of version {version}")
    step = 8 if version == 1 else 1
    places, at = [], one.at + (9 if version == 3 else 8)
    for size in sizes:
        places.append(at)
        at += size + -size % step
    if at > one.at + one.size:
        raise ParseError("HDF5: an attribute is longer than its message")
    raw = frame.take(places[0], sizes[0])
    name = raw.partition(b"\0")[0].decode("utf-8", "backslashreplace")
    if version > 1 and flags & 3:
        frame.sheet.stop(f"HDF5: the attribute `{name}` has a type of its own elsewhere: not read")
        return Attribute(name, (), at, -1)
    count = _items(frame, places[2])
    return _value(frame, name, places[1], count, (at, one.at + one.size))


def _value(frame: Frame, name: str, kind_at: int, count: int, place: tuple[int, int]) -> Attribute:
    """The value of an attribute that lies from one address up to another."""
    at, end = place
    kind = frame.number(kind_at, 1) & 15
    each = frame.number(kind_at + 4, 4)
    if count * each > end - at:
        raise ParseError(f"HDF5: the attribute `{name}` is longer than its message")
    if count > MAX_ITEMS:
        frame.sheet.stop(f"HDF5: the attribute `{name}` has {count} items")
        return Attribute(name, (), at, kind)
    if kind in (TEXT, OPAQUE):
        raw = frame.take(at, count * each)
        texts = [raw[place : place + each] for place in range(0, len(raw), each)] if each else []
        return Attribute(name, tuple(texts), at, kind)
    if kind == VARIABLE:
        step = 8 + frame.wide
        if each != step:
            raise ParseError(f"HDF5: the attribute `{name}` has items of {each} bytes")
        places = [at + index * step for index in range(count)]
        return Attribute(name, tuple(_far(frame, place) for place in places), at, kind)
    return Attribute(name, (), at, kind)


def _items(frame: Frame, at: int) -> int:
    """How many items a dataspace has."""
    version, rank = frame.number(at, 1), frame.number(at + 1, 1)
    if version not in (1, 2) or rank > MAX_RANK:
        raise ParseError(f"HDF5: a dataspace of version {version}")
    if version == 2 and frame.number(at + 3, 1) == 2:
        return 0
    begin, count = at + (8 if version == 1 else 4), 1
    for index in range(rank):
        count *= frame.length(begin + index * frame.long)
    return count


def _far(frame: Frame, at: int) -> bytes:
    """A value of variable length, out of the heap where it lies; of texts the count is that of bytes."""
    size, where, index = (
        frame.number(at, 4),
        frame.address(at + 4),
        frame.number(at + 4 + frame.wide, 4),
    )
    if where in (0, frame.none) or size > MAX_TEXT:
        if size > MAX_TEXT:
            frame.sheet.stop(f"HDF5: an attribute of {size} bytes")
        return b""
    return item(frame, where, index)[:size]


def item(frame: Frame, heap: int, index: int) -> bytes:
    """One object of a global heap, which is owned as a whole. Raises `ParseError` if it is not there."""
    if frame.take(heap, 4) != b"GCOL":
        raise ParseError(f"HDF5: no heap of values stands at {heap}")
    size = frame.length(heap + 8)
    frame.take(heap + size, 0)
    frame.own(heap, size)
    at = heap + 8 + frame.long
    while at + 8 + frame.long <= heap + size:
        found, length = frame.number(at, 2), frame.length(at + 8)
        if not found:
            break
        at += 8 + frame.long
        if length > MAX_TEXT or at + length > heap + size:
            break
        if found == index:
            return frame.take(at, length)
        at += length + -length % 8
    raise ParseError(f"HDF5: value {index} is not in its heap")
