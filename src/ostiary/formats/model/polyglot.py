"""Two files in one: a zip for those who look at the end, something else for those who look at the head."""

from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.archive.zip.ends import End
from ostiary.formats.archive.zip.entries import central
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.opaque import HEAD, looks
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped import is_zip
from ostiary.formats.model.zipped.index import ends

MAX_INDEX = 64 << 20
"""Bytes of a directory in which the first member is looked for."""
MAX_ZIPS = 10_000
"""Zips in a row."""

_TAIL = 70_000
_APPENDED = frozenset({"tflite"})
"""Formats to whose files their own tools append a zip, of labels and the like."""
_CENTRAL = b"PK\1\2"


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """Whether a zip ends the file and does not begin it, or begins behind another zip."""
    end = _end(extent)
    if end is None or not is_zip(head):
        return end is not None
    return end.shift > 0 and _end(Part(extent, 0, _first(extent, end))) is not None


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Each file from where it begins, the last one first."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    stop = count = 0
    rest: Extent = sheet.extent
    while (end := _end(rest)) and (rest.size == sheet.extent.size or end.shift >= 0):
        stop = rest.size
        start = _first(rest, end)
        count += 1
        if count > MAX_ZIPS or start >= stop:
            sheet.stop(f"more than {MAX_ZIPS} zips in a row")
            return
        if sheet.nested(f"zip {count}", Part(sheet.extent, start, stop - start)):
            sheet.own(start, stop)
        rest = Part(sheet.extent, 0, start)
    head = sheet.nested("head", rest) if rest.size else "zip"
    _say(sheet, head, rest.size, count)


def _say(sheet: Sheet, head: str, start: int, count: int) -> None:
    """What stands before the zips says how much is meant by it."""
    if not start:
        message = f"{count} zips in a row: readers take the first one or the last one"
        sheet.odd(Topic.HIDING, "zips-in-a-row", message)
        return
    front = looks(sheet.extent.at(0, HEAD))
    message = "a zip by its end, and by its head " + (f"`{head}`" if head else "something else")
    gravity = Gravity.HARMFUL if head else Gravity.UNUSUAL
    if head in _APPENDED:
        gravity = Gravity.NOTE
    elif head == "machine-code" or front.endswith("program"):
        message = f"{front or 'a program'} with a zip behind it, which it brings along"
        sheet.odd(Topic.MACHINE, "machine-code", "loading it runs machine code")
        sheet.carries, gravity = Carries.MACHINE, Gravity.UNUSUAL
    sheet.odd(Topic.HIDING, "two-files-in-one", message, at=start, gravity=gravity)
    if head:
        sheet.own(0, start)
    else:
        sheet.stop("what stands before the zip is of no known format")


def _end(extent: Extent) -> End | None:
    """The end record that closes the file, if it leads to a directory."""
    tail = extent.at(max(0, extent.size - _TAIL), _TAIL)
    if len(tail) < 68 or tail.find(5) < 0 or b"PK\5\6" not in tail:  # one byte is found much faster
        return None
    for end in ends(extent):
        if end.length and end.stop == extent.size and extent.at(end.start, 4) == _CENTRAL:
            return end
    return None


def _first(extent: Extent, end: End) -> int:
    """Where the first member of the zip begins, or its directory if there is none."""
    data = extent.at(end.start, min(MAX_INDEX, max(0, end.at - end.start)))
    first = end.start
    try:
        for one, _ in central(data, end.shift):
            first = min(first, one.offset) if one.offset >= 0 else first
    except BrokenError:  # told of when the zip is read
        pass
    return first
