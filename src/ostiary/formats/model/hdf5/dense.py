"""Links and attributes that lie in a fractal heap, found by the B-tree over their names."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.hdf5.frame import Frame

MAX_RECORDS = 1_000_000
"""Records of one tree."""
MAX_LEVELS = 8
"""Levels of a tree."""
MAX_NODE = 1 << 20
"""Bytes of one node."""

_PREFIX = {5: 4, 6: 8, 8: 0, 9: 0}
"""Where the place in the heap stands in the records of each kind of tree: by name or by order."""


class Heap(Struct, frozen=True):
    """One heap: where the blocks of its doubling table lie, and how places in it are written."""

    frame: Frame
    offset_size: int
    length_size: int
    blocks: tuple[tuple[int, int, int], ...]
    """Of each block: the place where it begins in the heap, its address, its size."""

    def find(self, identity: bytes) -> tuple[int, int]:
        """The address and the size of an object. Raises `ParseError`."""
        if identity[0] >> 4 & 3:
            raise LimitError("HDF5: objects in a heap that are tiny or huge are not read")
        end = 1 + self.offset_size
        offset = int.from_bytes(identity[1:end], "little")
        size = int.from_bytes(identity[end : end + self.length_size], "little")
        for begin, address, length in self.blocks:
            if begin <= offset and offset + size <= begin + length:
                return address + offset - begin, size
        raise ParseError("HDF5: an object lies in no block of its heap")


def dense(frame: Frame, heap: int, tree: int) -> Iterator[tuple[int, int]]:
    """The address and the size of each object that a tree finds in a heap. Raises `ParseError`."""
    known = _heap(frame, heap)
    for kind, record in _records(frame, tree):
        if kind not in _PREFIX:
            raise LimitError(f"HDF5: a tree of kind {kind} is not read")
        yield known.find(record[_PREFIX[kind] :])


def passed_over(frame: Frame, at: int) -> None:
    """Own the tree over the order of what was found by name, to which the address at a place leads."""
    tree = frame.address(at) if at else frame.none
    if tree != frame.none:
        deque(_records(frame, tree), maxlen=0)  # reading it owns its bytes


def _heap(frame: Frame, at: int) -> Heap:
    if frame.take(at, 4) != b"FRHP" or frame.number(at + 4, 1):
        raise ParseError(f"HDF5: no fractal heap stands at {at}")
    wide, long = frame.wide, frame.long
    filters, largest = frame.number(at + 7, 2), frame.number(at + 10, 4)
    table = at + 14 + 10 * long + 2 * wide
    width, start, direct = (
        frame.number(table, 2),
        frame.length(table + 2),
        frame.length(table + 2 + long),
    )
    bits = frame.number(table + 2 + 2 * long, 2)
    root, rows = frame.address(table + 6 + 2 * long), frame.number(table + 6 + 2 * long + wide, 2)
    frame.own(at, table + 8 + 2 * long + wide - at + 4)
    if filters:
        raise LimitError("HDF5: a fractal heap with filters is not read")
    if not start or start > direct or direct > MAX_NODE or not 0 < width <= 1024 or bits > 64:
        raise ParseError("HDF5: a fractal heap with sizes that make no sense")
    offset_size = (bits + 7) // 8
    length_size = min((direct.bit_length() + 6) // 8, (largest.bit_length() + 7) // 8)
    if root == frame.none:
        return Heap(frame, offset_size, length_size, ())
    if not rows:
        blocks = [(0, root, start)]
    else:
        blocks = list(_table(frame, root, (rows, width, start, direct), offset_size))
    for _, address, size in blocks:
        if frame.take(address, 4) != b"FHDB":
            raise ParseError(f"HDF5: no block of a heap stands at {address}")
        frame.take(address + size, 0)
        frame.own(address, size)
    return Heap(frame, offset_size, length_size, tuple(blocks))


def _table(
    frame: Frame, at: int, shape: tuple[int, int, int, int], offset_size: int
) -> Iterator[tuple[int, int, int]]:
    """The blocks of the root of a doubling table: each row after the first two has blocks twice as long."""
    rows, width, start, direct = shape
    if frame.take(at, 4) != b"FHIB" or rows > 64:
        raise ParseError(f"HDF5: no table of a heap stands at {at}")
    place, begin = at + 5 + frame.wide + offset_size, 0
    for row in range(rows):
        size = start << max(0, row - 1)
        for _ in range(width):
            address = frame.address(place)
            place += frame.wide
            if address != frame.none:
                if size > direct:
                    raise LimitError("HDF5: a fractal heap of several tables is not read")
                yield begin, address, size
            begin += size
    frame.own(at, place + 4 - at)


def _records(frame: Frame, at: int) -> Iterator[tuple[int, bytes]]:
    """All records of a tree with its kind."""
    if frame.take(at, 4) != b"BTHD" or frame.number(at + 4, 1):
        raise ParseError(f"HDF5: no tree stands at {at}")
    kind, node, size = frame.number(at + 5, 1), frame.number(at + 6, 4), frame.number(at + 10, 2)
    depth, root = frame.number(at + 12, 2), frame.address(at + 16)
    count = frame.number(at + 16 + frame.wide, 2)
    frame.own(at, 22 + frame.wide + frame.long)
    if not size or size > node or node > MAX_NODE or depth > MAX_LEVELS:
        raise ParseError("HDF5: a tree with sizes that make no sense")
    if root == frame.none:
        return
    tree = _Tree(frame, node, size)
    for record in tree.node(root, depth, count):
        yield kind, record


class _Tree:
    """One B-tree of the second version: nodes of one size, records of one size."""

    def __init__(self, frame: Frame, node: int, size: int) -> None:
        self.frame, self.size, self.length = frame, size, node
        self.seen: set[int] = set()
        self.total = 0
        most = (node - 10) // size
        self.widths = [_width(most)]  # of the count of records of a node, by its level
        self.totals = [0]  # of the count of records below it
        everything = most
        for level in range(1, MAX_LEVELS + 1):
            pointer = frame.wide + self.widths[level - 1] + self.totals[level - 1]
            most = max(0, node - 10 - pointer) // (size + pointer)
            everything = (most + 1) * everything + most
            self.widths.append(_width(most))
            self.totals.append(_width(everything))

    def node(self, at: int, level: int, count: int) -> Iterator[bytes]:
        """The records of a node and of all below it."""
        frame = self.frame
        if at in self.seen:
            raise ParseError("HDF5: a tree that leads back to itself")
        self.seen.add(at)
        self.total += count
        if self.total > MAX_RECORDS:
            raise LimitError(f"HDF5: a tree with more than {MAX_RECORDS} records")
        if frame.take(at, 4) != (b"BTIN" if level else b"BTLF"):
            raise ParseError(f"HDF5: no node of a tree stands at {at}")
        if 10 + count * self.size > self.length:
            raise ParseError("HDF5: a node with more records than it can have")
        frame.take(at + self.length, 0)
        frame.own(at, self.length)
        for index in range(count):
            yield frame.take(at + 6 + index * self.size, self.size)
        if level:
            yield from self._below(at + 6 + count * self.size, level, count)

    def _below(self, place: int, level: int, count: int) -> Iterator[bytes]:
        """The records of all children: one more of them than there are records."""
        frame = self.frame
        width = self.widths[level - 1]
        step = frame.wide + width + (self.totals[level - 1] if level > 1 else 0)
        for index in range(count + 1):
            at = place + index * step
            yield from self.node(frame.address(at), level - 1, frame.number(at + frame.wide, width))


def _width(most: int) -> int:
    """How many bytes a count up to this takes."""
    return max(1, (most.bit_length() + 7) // 8)
