"""Containers that nobody here opens: they are named, and never called clean."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.marks import closed_kind
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is, and that it was not opened."""
    what, at = closed_kind(sheet.extent.at(0, 4096))
    sheet.detail("container", what)
    if at:
        message = f"a {what} archive begins at offset {at}, behind something else"
        sheet.odd(Topic.HIDING, "late-archive", message, at=at)
    sheet.stop(f"a {what} archive cannot be opened here")
