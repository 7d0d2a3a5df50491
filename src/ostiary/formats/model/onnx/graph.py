"""Which operators does a graph of ONNX use, in all its subgraphs and functions?"""

from collections import Counter

from msgspec import Struct, field

from ostiary.formats.model.onnx.shapes import ATTRIBUTE, FUNCTION, GRAPH, NODE, OPSET, TRAINING
from ostiary.formats.model.onnx.tensors import sparse, tensor
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field

Operator = tuple[str, str]
"""Domain and name."""


_TEXTS = frozenset({9})
"""The texts of an attribute: one for each node of a forest, say."""


class Used(Struct):
    """What is used where: how often, and the offset of the first one."""

    operators: Counter[Operator] = field(default_factory=Counter)
    first: dict[Operator, int] = field(default_factory=dict)
    functions: set[Operator] = field(default_factory=set)
    domains: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    graphs: int = 0


def graph(walk: Walk, place: Field, used: Used) -> None:
    """A graph: its nodes and its initial tensors."""
    used.graphs += 1
    for one in walk.part(place, GRAPH, "GraphProto"):
        match one.number:
            case 1:
                node(walk, one, used)
            case 5:
                tensor(walk, one)
            case 15:
                sparse(walk, one)


def node(walk: Walk, place: Field, used: Used) -> None:
    """A node: its operator, and what its attributes hold."""
    domain = name = ""
    for one in walk.part(place, NODE, "NodeProto"):
        match one.number:
            case 4:
                name = walk.wire.text(one, 400)
            case 5:
                attribute(walk, one, used)
            case 7:
                domain = walk.wire.text(one, 400)
    key = domain, name
    used.operators[key] += 1
    used.first.setdefault(key, place.at)


def attribute(walk: Walk, place: Field, used: Used) -> None:
    """An attribute: a value, a tensor, or a graph that runs where the node does."""
    for one in walk.part(place, ATTRIBUTE, "AttributeProto", _TEXTS):
        match one.number:
            case 5 | 10:
                tensor(walk, one)
            case 6 | 11:
                graph(walk, one, used)
            case 22 | 23:
                sparse(walk, one)


def function(walk: Walk, place: Field, used: Used) -> None:
    """A function: an operator that the file defines out of others."""
    domain = name = ""
    for one in walk.part(place, FUNCTION, "FunctionProto"):
        match one.number:
            case 1:
                name = walk.wire.text(one, 400)
            case 7:
                node(walk, one, used)
            case 9:
                opset(walk, one, used)
            case 10:
                domain = walk.wire.text(one, 400)
            case 11:
                attribute(walk, one, used)
    used.functions.add((domain, name))


def training(walk: Walk, place: Field, used: Used) -> None:
    """Two graphs that run when the model is trained."""
    for one in walk.part(place, TRAINING, "TrainingInfoProto"):
        if one.number < 3:
            graph(walk, one, used)


def opset(walk: Walk, place: Field, used: Used) -> None:
    """A domain of operators and its version."""
    domain, version = "", 0
    for one in walk.part(place, OPSET, "OperatorSetIdProto"):
        if one.number == 1:
            domain = walk.wire.text(one, 400)
        else:
            version = one.value
    used.domains[domain] = max(version, used.domains.get(domain, 0))
