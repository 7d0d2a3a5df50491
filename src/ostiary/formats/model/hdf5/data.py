"""Where do the data of one dataset lie: here, or in another file?"""

from ostiary.core.errors import ParseError
from ostiary.formats.model.hdf5 import headers
from ostiary.formats.model.hdf5.frame import Frame
from ostiary.formats.model.hdf5.groups import MAX_DEPTH, heap, text
from ostiary.formats.model.hdf5.headers import Message
from ostiary.formats.model.opaque import sniff
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Gravity, Topic

MAX_FILES = 1_000
"""Files beside this one that one dataset names."""


def dataset(frame: Frame, found: list[Message], name: str) -> None:
    """Own the data of a dataset, and tell of data that are read out of other files."""
    for one in found:
        if one.kind == headers.EXTERNAL:
            _files(frame, one, name)
        elif one.kind == headers.LAYOUT:
            _layout(frame, one, name)


def outside(frame: Frame, path: str, what: str, rule: str, at: int) -> None:
    """Reading this opens another file."""
    why = leaves(path)
    frame.sheet.reach("file", path, at, escapes=bool(why))
    message = f"{what} is read out of `{path}`" + (f": {why}" if why else "")
    gravity = Gravity.HARMFUL if why else Gravity.BROKEN
    frame.sheet.odd(Topic.REACH, rule, message, at=at, gravity=gravity)


def _files(frame: Frame, one: Message, name: str) -> None:
    used = frame.number(one.at + 6, 2)
    if used > MAX_FILES:
        raise ParseError(f"HDF5: data in more than {MAX_FILES} other files")
    words = heap(frame, frame.address(one.at + 8))
    for index in range(used):
        slot = one.at + 8 + frame.wide + index * 3 * frame.long
        path = text(frame, words + frame.length(slot))
        outside(frame, path, f"`{name}`", "external-storage", one.at)


def _layout(frame: Frame, one: Message, name: str) -> None:
    version = frame.number(one.at, 1)
    if version in (1, 2):
        _oldest(frame, one, name)
        return
    kind = frame.number(one.at + 1, 1)
    if version not in (3, 4, 5) or kind > 3:
        frame.sheet.stop(f"HDF5: data laid out in a way that is not read (`{name}`)")
    elif kind == 1:
        _plain(frame, frame.address(one.at + 2), frame.length(one.at + 2 + frame.wide), name)
    elif kind == 3:
        message = f"`{name}` is put together out of other datasets, those of other files among them"
        frame.sheet.odd(Topic.REACH, "virtual-dataset", message, at=one.at, gravity=Gravity.BROKEN)
    elif kind == 2 and version == 3:
        rank = frame.number(one.at + 2, 1)
        _tree(frame, frame.address(one.at + 3), rank, name)
    elif kind == 2:
        _indexed(frame, one, name)


def _oldest(frame: Frame, one: Message, name: str) -> None:
    rank, kind = frame.number(one.at + 1, 1), frame.number(one.at + 2, 1)
    if kind == 1:
        count = 1
        for index in range(rank):
            count *= frame.number(one.at + 8 + frame.wide + 4 * index, 4)
        _plain(frame, frame.address(one.at + 8), count, name)
    elif kind == 2:
        _tree(frame, frame.address(one.at + 8), rank, name)
    elif kind:
        frame.sheet.stop(f"HDF5: data laid out in a way that is not read (`{name}`)")


def _plain(frame: Frame, at: int, size: int, name: str) -> None:
    if at == frame.none or not size:
        return
    frame.take(at + size, 0)
    frame.own(at, size)
    frame.sheet.tensors += 1
    frame.sheet.tensor_bytes += size
    sniff(frame.sheet, frame.sheet.extent, frame.base + at, frame.base + at + size, name)


def _tree(frame: Frame, at: int, rank: int, name: str) -> None:
    """A tree of chunks: each has its size in bytes in the key before it."""
    if at == frame.none:
        return
    each = 8 + 8 * rank
    waiting, seen, depth = [(at, 0)], set[int](), 0
    while waiting:
        at, depth = waiting.pop()
        if at in seen or depth > MAX_DEPTH:
            raise ParseError("HDF5: a tree that leads back to itself")
        seen.add(at)
        if frame.take(at, 4) != b"TREE" or frame.number(at + 4, 1) != 1:
            raise ParseError(f"HDF5: no tree of chunks stands at {at}")
        level, count = frame.number(at + 5, 1), frame.number(at + 6, 2)
        begin = at + 8 + 2 * frame.wide
        if count > 2 * frame.chunked:
            raise ParseError("HDF5: a tree with more children than it can have")
        frame.own(at, begin - at + 2 * frame.chunked * (each + frame.wide) + each)
        for index in range(count):
            key = begin + index * (each + frame.wide)
            child = frame.address(key + each)
            if level:
                waiting.append((child, depth + 1))
            else:
                _plain(frame, child, frame.number(key, 4), name)


def _indexed(frame: Frame, one: Message, name: str) -> None:
    """The newer indexes: one chunk, or chunks that follow one another. Others are not read."""
    flags, rank, width = (frame.number(one.at + 2 + part, 1) for part in range(3))
    at = one.at + 5
    size = 1
    for index in range(rank):
        size *= frame.number(at + index * width, width)
    at += rank * width
    kind = frame.number(at, 1)
    if kind == 1:
        filtered = flags & 2
        stored = frame.length(at + 1) if filtered else size
        _plain(frame, frame.address(at + 1 + (frame.long + 4 if filtered else 0)), stored, name)
    elif kind == 3:
        _fixed(frame, frame.address(at + 2), size, name)
    else:
        frame.sheet.stop(f"HDF5: chunks of `{name}` are indexed in a way that is not read")


def _fixed(frame: Frame, at: int, size: int, name: str) -> None:
    """An array of the places of chunks, in pages where it is long."""
    if at == frame.none:
        return
    if frame.take(at, 4) != b"FAHD" or frame.number(at + 4, 1):
        raise ParseError(f"HDF5: no array of chunks stands at {at}")
    filtered, each, bits = (frame.number(at + part, 1) for part in (5, 6, 7))
    count, block = frame.length(at + 8), frame.address(at + 8 + frame.long)
    frame.own(at, 12 + frame.long + frame.wide)
    if block == frame.none:
        return
    least = frame.wide + (5 if filtered else 0)
    if frame.take(block, 4) != b"FADB" or not least <= each <= 32 or not 0 < bits < 32:
        raise ParseError(f"HDF5: no array of chunks stands at {block}")
    page = 1 << bits
    begin = block + 6 + frame.wide
    pages = 0 if count <= page else -(-count // page)
    start = begin + ((pages + 7) // 8 + 4 if pages else 0)
    frame.take(start + count * each, 0)
    frame.own(block, start + count * each + 4 * max(1, pages) - block)
    for index in range(count):
        place = start + index * each + 4 * (index // page)
        stored = frame.number(place + frame.wide, each - frame.wide - 4) if filtered else size
        if not pages or frame.number(begin + index // page // 8, 1) >> 7 - index // page % 8 & 1:
            _plain(frame, frame.address(place), stored, name)
