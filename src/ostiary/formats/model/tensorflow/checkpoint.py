"""The index of a TensorFlow checkpoint: which tensor lies where in the files of data beside it."""

from collections.abc import Iterator

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Held
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import number
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.marks import FOOTER
from ostiary.formats.model.tensorflow.shapes import ENTRY, HEADER

MAX_BYTES = 64 << 20
MAX_ENTRIES = 500_000
MAX_SHARDS = 10_000

_TRAILER = 5


def read(sheet: Sheet, desk: Desk) -> None:
    """Read all entries; they say how long each file of data has to be at least."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "tensorflow"
    sheet.readers.append("table of a checkpoint")
    size = sheet.extent.size
    if size > MAX_BYTES:
        return sheet.stop(f"an index of {size} bytes; {MAX_BYTES} are read")
    data = sheet.extent.at(0, size)
    try:
        _bundle(sheet, data)
    except LimitError as error:
        sheet.stop(error.message)
    return None


def _bundle(sheet: Sheet, data: bytes) -> None:
    footer = data[len(data) - FOOTER :]
    at = 0
    places: list[int] = []
    for _ in range(4):
        place, at = number(footer, at)
        places.append(place)
    sheet.own(len(data) - FOOTER, len(data))
    _block(sheet, data, places[0], places[1])
    ends: dict[int, int] = {}
    count = 0
    for _, handle in _entries(_block(sheet, data, places[2], places[3])):
        start, after = number(handle, 0)
        length, _ = number(handle, after)
        for key, value in _entries(_block(sheet, data, start, length)):
            count += 1
            if count > MAX_ENTRIES:
                raise LimitError(f"more than {MAX_ENTRIES} tensors")
            if key:
                _entry(sheet, key, value, ends)
            else:
                _header(sheet, value)
    sheet.tensors = max(0, count - 1)
    sheet.tensor_bytes = sum(ends.values())
    for shard in sorted(ends)[:20]:
        sheet.detail(f"bytes of data in file {shard}", ends[shard])


def _block(sheet: Sheet, data: bytes, start: int, length: int) -> bytes:
    """The content of a block, which a byte for its compression and a checksum follow."""
    end = start + length
    if end + _TRAILER > len(data):
        raise ParseError("a block goes beyond the end of the index")
    if data[end]:
        raise LimitError("the index is compressed, which writers of checkpoints do not do")
    sheet.own(start, end + _TRAILER)
    return data[start:end]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys, of which each shares a beginning with the one before, and their values."""
    if len(block) < 4:
        raise ParseError("a block without its restarts")
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if end < 0:
        raise ParseError("a block with more restarts than bytes")
    at, key = 0, b""
    while at < end:
        shared, at = number(block, at)
        own, at = number(block, at)
        length, at = number(block, at)
        if shared > len(key) or at + own + length > end:
            raise ParseError("an entry goes beyond the end of its block")
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + length]
        at += length


def _header(sheet: Sheet, value: bytes) -> None:
    walk = Walk(sheet, Held(value))
    for one in walk.message(0, len(value), HEADER, "BundleHeaderProto"):
        if one.number == 1:
            sheet.detail("files of data", one.value)
            if one.value > MAX_SHARDS:
                sheet.broken("shards", f"{one.value} files of data")


def _entry(sheet: Sheet, key: bytes, value: bytes, ends: dict[int, int]) -> None:
    walk = Walk(sheet, Held(value))
    shard = offset = size = 0
    for one in walk.message(0, len(value), ENTRY, "BundleEntryProto"):
        match one.number:
            case 3:
                shard = one.value
            case 4:
                offset = one.value
            case 5:
                size = one.value
    if shard >= MAX_SHARDS or offset + size >= 1 << 62:
        name = key.decode("utf-8", "backslashreplace")
        sheet.broken("tensor-bounds", f"`{name}` lies beyond all files")
        return
    ends[shard] = max(ends.get(shard, 0), offset + size)
