"""Two files in one: a zip for those who look at the end, something else for those who look at the head."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.marks import first_member, zip_end
from ostiary.formats.model.opaque import HEAD, looks
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_ZIPS = 10_000
"""Zips in a row."""

_APPENDED = frozenset({"tflite"})
"""Formats to whose files their own tools append a zip, of labels and the like."""


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Each file from where it begins, the last one first."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    stop = count = 0
    rest: Extent = sheet.extent
    while (end := zip_end(rest)) and (rest.size == sheet.extent.size or end.shift >= 0):
        stop = rest.size
        start = first_member(rest, end)
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
