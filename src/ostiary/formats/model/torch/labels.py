"""The small texts of a PyTorch archive: versions, byte order, alignment, and a number of its own."""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.sheet import Sheet

MAX_LABEL = 256
"""Bytes of one label."""
LABELS = frozenset(
    (
        *("version", "byteorder", ".format_version", ".storage_alignment", "archive_format"),
        *("archive_version", ".data/serialization_id", ".data/version"),
    )
)
"""Their paths under the folder of the archive."""

_LABEL = regex(rb"[\w.\- \r\n]*")


def read_label(sheet: Sheet, path: str, extent: Extent) -> bool:
    """Whether a member is a label; what it says goes to the sheet."""
    if path not in LABELS or extent.size > MAX_LABEL:
        return False
    text = extent.at(0, MAX_LABEL)
    if not _LABEL.fullmatch(text):
        return False
    if not path.endswith("serialization_id"):
        sheet.detail(path, text.decode("ascii").strip())
    return True
