"""Which files does a program in CoreML's intermediate language take its numbers from?"""

from ostiary.formats.model.coreml.shapes import (
    ARGUMENT,
    BINDING,
    BLOB,
    BLOCK,
    ENTRY,
    FUNCTION,
    OPERATION,
    PROGRAM,
    VALUE,
)
from ostiary.formats.model.places import leaves
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Carries, Gravity, Topic

_HOME = "@model_path/"


def program(walk: Walk, place: Field) -> None:
    """A program: its functions, each in one or more blocks of operations."""
    for one in walk.part(place, PROGRAM, "Program"):
        if one.number == 2:
            for part in walk.part(one, ENTRY, "entry"):
                if part.number == 2:
                    _function(walk, part)
        elif one.number == 4:
            _attribute(walk, one)


def _function(walk: Walk, place: Field) -> None:
    for one in walk.part(place, FUNCTION, "Function"):
        if one.number == 3:
            for part in walk.part(one, ENTRY, "entry"):
                if part.number == 2:
                    _block(walk, part)
        elif one.number == 4:
            _attribute(walk, one)


def _block(walk: Walk, place: Field) -> None:
    for one in walk.part(place, BLOCK, "Block"):
        if one.number == 3:
            _operation(walk, one)
        elif one.number == 4:
            _attribute(walk, one)


def _operation(walk: Walk, place: Field) -> None:
    for one in walk.part(place, OPERATION, "Operation"):
        match one.number:
            case 1:
                _type(walk, one)
            case 2:
                for part in walk.part(one, ENTRY, "entry"):
                    if part.number == 2:
                        _argument(walk, part)
            case 4:
                _block(walk, one)
            case 5:
                _attribute(walk, one)


def _type(walk: Walk, place: Field) -> None:
    name = walk.wire.text(place, 400)
    if "custom" in name.lower():
        walk.sheet.carries = Carries.CODE
        message = f"the operation `{name}` is code that an application has to bring"
        walk.sheet.odd(Topic.CODE, "custom-layer", message, at=place.at)


def _argument(walk: Walk, place: Field) -> None:
    for one in walk.part(place, ARGUMENT, "Argument"):
        for part in walk.part(one, BINDING, "Binding"):
            if part.number == 2:
                _value(walk, part)


def _attribute(walk: Walk, place: Field) -> None:
    for one in walk.part(place, ENTRY, "entry"):
        if one.number == 2:
            _value(walk, one)


def _value(walk: Walk, place: Field) -> None:
    """A value: here, which is skipped, or in a file beside the model."""
    for one in walk.part(place, VALUE, "Value"):
        if one.number == 5:
            walk.sheet.tensors += 1
            for part in walk.part(one, BLOB, "BlobFileValue"):
                if part.number == 1:
                    _file(walk, part)


def _file(walk: Walk, place: Field) -> None:
    target = walk.wire.text(place, 2000).removeprefix(_HOME)
    why = leaves(target)
    walk.sheet.reach("file", target, 0, escapes=bool(why))
    if why:
        message = f"numbers are read from `{target}`: {why}"
        walk.sheet.odd(Topic.REACH, "blob-escapes", message, at=place.at, gravity=Gravity.HARMFUL)
