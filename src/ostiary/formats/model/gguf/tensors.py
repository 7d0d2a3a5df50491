"""Do the tensors of a GGUF file lie where its head says, one after the other up to its end?"""

from collections import Counter
from typing import NamedTuple

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.gguf.cursor import Cursor
from ostiary.formats.model.gguf.types import KINDS
from ostiary.formats.model.opaque import MAX_REGIONS, sniff, unowned
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet

MAX_TENSORS = 200_000
MAX_NAME = 127
"""Bytes of a tensor's name; llama.cpp takes 63, builds for images take 127."""
MAX_DIMENSIONS = 4
_LARGEST = (1 << 63) - 1
_SMALLEST = 20


class Place(NamedTuple):
    """A tensor: `start` counts from the first byte of the data, `size` is in bytes."""

    name: str
    kind: str
    start: int
    size: int


def tensors(sheet: Sheet, cursor: Cursor, count: int, alignment: int) -> None:
    """Read the list of tensors and hold it against the rest of the file."""
    if count * _SMALLEST > cursor.size:
        raise ParseError(f"{count} tensors do not fit into the file")
    if count > MAX_TENSORS:
        raise LimitError(f"more than {MAX_TENSORS} tensors")
    places: list[Place] = []
    seen: set[str] = set()
    for _ in range(count):
        at = cursor.at
        place = _info(sheet, cursor)
        if place.name in seen:
            sheet.broken("duplicate-key", f"the tensor `{place.name}` is there twice", at)
        if place.start % alignment:
            sheet.broken("offset-alignment", f"`{place.name}` is not aligned to {alignment}", at)
        if places and place.start < places[-1].start:
            sheet.broken("tensor-order", f"`{place.name}` lies before the one named before it", at)
        seen.add(place.name)
        places.append(place)
    sheet.tensors = count
    sheet.tensor_bytes = sum(one.size for one in places)
    kinds = Counter(one.kind for one in places)
    sheet.detail("types", ", ".join(f"{name} {many}" for name, many in kinds.most_common(8)))
    sheet.own(0, cursor.at)
    start = _aligned(cursor.at, alignment)
    _padding(sheet, cursor.at, min(start, cursor.size))
    if places or start < cursor.size:
        _layout(sheet, sorted(places, key=lambda one: one.start), start, alignment)


def _info(sheet: Sheet, cursor: Cursor) -> Place:
    at = cursor.at
    raw = cursor.text(1 << 16)
    if raw is None:
        raise ParseError("the name of a tensor has more than 65,536 bytes")
    name = raw.decode("utf-8", "backslashreplace")
    if len(raw) > MAX_NAME:
        sheet.odd(Topic.STRUCTURE, "tensor-name", f"a name of {len(raw)} bytes", at=at)
    dimensions = cursor.word()
    if dimensions > MAX_DIMENSIONS:
        raise ParseError(f"`{name}` has {dimensions} dimensions")
    shape = [cursor.count() for _ in range(dimensions)]
    number, start = cursor.word(), cursor.long()
    kind = KINDS.get(number)
    if kind is None:
        raise ParseError(f"`{name}` is of the unknown type {number}: its length cannot be told")
    total = 1
    for one in shape:
        total *= one
        if total > _LARGEST:
            raise ParseError(f"the shape of `{name}` is beyond all numbers")
    if (shape[0] if shape else 1) % kind.block:
        sheet.broken("block-size", f"the rows of `{name}` are no whole blocks of {kind.block}", at)
    return Place(name, kind.name, start, total // kind.block * kind.size)


def _layout(sheet: Sheet, places: list[Place], start: int, alignment: int) -> None:
    extent = sheet.extent
    at = start
    for number, one in enumerate(places):
        begin, end = start + one.start, start + one.start + one.size
        if begin < at:
            sheet.broken("overlap", f"`{one.name}` lies on the bytes of another tensor", begin)
        elif begin == _aligned(at - start, alignment) + start:
            _padding(sheet, at, min(begin, extent.size))
        else:
            unowned(sheet, at, min(begin, extent.size), "hole")
        if end > extent.size:
            sheet.broken("tensor-bounds", f"`{one.name}` ends at {end}, beyond the file", begin)
            return
        sheet.own(begin, end)
        at = max(at, end)
        if number < MAX_REGIONS:
            sniff(sheet, extent, begin, end, one.name)
    end = min(_aligned(at - start, alignment) + start, extent.size)
    _padding(sheet, at, end)
    unowned(sheet, end, extent.size, "trailing-bytes")


def _padding(sheet: Sheet, at: int, end: int) -> None:
    """The bytes up to where the next tensor may begin have to be zeros."""
    if end <= at:
        return
    if sheet.extent.at(at, end - at).strip(b"\0"):
        sheet.odd(Topic.HIDING, "padding", "there is something between two tensors", at=at)
    else:
        sheet.own(at, end)


def _aligned(at: int, alignment: int) -> int:
    return -(-at // alignment) * alignment
