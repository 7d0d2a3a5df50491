"""The configuration of a Keras model as JSON by itself, with no weights beside it."""

import re

from ostiary.core.errors import LimitError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.keras.configuration import MAX_CONFIG, configuration
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

_CLASS = re.compile(rb'"class_name"\s*:\s*"')
_KERAS = re.compile(rb'"keras_version"\s*:|"module"\s*:\s*(?:"|null)|"registered_name"\s*:')
_TAIL = 4096
"""Bytes of the end, where older versions say which they are."""


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """An object with the name of a class, a configuration, and what only Keras says."""
    if not name.endswith((".json", ".keras")) or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        b"{"
    ):
        return False
    if not _CLASS.search(head) or b'"config"' not in head:
        return False
    tail = extent.at(max(0, extent.size - _TAIL), _TAIL)
    return _KERAS.search(head) is not None or b'"keras_version"' in tail


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
