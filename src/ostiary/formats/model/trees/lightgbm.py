"""What does a model of LightGBM say, line by line?"""

import re

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_BYTES = 512 << 20
"""Bytes of a model as text."""

_PAIR = regex(rb"[A-Za-z_][A-Za-z0-9_]*=[^\0]*")
_SETTING = regex(rb"\[([A-Za-z0-9_]+): ([^\0]*)\]")
_WORDS = (
    b"tree",
    b"average_output",
    b"linear_tree",
    b"end of trees",
    b"parameters:",
    b"end of parameters",
)
_LATE = (b"feature_importances:", b"feature importances:", b"loaded_parameter:")
_FILES = (
    b"data",
    b"valid",
    b"input_model",
    b"output_model",
    b"initscore_filename",
    b"snapshot_freq",
)


def read(sheet: Sheet, desk: Desk) -> None:
    """Each line has to be one that the format has; trees have to be as long as is declared."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "lightgbm"
    sheet.readers.append("lines")
    size = sheet.extent.size
    if size > MAX_BYTES or not desk.hold(size):
        raise LimitError(f"a model of {size} bytes as text; {MAX_BYTES} are read")
    data = sheet.extent.at(0, size)
    at = trees = 0
    late = False
    for line in data.split(b"\n"):
        stop = min(size, at + len(line) + 1)
        row = line.rstrip(b"\r")
        late = late or row.startswith(_LATE)
        if row.startswith(b"Tree="):
            trees += 1
        if _known(row, late):
            sheet.own(at, stop)
            _show(sheet, row)
        else:
            text = row[:100].decode("utf-8", "backslashreplace")
            sheet.odd(
                Topic.STRUCTURE, "unknown-line", f"a line that the format has not: `{text}`", at=at
            )
        at = stop
    sheet.detail("trees", trees)
    _sizes(sheet, data)


def _known(row: bytes, late: bool) -> bool:
    if not row or row in _WORDS or row.startswith(_LATE):
        return True
    if row.startswith(b"pandas_categorical:"):
        return b"\0" not in row
    return bool(
        _PAIR.fullmatch(row) or (late and _SETTING.fullmatch(row)) or _SETTING.fullmatch(row)
    )


def _show(sheet: Sheet, row: bytes) -> None:
    for key in (b"version=", b"objective=", b"num_class="):
        if row.startswith(key):
            name, _, value = row.decode("utf-8", "backslashreplace").partition("=")
            sheet.detail(name, value)
    found = _SETTING.fullmatch(row)
    if found and found[1] in _FILES and found[2].strip():
        name, value = (one.decode("utf-8", "backslashreplace") for one in found.groups())
        sheet.odd(
            Topic.REACH,
            "training-path",
            f"it was trained with `{name}` at `{value}`",
            gravity=Gravity.NOTE,
        )


def _sizes(sheet: Sheet, data: bytes) -> None:
    """The declared sizes of trees, by which the library cuts the text, have to lead to trees."""
    found = re.search(rb"(?m)^tree_sizes=([\d ]*)\r?$", data)
    first = re.search(rb"(?m)^Tree=", data)
    if not found or not first:
        return
    at = first.start()
    for size in found[1].split()[:1_000_000]:
        if len(size) > 12 or data[at : at + 5] != b"Tree=":
            sheet.broken("tree-sizes", "the declared sizes of trees do not lead to trees", at)
            return
        at += int(size)
    if at > len(data):
        sheet.broken("tree-sizes", "the declared sizes of trees lead behind the end", at)
