"""Which layers of a CoreML network are code that an application has to bring?"""

from ostiary.formats.model.coreml.shapes import BRANCH, CUSTOM, LAYER, LOOP, NETWORK
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Carries, Topic

_CUSTOM, _BRANCH, _LOOP = 500, 605, 615


def network(walk: Walk, place: Field) -> None:
    """A network: its layers, and those in its branches and loops."""
    for one in walk.part(place, NETWORK, "NeuralNetwork"):
        if one.number == 1:
            _layer(walk, one)


def _layer(walk: Walk, place: Field) -> None:
    for one in walk.part(place, LAYER, "NeuralNetworkLayer"):
        if one.number == _CUSTOM:
            custom(walk, one, "layer")
        elif one.number == _BRANCH:
            for part in walk.part(one, BRANCH, "BranchLayerParams"):
                network(walk, part)
        elif one.number == _LOOP:
            for part in walk.part(one, LOOP, "LoopLayerParams"):
                if part.number > 2:
                    network(walk, part)


def custom(walk: Walk, place: Field, what: str) -> None:
    """A class of the application that computes a layer, or all of it."""
    name = ""
    for one in walk.part(place, CUSTOM, "CustomLayerParams"):
        if one.number == 10:
            name = walk.wire.text(one, 400)
    walk.sheet.carries = Carries.CODE
    message = f"a {what} is computed by the class `{name}`: an application has to bring the code"
    walk.sheet.odd(Topic.CODE, f"custom-{what}", message, at=place.at)
    walk.sheet.reach("library", name, place.at)
