"""The index of a TensorFlow checkpoint: which tensor lies where in the files of data beside it."""

from collections.abc import Iterator

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.opaque import looks
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import number
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.shapes import ENTRY, HEADER

MAX_BYTES = 64 << 20
MAX_ENTRIES = 500_000
MAX_SHARDS = 10_000

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER = 48
_TRAILER = 5
_DATA = regex(r".*\.data-\d{5}-of-\d{5}")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """The mark at the end of a sorted table, and a first entry without a key, or the name."""
    del head
    if extent.size < _FOOTER or extent.at(extent.size - 8, 8) != _MAGIC:
        return False
    return name.endswith(".index") or _is_bundle(extent)


def _is_bundle(extent: Extent) -> bool:
    """Whether the first entry has an empty key: the header of a bundle of tensors."""
    return extent.at(0, 2) == b"\0\0"


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
    footer = data[len(data) - _FOOTER :]
    at = 0
    places: list[int] = []
    for _ in range(4):
        place, at = number(footer, at)
        places.append(place)
    sheet.own(len(data) - _FOOTER, len(data))
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


def sniff_data(head: bytes, extent: Extent, name: str) -> bool:
    """Only a name says that numbers are those of a checkpoint; whatever has a mark of its own is none."""
    del extent
    return bool(_DATA.fullmatch(name)) and not looks(head[:64])


def read_data(sheet: Sheet, desk: Desk) -> None:
    """The bytes of tensors, of which nothing but the index beside them says more."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "tensorflow"
    sheet.tensor_bytes = sheet.extent.size
    sheet.own(0, sheet.extent.size)
    size = sheet.extent.size
    tail = sheet.extent.at(max(0, size - 64), 64)
    if found := looks(b"", tail):
        sheet.odd(Topic.HIDING, "disguised-bytes", f"the data end like {found}")
    message = "which bytes are which tensor stands in the index beside it"
    sheet.odd(Topic.STRUCTURE, "index-beside", message, gravity=Gravity.NOTE)
