"""A joblib file: a pickle for those who skip the arrays in it, and for nobody else."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.joblib.arrays import Arrays
from ostiary.formats.model.pickle.walk import walk
from ostiary.formats.model.record import Gravity, ModelFile, Standing, Topic
from ostiary.formats.model.sheet import Sheet


def read(sheet: Sheet, desk: Desk) -> None:
    """One pickle with its arrays; what follows it nobody loads."""
    sheet.loader = "joblib.load"
    extent = sheet.extent
    arrays = Arrays(sheet, desk)
    walked = walk(sheet, desk, extent, raw_after=arrays)
    sheet.detail("protocol", walked.protocol)
    sheet.detail("arrays", arrays.count)
    if walked.whole and walked.end < extent.size:
        message = f"{extent.size - walked.end} bytes follow the pickle"
        sheet.odd(Topic.HIDING, "bytes-behind", message, at=walked.end)
        sheet.nested("behind the pickle", Part(extent, walked.end, extent.size - walked.end))
    if arrays.first >= 0:
        _read_otherwise(sheet, desk, arrays.first)


def _no_part(*_: object) -> str:
    """What lies inside was read in the first reading."""
    return ""


def _no_text(*_: object) -> None:
    """Texts were handed on in the first reading."""


def _read_otherwise(sheet: Sheet, desk: Desk, first: int) -> None:
    """An unpickler that knows nothing of arrays takes their numbers for opcodes: do they act?

    Since version 1.2 of joblib a pad byte that is no opcode stands in front of them, and it stops there.
    """
    other = Sheet(sheet.path, sheet.extent, _no_part, _no_text)
    walk(other, desk, sheet.extent)
    found: ModelFile = other.result()
    for one in found.calls:
        if one.at >= first and one.standing is not Standing.INERT:
            message = f"read as opcodes, the numbers of an array call `{one.name}`"
            sheet.odd(
                Topic.HIDING, "numbers-as-opcodes", message, at=one.at, gravity=Gravity.HARMFUL
            )
