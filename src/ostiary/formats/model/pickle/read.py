"""The format `pickle`: a file of nothing but pickles."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.pickle.walk import walk_all
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:
    """Read all pickles of the file, and see to what stands behind them."""
    sheet.loader = "pickle.load"
    extent = sheet.extent
    found = walk_all(sheet, desk, extent)
    protocols = sorted({one.protocol for one in found})
    sheet.detail("protocol", ", ".join(map(str, protocols)))
    if len(found) > 1:
        sheet.detail("pickles", len(found))
    end = found[-1].end if found else 0
    if found and found[-1].whole and end < extent.size:
        inside = sheet.nested("behind the pickle", Part(extent, end, extent.size - end))
        what = f", which are of the format {inside}" if inside else ""
        message = f"{extent.size - end} bytes follow the last pickle{what}"
        sheet.odd(Topic.HIDING, "bytes-behind", message, at=end, gravity=Gravity.UNUSUAL)
