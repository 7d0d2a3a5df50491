"""Bytes of an HDF5 file that no structure claims: space that was freed, or something hidden."""

from ostiary.formats.model.extent import Part
from ostiary.formats.model.hdf5.frame import Frame
from ostiary.formats.model.opaque import HEAD, TAIL, looks
from ostiary.formats.model.record import Gravity, Topic

MAX_GAPS = 20_000
"""Gaps that are looked at."""
MAX_ZEROS = 1 << 20
"""Bytes of a gap that may be empty."""
MAX_FREED = 4096
"""Bytes of a gap that may hold what the library left behind: about what it sets aside at a time."""

_HEAP = b"GCOL"


def free(frame: Frame) -> None:
    """Own gaps that are empty, heaps of values, and the little that the library itself leaves behind.

    A library never clears what it frees, and values that only data refer to lie in heaps of their own.
    """
    sheet, total = frame.sheet, 0
    gaps = _gaps(frame)
    if len(gaps) > MAX_GAPS:
        sheet.stop(f"HDF5 with more than {MAX_GAPS} gaps")
        return
    for begin, end in gaps:
        start = begin + _heaps(frame, begin, end)
        sheet.own(begin, start)
        if end - start > MAX_ZEROS:
            sheet.stop(f"HDF5 with a gap of {end - start} bytes")
            return
        data = sheet.extent.at(start, end - start)
        if not data.strip(b"\0"):
            sheet.own(start, end)
            continue
        total += len(data)
        if _foreign(frame, data, start):
            continue
        if len(data) <= MAX_FREED:
            sheet.own(start, end)
        else:
            message = f"{len(data)} bytes belong to nothing in the file"
            sheet.odd(Topic.HIDING, "unclaimed-bytes", message, at=start)
    if total:
        sheet.detail("bytes that were freed", total)


def _heaps(frame: Frame, start: int, end: int) -> int:
    """How many bytes of a gap are whole heaps of values."""
    at = start
    while end - at >= 16 and frame.sheet.extent.at(at, 4) == _HEAP:
        size = frame.length(at - frame.base + 8)
        if not 16 <= size <= end - at:
            break
        at += size
    return at - start


def _foreign(frame: Frame, data: bytes, start: int) -> bool:
    """Whether a gap holds another file."""
    sheet = frame.sheet
    form = sheet.nested(f"gap@{start}", Part(sheet.extent, start, len(data)))
    found = form or looks(data[:HEAD], data[-TAIL:])
    if found:
        message = f"{len(data)} bytes that belong to nothing look like {found}"
        sheet.odd(Topic.HIDING, "disguised-bytes", message, at=start, gravity=Gravity.HARMFUL)
    return bool(found)


def _gaps(frame: Frame) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at, size = frame.base, frame.sheet.extent.size
    for start, stop in frame.sheet.spans():
        if start > at:
            found.append((at, start))
        at = max(at, stop)
    if at < size:
        found.append((at, size))
    return found
