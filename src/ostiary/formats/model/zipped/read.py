"""A zip of no further kind: arrays, pickles, other models, texts and programs, each read as what it is."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped.content import content
from ostiary.formats.model.zipped.members import Item, members


def read(sheet: Sheet, desk: Desk) -> None:
    """Every member by its content."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    formats = [part(sheet, desk, item) for item in members(sheet) if not item.folder]
    sheet.detail("members", len(formats))
    if formats and set(formats) == {"npy"}:
        sheet.loader, sheet.plain_load = "numpy.load", "allow_pickle=False"


def part(sheet: Sheet, desk: Desk, item: Item) -> str:
    """Read one member by its content; the answer is its format, empty if it is of none."""
    extent = content(sheet, desk, item)
    if extent is None:
        return ""
    found = sheet.nested(item.name, extent)
    if not found:
        leftover(sheet, item.name, extent)
    return found
