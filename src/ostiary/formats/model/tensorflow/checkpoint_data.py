"""Numbers of a TensorFlow checkpoint: a file beside its index, known by its name alone."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.opaque import looks
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:
    """The bytes of tensors, of which nothing but the index beside them says more."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "tensorflow"
    sheet.tensor_bytes = sheet.extent.size
    sheet.own(0, sheet.extent.size)
    size = sheet.extent.size
    tail = sheet.extent.at(max(0, size - 64), 64)
    if found := looks(b"", tail):
        sheet.odd(Topic.HIDING, "disguised-bytes", f"the data end like {found}")
    message = "which bytes are which tensor stands in the index beside it"
    sheet.odd(Topic.STRUCTURE, "index-beside", message, gravity=Gravity.NOTE)
