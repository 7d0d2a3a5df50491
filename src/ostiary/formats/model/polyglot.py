"""Two files in one: a zip for those who look at the end, something else for those who look at the head."""

from ostiary.formats.archive.zip.ends import End
from ostiary.formats.archive.zip.entries import central
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped import is_zip
from ostiary.formats.model.zipped.index import ends

MAX_INDEX = 64 << 20
"""Bytes of a directory in which the first member is looked for."""

_TAIL = 70_000
_CENTRAL = b"PK\1\2"


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """Whether a zip ends the file, and does not begin it."""
    return not is_zip(head) and _end(extent) is not None


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Both files, each from where it begins."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    size = sheet.extent.size
    end = _end(sheet.extent)
    start = min(size, _first(sheet, end)) if end else size
    head = sheet.nested("head", Part(sheet.extent, 0, start))
    message = "a zip by its end, and by its head " + (f"`{head}`" if head else "something else")
    sheet.odd(
        Topic.HIDING,
        "two-files-in-one",
        message,
        at=start,
        gravity=Gravity.HARMFUL if head else Gravity.UNUSUAL,
    )
    if head:
        sheet.own(0, start)
    else:
        sheet.stop("what stands before the zip is of no known format")
    if sheet.nested("zip", Part(sheet.extent, start, size - start)):
        sheet.own(start, size)


def _end(extent: Extent) -> End | None:
    """The end record that closes the file, if it leads to a directory."""
    if extent.size < 68 or b"PK\5\6" not in extent.at(max(0, extent.size - _TAIL), _TAIL):
        return None
    for end in ends(extent):
        if end.length and end.stop == extent.size and extent.at(end.start, 4) == _CENTRAL:
            return end
    return None


def _first(sheet: Sheet, end: End) -> int:
    """Where the first member of the zip begins, or its directory if there is none."""
    data = sheet.extent.at(end.start, min(MAX_INDEX, max(0, end.at - end.start)))
    starts = [one.offset for one, _ in central(data, end.shift) if one.offset >= 0]
    return min([end.start, *starts])
