"""What would a CoreML model need besides the framework, and where would it look?"""

from ostiary.core.errors import LimitError
from ostiary.formats.model.coreml.marks import MODEL, TYPES
from ostiary.formats.model.coreml.network import custom, network
from ostiary.formats.model.coreml.program import program
from ostiary.formats.model.coreml.shapes import (
    DESCRIPTION,
    LINKED,
    LINKED_FILE,
    METADATA,
    PIPELINE,
    STRING_PARAMETER,
    WRAPPED,
)
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.places import leaves
from ostiary.formats.model.properties import properties
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

_BLOBS = range(2000, 2007)


def read(sheet: Sheet, desk: Desk) -> None:
    """Walk the model and those in it; weights are skipped by their lengths."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "CoreML"
    sheet.readers.append("CoreML walk")
    walk = Walk(sheet, sheet.extent)
    try:
        types = _model(walk, 0, sheet.extent.size)
        walk.finish()
    except LimitError as error:
        sheet.stop(error.message)
        return
    if not types:
        sheet.broken("no-model", "there is no model in it")


def _model(walk: Walk, start: int, end: int) -> int:
    """One model; the answer is how many types it says to be, which has to be one."""
    types = 0
    for one in walk.message(start, end, MODEL, "Model"):
        if one.number == 1:
            walk.sheet.detail("specification version", one.value)
        elif one.number == 2:
            _description(walk, one)
        elif one.number >= TYPES:
            types += 1
            _type(walk, one)
    if types > 1:
        walk.sheet.broken("repeated-field", f"a model of {types} types", start)
    return types


def _type(walk: Walk, place: Field) -> None:
    if place.number in _BLOBS:
        message = "parameters of a system model, which the framework alone understands"
        walk.sheet.odd(Topic.STRUCTURE, "system-model", message, at=place.at, gravity=Gravity.NOTE)
    match place.number:
        case 200 | 201:
            _wrapped(walk, place)
        case 202:
            _pipeline(walk, place)
        case 303 | 403 | 500:
            network(walk, place)
        case 502:
            program(walk, place)
        case 555:
            custom(walk, place, "model")
        case 556:
            _linked(walk, place)
        case 3000:
            walk.sheet.stop("a model that is serialized in a form which nobody has described")


def _wrapped(walk: Walk, place: Field) -> None:
    """A pipeline that classifies or estimates: a pipeline in a message."""
    for one in walk.part(place, WRAPPED, "pipeline"):
        _pipeline(walk, one)


def _pipeline(walk: Walk, place: Field) -> None:
    for one in walk.part(place, PIPELINE, "Pipeline"):
        if one.number == 1:
            _model(walk, one.start, one.end)


def _description(walk: Walk, place: Field) -> None:
    names = {1: "description", 2: "version", 3: "author", 4: "license"}
    free: dict[str, str] = {}
    for one in walk.part(place, DESCRIPTION, "ModelDescription"):
        if one.number != 100:
            continue
        for part in walk.part(one, METADATA, "Metadata"):
            if part.number == 100:
                key, value = walk.pair(part)
                free[key] = value
            else:
                walk.sheet.detail(names[part.number], walk.wire.text(part))
    properties(walk.sheet, free, "metadata")


def _linked(walk: Walk, place: Field) -> None:
    """A compiled model elsewhere, by its name and the folders in which it is looked for."""
    for link in walk.part(place, LINKED, "LinkedModel"):
        for one in walk.part(link, LINKED_FILE, "LinkedModelFile"):
            for text in walk.part(one, STRING_PARAMETER, "StringParameter"):
                for target in walk.wire.text(text).split(":"):
                    _target(walk, target, text.at)


def _target(walk: Walk, target: str, at: int) -> None:
    why = "" if target.startswith("$BUNDLE_") else leaves(target)
    if target:
        walk.sheet.reach("file", target, at, escapes=bool(why))
    gravity = Gravity.HARMFUL if why else Gravity.UNUSUAL
    message = f"the model is another one, looked for in `{target}`{': ' if why else ''}{why}"
    walk.sheet.odd(Topic.REACH, "linked-model", message, at=at, gravity=gravity)
