"""A `.keras` archive: a zip with a configuration, the weights, and files of the layers' own."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.keras.configuration import configuration, decoded
from ostiary.formats.model.keras.marks import CONFIG, MAX_CONFIG, METADATA
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped.content import small
from ostiary.formats.model.zipped.members import Item, members
from ostiary.formats.model.zipped.read import part

MAX_METADATA = 1 << 20
"""Bytes of the metadata."""


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
