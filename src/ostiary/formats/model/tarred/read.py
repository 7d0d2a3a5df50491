"""A tar of no further kind: each member is read as what it is."""

from ostiary.formats.archive.names import FILE
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tarred.members import members


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Every member by its content."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("tar")
    count = 0
    for item in members(sheet):
        if item.form != FILE and not item.size:
            continue
        count += 1
        part = Part(sheet.extent, item.start, item.size)
        sheet.own(item.start, item.stop)
        if not sheet.nested(item.name, part):
            leftover(sheet, item.name, part)
    sheet.detail("members", count)
