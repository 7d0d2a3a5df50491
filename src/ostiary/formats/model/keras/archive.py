"""A `.keras` archive: a zip with a configuration, the weights, and files of the layers' own."""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.keras.configuration import MAX_CONFIG, configuration, decoded
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped import Item, directory, is_zip, members, small
from ostiary.formats.model.zipped.read import part

CONFIG, METADATA = "config.json", "metadata.json"
MAX_METADATA = 1 << 20
"""Bytes of the metadata."""

_ROOT = regex(rb"PK\x01\x02.{42}config\.json", re.DOTALL)
"""An entry of a directory whose name begins so: a member that lies in no folder."""
_WEIGHTS = regex(rb"model[\w.-]{0,40}\.weights\.(?:h5|npz|json)")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A zip in whose directory a configuration stands beside metadata or weights; or one of that name."""
    if not is_zip(head):
        return False
    listed = directory(extent)
    known = METADATA.encode() in listed or _WEIGHTS.search(listed) is not None
    return name.endswith(".keras") or (_ROOT.search(listed) is not None and known)


def read(sheet: Sheet, desk: Desk) -> None:
    """The configuration by its names; every other member by its content."""
    sheet.carries = Carries.CALLS
    sheet.loader, sheet.plain_load = "keras.models.load_model", "safe_mode=True"
    sheet.readers += ["zip", "keras configuration"]
    items = [one for one in members(sheet) if not one.folder]
    if not any(one.name == CONFIG for one in items):
        sheet.broken("keras-config", f"there is no `{CONFIG}` in it")
    for one in items:
        if one.name == CONFIG:
            _configuration(sheet, desk, one)
        elif one.name == METADATA:
            _metadata(sheet, desk, one)
        else:
            part(sheet, desk, one)


def _configuration(sheet: Sheet, desk: Desk, item: Item) -> None:
    data = small(sheet, desk, item, MAX_CONFIG)
    if data is not None:
        configuration(sheet, desk, data, item.name, item.start)


def _metadata(sheet: Sheet, desk: Desk, item: Item) -> None:
    data = small(sheet, desk, item, MAX_METADATA)
    found = decoded(sheet, data, item.name, item.start) if data is not None else None
    if isinstance(found, dict):
        for key in ("keras_version", "date_saved"):
            if isinstance(found.get(key), str):
                sheet.detail(key, found[key])
