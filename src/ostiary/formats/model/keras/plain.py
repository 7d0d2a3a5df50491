"""The configuration of a Keras model as JSON by itself, with no weights beside it."""

import re

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.keras.configuration import MAX_CONFIG, configuration
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet


def _key(word: str) -> bytes:
    """A key of JSON, each letter of which may be written as an escape."""
    letters = (f"(?:{re.escape(one)}|\\\\u00{ord(one):02x})" for one in word)
    return f'(?i:"{"".join(letters)}"\\s*:)'.encode()


_CLASS = regex(_key("class_name") + rb"\s*[\"\[]")
_CONFIG = regex(_key("config"))
_KERAS = regex(
    b"|".join(
        (*map(_key, ("keras_version", "registered_name")), _key("module") + rb"\s*(?:\"|null)")
    )
    + rb'|"class_name"\s*:\s*"(?:Sequential|Functional|Model|Lambda)"'
)


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """An object with the name of a class, a configuration, and what only Keras says, wherever it stands."""
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not name.endswith((".json", ".keras")) or not begin.startswith(b"{"):
        return False
    if extent.size > MAX_CONFIG and not _CLASS.search(head):
        return False
    text = head if extent.size <= len(head) else extent.at(0, MAX_CONFIG)
    return all(one.search(text) for one in (_CLASS, _CONFIG, _KERAS))


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
