"""What do the objects of a saved model say of themselves, Keras layers among them?"""

import json

from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.shapes import OBJECT, OBJECT_GRAPH, USER_OBJECT

MAX_CONFIG = 8 << 20
"""Bytes of the configuration of one Keras object."""
MAX_VALUES = 500_000

_FUNCTIONS = frozenset({"function", "lambda", "__lambda__"})


def object_graph(walk: Walk, place: Field) -> None:
    """The objects and their Keras configurations; classes that have to be registered are noted."""
    for one in walk.part(place, OBJECT_GRAPH, "SavedObjectGraph"):
        if one.number == 1:
            for part in walk.part(one, OBJECT, "SavedObject"):
                _object(walk, part)


def _object(walk: Walk, part: Field) -> None:
    if part.number == 13:
        name = walk.wire.text(part, 400)
        if not name or name.startswith("tf."):
            return
        message = f"`{name}` has to be registered by a library"
        walk.sheet.odd(Topic.CODE, "registered-class", message, at=part.at, gravity=Gravity.NOTE)
    elif part.number == 4:
        for one in walk.part(part, USER_OBJECT, "SavedUserObject"):
            if one.number == 3:
                configuration(walk, one)


def configuration(walk: Walk, place: Field, always: bool = False) -> None:
    """A Keras configuration as JSON: layers whose function lies in it as byte code.

    `always` says that it has to be one; objects of other kinds keep other texts in the same place.
    """
    size = place.end - place.start
    if size > MAX_CONFIG:
        walk.sheet.stop(f"a configuration of {size} bytes; {MAX_CONFIG} are read")
        return
    raw = walk.wire.bytes(place, MAX_CONFIG)
    if not raw.strip() or not (always or raw.lstrip().startswith(b"{")):
        return
    try:
        document = json.loads(raw)
    except RecursionError:
        walk.sheet.stop("a configuration is nested too deeply")
        return
    except ValueError:
        walk.sheet.broken("keras-metadata", "a configuration is no JSON", place.at)
        return
    _search(walk.sheet, document, place.at)


def _search(sheet: Sheet, document: object, at: int) -> None:
    ahead, count = [document], 0
    while ahead:
        one = ahead.pop()
        count += 1
        if count > MAX_VALUES:
            sheet.stop(f"a configuration with more than {MAX_VALUES} values")
            return
        if isinstance(one, dict):
            ahead += one.values()
            _layer(sheet, one, at)
        elif isinstance(one, list):
            ahead += one


def _layer(sheet: Sheet, found: dict[str, object], at: int) -> None:
    """`Lambda` with a function of its own: Python's byte code, marshalled, run when the layer is called."""
    name = found.get("class_name")
    kind = found.get("function_type")
    if name not in ("Lambda", "__lambda__") and kind not in _FUNCTIONS:
        return
    sheet.carries = Carries.CODE
    config = found.get("config")
    shown = config.get("name", "") if isinstance(config, dict) else ""
    reason = "byte code in the configuration runs when the layer is called"
    if kind == "function":
        reason = "a function by its name runs when the layer is called"
    sheet.call(
        Called("keras.layers.Lambda", str(shown), "keras metadata", at, Standing.UNLISTED, reason)
    )
