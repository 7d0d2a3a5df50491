"""What does a group link to, in this file and in others?"""

from collections.abc import Iterator
from typing import NamedTuple

from ostiary.core.errors import ParseError
from ostiary.formats.model.hdf5 import headers
from ostiary.formats.model.hdf5.dense import dense, passed_over
from ostiary.formats.model.hdf5.frame import Frame
from ostiary.formats.model.hdf5.headers import Message

MAX_NAME = 1 << 16
"""Bytes of the name of a link."""
MAX_DEPTH = 32
"""Levels of a tree."""

HARD, SOFT, OUTSIDE = "hard", "soft", "external"


class Link(NamedTuple):
    """One link: its name, its kind, the address of an object, or what it names instead."""

    name: str
    kind: str
    address: int = 0
    target: str = ""


def links(frame: Frame, found: list[Message]) -> Iterator[Link]:
    """All links of a group. What keeps links in a way that is not read stops the sheet."""
    for one in found:
        if one.kind == headers.TABLE:
            yield from _table(frame, frame.address(one.at), frame.address(one.at + frame.wide))
        elif one.kind == headers.LINK:
            yield _message(frame, one)
        elif one.kind == headers.LINK_INFO:
            flags = frame.number(one.at + 1, 1)
            at = one.at + 2 + (8 if flags & 1 else 0)
            heap_at, tree = frame.address(at), frame.address(at + frame.wide)
            if heap_at != frame.none:
                for place, size in dense(frame, heap_at, tree):
                    yield _message(frame, Message(headers.LINK, 0, place, size))
            passed_over(frame, at + 2 * frame.wide if flags & 2 else 0)


def heap(frame: Frame, at: int) -> int:
    """The address of the names of a local heap, which is owned."""
    if frame.take(at, 4) != b"HEAP":
        raise ParseError(f"HDF5: no heap stands at {at}")
    size, data = frame.length(at + 8), frame.address(at + 8 + 2 * frame.long)
    frame.take(data + size, 0)
    frame.own(at, 8 + 2 * frame.long + frame.wide)
    frame.own(data, size)
    return data


def text(frame: Frame, at: int) -> str:
    """A text that ends with a zero."""
    out = b""
    while b"\0" not in out:
        if len(out) > MAX_NAME:
            raise ParseError("HDF5: a name without an end")
        rest = frame.sheet.extent.size - frame.base - at - len(out)
        out += frame.take(at + len(out), max(1, min(256, rest)))
    return out.partition(b"\0")[0].decode("utf-8", "backslashreplace")


def _table(frame: Frame, tree: int, names: int) -> Iterator[Link]:
    words = heap(frame, names)
    yield from _node(frame, tree, words, set(), 0)


def _node(frame: Frame, at: int, words: int, seen: set[int], depth: int) -> Iterator[Link]:
    if at in seen or depth > MAX_DEPTH:
        raise ParseError("HDF5: a tree that leads back to itself")
    seen.add(at)
    mark = frame.take(at, 4)
    if mark == b"SNOD":
        yield from _leaf(frame, at, words)
        return
    if mark != b"TREE" or frame.number(at + 4, 1) != 0:
        raise ParseError(f"HDF5: no tree of a group stands at {at}")
    count = frame.number(at + 6, 2)
    begin = at + 8 + 2 * frame.wide
    if count > 2 * frame.inner:
        raise ParseError("HDF5: a tree with more children than it can have")
    frame.own(at, begin - at + 2 * frame.inner * (frame.wide + frame.long) + frame.long)
    for index in range(count):
        child = frame.address(begin + frame.long + index * (frame.wide + frame.long))
        yield from _node(frame, child, words, seen, depth + 1)


def _leaf(frame: Frame, at: int, words: int) -> Iterator[Link]:
    count = frame.number(at + 6, 2)
    each = 2 * frame.wide + 24
    if count > 2 * frame.leaf:
        raise ParseError("HDF5: a group with more entries than it can have")
    frame.own(at, 8 + 2 * frame.leaf * each)
    for index in range(count):
        place = at + 8 + index * each
        name = text(frame, words + frame.address(place))
        if frame.number(place + 2 * frame.wide, 4) == 2:
            target = text(frame, words + frame.number(place + 2 * frame.wide + 8, 4))
            yield Link(name, SOFT, target=target)
        else:
            yield Link(name, HARD, frame.address(place + frame.wide))


def _message(frame: Frame, one: Message) -> Link:
    flags = frame.number(one.at + 1, 1)
    at = one.at + 2
    kind = 0
    if flags & 8:
        kind, at = frame.number(at, 1), at + 1
    at += (8 if flags & 4 else 0) + (1 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    size = frame.number(at, width)
    if size > MAX_NAME:
        raise ParseError("HDF5: a name without an end")
    name = frame.take(at + width, size).decode("utf-8", "backslashreplace")
    at += width + size
    if kind == 0:
        return Link(name, HARD, frame.address(at))
    raw = frame.take(at + 2, frame.number(at, 2))
    if kind == 1:
        return Link(name, SOFT, target=raw.decode("utf-8", "backslashreplace"))
    if kind == 64:
        path, _, inner = raw[1:].partition(b"\0")
        target = path.decode("utf-8", "backslashreplace")
        return Link(
            name,
            OUTSIDE,
            target=f"{target}:{inner.rstrip(bytes(1)).decode('utf-8', 'backslashreplace')}",
        )
    return Link(name, f"of kind {kind}", target=repr(raw[:100]))
