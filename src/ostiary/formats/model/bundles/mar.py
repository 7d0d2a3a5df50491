"""A TorchServe archive: a zip with a manifest that says which program handles requests."""

from typing import Any

from ostiary.formats.model.bundles.marks import MANIFEST
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.keras.configuration import decoded
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped.content import small
from ostiary.formats.model.zipped.members import Item, members
from ostiary.formats.model.zipped.read import part

MAX_MANIFEST = 1 << 20
"""Bytes of a manifest."""

_BUILT_IN = frozenset(
    {"image_classifier", "image_segmenter", "object_detector", "text_classifier", "default"}
)
"""Handlers that the server itself brings."""


def read(sheet: Sheet, desk: Desk) -> None:
    """The manifest, and every other member by its content; programs go to those who read programs."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "TorchServe"
    sheet.readers.append("zip")
    items = [one for one in members(sheet) if not one.folder]
    names = {one.name for one in items}
    for one in items:
        if one.name == MANIFEST:
            _manifest(sheet, desk, one, names)
        else:
            part(sheet, desk, one)
    if MANIFEST not in names:
        sheet.broken("mar-manifest", f"there is no `{MANIFEST}` in it")


def _manifest(sheet: Sheet, desk: Desk, item: Item, names: set[str]) -> None:
    data = small(sheet, desk, item, MAX_MANIFEST)
    if data is None:
        return
    found = decoded(sheet, data, item.name, item.start)
    model = found.get("model") if isinstance(found, dict) else None
    if not isinstance(model, dict):
        sheet.broken("mar-manifest", "the manifest describes no model", item.start)
        return
    for key in ("modelName", "modelVersion", "handler"):
        sheet.detail(key, model.get(key, ""))
    _handler(sheet, model, names, item.start)
    for key in ("modelFile", "serializedFile", "requirementsFile", "configFile"):
        _file(sheet, key, model.get(key), names, item.start)


def _handler(sheet: Sheet, model: dict[str, Any], names: set[str], at: int) -> None:
    handler = model.get("handler")
    if not isinstance(handler, str) or handler in _BUILT_IN:
        return
    file = handler.partition(":")[0]
    path = file if file.endswith(".py") else f"{file}.py"
    sheet.carries = Carries.CODE if sheet.carries is Carries.NOTHING else sheet.carries
    where = "" if path in names else ", which is not in the archive"
    message = f"the server runs `{handler}` for each request{where}"
    sheet.odd(Topic.CODE, "handler", message, at=at)
    sheet.reach("module", path, at, escapes=bool(leaves(path)))


def _file(sheet: Sheet, key: str, value: object, names: set[str], at: int) -> None:
    if not isinstance(value, str) or not value:
        return
    if why := leaves(value):
        sheet.reach("file", value, at, escapes=True)
        message = f"`{key}` is `{value}`: {why}"
        sheet.odd(Topic.REACH, "item-escapes", message, at=at, gravity=Gravity.HARMFUL)
    elif value not in names:
        message = f"`{key}` is `{value}`, which is not in the archive"
        sheet.odd(Topic.STRUCTURE, "no-such-member", message, at=at)
    if key == "requirementsFile":
        message = f"the server installs the packages that `{value}` lists"
        sheet.odd(Topic.CODE, "installs-packages", message, at=at)
    elif key == "modelFile":
        message = f"the server imports `{value}` to build the model"
        sheet.odd(Topic.CODE, "model-program", message, at=at)
