"""The weights of a CoreML program: pieces one after the other, each with its type and length."""

from ostiary.core.errors import LimitError
from ostiary.formats.model.coreml.marks import SENTINEL
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.opaque import MAX_REGIONS, unowned
from ostiary.formats.model.opaque import sniff as look
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

MAX_PIECES = 1_000_000
_ALIGNMENT = 64


def read(sheet: Sheet, desk: Desk) -> None:
    """Go from piece to piece; their bytes are skipped."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "CoreML"
    sheet.readers.append("CoreML weights")
    extent = sheet.extent
    count = int.from_bytes(extent.at(0, 4), "little")
    if count > MAX_PIECES:
        raise LimitError(f"more than {MAX_PIECES} pieces")
    sheet.own(0, _ALIGNMENT)
    at = _ALIGNMENT
    for number in range(count):
        head = extent.at(at, _ALIGNMENT)
        if len(head) < _ALIGNMENT or head[:4] != SENTINEL:
            return sheet.broken("piece", f"there is no piece {number} at {at}", at)
        size, start = int.from_bytes(head[8:16], "little"), int.from_bytes(head[16:24], "little")
        if start != at + _ALIGNMENT or start + size > extent.size:
            return sheet.broken("piece", f"piece {number} of {size} bytes lies at {start}", at)
        sheet.own(at, start + size)
        sheet.tensors += 1
        sheet.tensor_bytes += size
        if number < MAX_REGIONS:
            look(sheet, extent, start, start + size, f"piece {number}")
        at = _padding(sheet, start + size)
    unowned(sheet, at, extent.size, "trailing-bytes")
    return None


def _padding(sheet: Sheet, end: int) -> int:
    """Zeros up to where the next piece may begin."""
    after = min(-(-end // _ALIGNMENT) * _ALIGNMENT, sheet.extent.size)
    if sheet.extent.at(end, after - end).strip(b"\0"):
        unowned(sheet, end, after, "padding")
    else:
        sheet.own(end, after)
    return after
