"""The manifest of a CoreML package: which files are its model and its weights."""

import json
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_BYTES = 1 << 20


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its keys."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Name the files of the package."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "CoreML"
    sheet.readers.append("manifest")
    size = sheet.extent.size
    if size > MAX_BYTES:
        return sheet.stop(f"a manifest of {size} bytes; {MAX_BYTES} are read")
    fields = _table(sheet, _decoded(sheet.extent.at(0, size)))
    sheet.own(0, size)
    entries = _table(sheet, fields.get("itemInfoEntries"))
    if not entries or fields.get("rootModelIdentifier") not in entries:
        sheet.broken("manifest", "the manifest does not say which of its items is the model")
    for one in entries.values():
        path = _table(sheet, one).get("path")
        if not isinstance(path, str):
            sheet.broken("manifest", "an item of the manifest has no path")
            continue
        why = leaves(path)
        sheet.reach("file", f"Data/{path}", escapes=bool(why))
        if why:
            message = f"an item of the package lies in `{path}`: {why}"
            sheet.odd(Topic.REACH, "item-escapes", message, gravity=Gravity.HARMFUL)
    return None


def _decoded(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_Pairs)
    except RecursionError:
        raise LimitError("the manifest is nested too deeply") from None
    except ValueError as error:
        raise ParseError(f"the manifest is no JSON: {str(error)[:200]}") from None


def _table(sheet: Sheet, value: object) -> dict[str, Any]:
    if not isinstance(value, _Pairs):
        return {}
    found = dict(value)
    if len(found) < len(value):
        sheet.broken("duplicate-key", "a key stands in the manifest twice")
    return found
