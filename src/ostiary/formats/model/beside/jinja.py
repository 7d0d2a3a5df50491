"""A file that is a template by itself: of a conversation, or of the package's own."""

from ostiary.formats.model.beside.marks import LOADED, MAX_TEMPLATE
from ostiary.formats.model.beside.templates import read_template
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Parse it, and say what it would do."""
    sheet.carries = Carries.CODE
    sheet.readers.append("template")
    size = sheet.extent.size
    if size > MAX_TEMPLATE:
        sheet.stop(f"a template of more than {MAX_TEMPLATE} bytes")
        return
    sheet.own(0, size)
    name = sheet.path.rpartition("/")[2].lower()
    own = "" if name.startswith(LOADED) else name
    read_template(sheet, sheet.extent.at(0, size).decode("utf-8", "replace"), own=own)
