"""The configuration of a Keras model as JSON by itself, with no weights beside it."""

from ostiary.core.errors import LimitError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.keras.configuration import configuration
from ostiary.formats.model.keras.marks import MAX_CONFIG
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:
    """Judge all that it names."""
    sheet.carries = Carries.CALLS
    sheet.loader = "keras.models.model_from_json"
    sheet.readers.append("keras configuration")
    size = sheet.extent.size
    if size > MAX_CONFIG:
        raise LimitError(f"a configuration of {size} bytes; {MAX_CONFIG} are read")
    data = sheet.extent.at(0, size)
    configuration(sheet, desk, data, sheet.path.rpartition("/")[2])
    sheet.own(0, size)
