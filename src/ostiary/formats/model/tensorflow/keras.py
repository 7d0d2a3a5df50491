"""The metadata of Keras beside a saved model: the configuration of each layer."""

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.objects import configuration
from ostiary.formats.model.tensorflow.shapes import KERAS_METADATA, KERAS_OBJECT

_START = regex(rb"\x0a[\x80-\xff]{0,4}[\x00-\x7f](?:\x10[\x80-\xff]{0,4}[\x00-\x7f])?[\x1a\x22]")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Objects of which one is named as Keras names its own; by name, whatever begins with an object."""
    del extent
    if not _START.match(head):
        return False
    return b"_tf_keras_" in head or name.endswith("keras_metadata.pb")


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
