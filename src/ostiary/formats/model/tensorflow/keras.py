"""The metadata of Keras beside a saved model: the configuration of each layer."""

from ostiary.core.errors import LimitError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.objects import configuration
from ostiary.formats.model.tensorflow.shapes import KERAS_METADATA, KERAS_OBJECT


def read(sheet: Sheet, desk: Desk) -> None:
    """Search the configuration of every object for functions that it brings along."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "tensorflow"
    sheet.readers.append("Keras metadata walk")
    walk, count = Walk(sheet, sheet.extent), 0
    try:
        for one in walk.message(0, sheet.extent.size, KERAS_METADATA, "SavedMetadata"):
            count += 1
            for part in walk.part(one, KERAS_OBJECT, "SavedObject"):
                if part.number == 5:
                    configuration(walk, part, always=True)
        walk.finish()
    except LimitError as error:
        sheet.stop(error.message)
    sheet.detail("objects", count)
