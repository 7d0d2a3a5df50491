"""An npy file: is it as long as its header says, and does loading it unpickle anything?"""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.npy.header import Header, parse
from ostiary.formats.model.npy.marks import MAGIC
from ostiary.formats.model.pickle.walk import walk
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet

MAX_ARRAYS = 10_000
"""Arrays that were saved one after another into one file."""


def read(sheet: Sheet, desk: Desk) -> None:
    """All arrays of the file, one after another; nearly always there is one."""
    sheet.carries = Carries.NOTHING
    sheet.loader, sheet.plain_load = "numpy.load", "allow_pickle=False"
    sheet.readers.append("npy")
    at = count = 0
    while at < sheet.extent.size and sheet.extent.at(at, 6) == MAGIC:
        if count == MAX_ARRAYS:
            sheet.stop(f"more than {MAX_ARRAYS} arrays in one file")
            return
        header = parse(sheet.extent, at)
        if not count:
            sheet.detail("version", header.version)
            sheet.detail("array", header.shown)
        sheet.own(at, header.start)
        at = _array(sheet, desk, header, count)
        count += 1
    if at < sheet.extent.size:
        message = f"{sheet.extent.size - at} bytes follow the array"
        sheet.odd(Topic.HIDING, "bytes-after-array", message, at=at)
        sheet.nested("behind", Part(sheet.extent, at, sheet.extent.size - at))


def _array(sheet: Sheet, desk: Desk, header: Header, count: int) -> int:
    """One array; the answer is where it ends."""
    size = sheet.extent.size
    sheet.tensors += 1
    if header.item.objects:
        return _objects(sheet, desk, header.start)
    end = header.start + header.length
    sheet.tensor_bytes += header.length
    if end > size:
        message = f"{end - size} bytes of the array are missing"
        sheet.broken("truncated-array", message, header.start)
        sheet.stop(message)
    sheet.own(header.start, min(end, size))
    check_region(sheet, f"array {count}", header.start, min(end, size))
    return min(end, size)


def _objects(sheet: Sheet, desk: Desk, start: int) -> int:
    """An array of objects: a pickle stands where the numbers would."""
    sheet.plain_load = ""
    sheet.detail("objects", "an array of objects: loading it unpickles")
    return walk(sheet, desk, sheet.extent, start).end
