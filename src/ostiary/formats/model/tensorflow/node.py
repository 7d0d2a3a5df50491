"""One node of a TensorFlow graph: its operator, its inputs, and its attributes where they are asked for."""

from msgspec import Struct, field

from ostiary.formats.model.protobuf.walk import PAIR, Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.tensorflow.marks import NODE
from ostiary.formats.model.tensorflow.shapes import TENSOR, VALUE, VALUES

MAX_TEXTS = 50
"""Texts of one constant that are looked at."""
_STRING = 7


class Node(Struct):
    """A node; its attributes are where they lie."""

    name: str = ""
    operator: str = ""
    inputs: list[str] = field(default_factory=list)
    attributes: list[Field] = field(default_factory=list)

    def data(self) -> list[str]:
        """The inputs that are data, in order."""
        return [one for one in self.inputs if not one.startswith("^")]


def node(walk: Walk, place: Field) -> Node:
    """A NodeDef."""
    found = Node()
    for one in walk.part(place, NODE, "NodeDef"):
        match one.number:
            case 1:
                found.name = walk.wire.text(one, 1000)
            case 2:
                found.operator = walk.wire.text(one, 400)
            case 3:
                found.inputs.append(walk.wire.text(one, 1000))
            case 5:
                found.attributes.append(one)
    return found


def texts(walk: Walk, constant: Node) -> list[str]:
    """The texts of a constant, none if it is one of numbers."""
    found: list[str] = []
    for value in _values(walk, constant, "value"):
        for one in walk.part(value, VALUE, "AttrValue"):
            if one.number == 8:
                found += _texts(walk, one)
    return found


def _texts(walk: Walk, place: Field) -> list[str]:
    found: list[str] = []
    for one in walk.part(place, TENSOR, "TensorProto"):
        if one.number == 1 and one.value != _STRING:
            return []
        if one.number == 8 and len(found) < MAX_TEXTS:
            found.append(walk.wire.text(one, 2000))
    return found


def attribute(walk: Walk, found: Node, wanted: str) -> str:
    """The texts of one attribute, alone or in a list."""
    parts: list[str] = []
    for value in _values(walk, found, wanted):
        for one in walk.part(value, VALUE, "AttrValue"):
            if one.number == 2:
                parts.append(walk.wire.text(one, 2000))
            elif one.number == 1:
                listed = walk.part(one, VALUES, "ListValue")
                parts += [walk.wire.text(part, 2000) for part in listed if part.number == 2]
    return ", ".join(parts)


def _values(walk: Walk, found: Node, wanted: str) -> list[Field]:
    """Where the value of an attribute lies; more than one place where it is there twice."""
    places: list[Field] = []
    for entry in found.attributes:
        name, value = "", None
        for one in walk.part(entry, PAIR, "entry of attributes"):
            if one.number == 1:
                name = walk.wire.text(one, 400)
            else:
                value = one
        if name == wanted and value is not None:
            places.append(value)
    return places
