"""What do the operators of a TensorFlow graph do, in its nodes and in its functions?"""

from collections import Counter
from dataclasses import dataclass, field

from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import LENGTH, Field
from ostiary.formats.model.tensorflow.operators import ATTRIBUTES, RULES
from ostiary.formats.model.tensorflow.shapes import (
    FUNCTION,
    GRAPH,
    LIBRARY,
    NODE,
    SIGNATURE,
    TENSOR,
    VALUE,
    VALUES,
)

MAX_KEPT = 20_000
"""Nodes of one graph or function through which texts are followed."""
MAX_TEXTS = 50
MAX_STEPS = 400
_STRING = 7

_NAMES = """
Identity IdentityN StringJoin ShardedFilename ShardedFilespec Select SelectV2 Pack ConcatV2 Concat
Reshape ExpandDims Squeeze PlaceholderWithDefault StringFormat ReduceJoin AsString Merge Switch
Snapshot StopGradient Cast Gather GatherV2 Unpack StridedSlice Slice StringStrip StringLower
StringUpper Substr RegexReplace StaticRegexReplace Fill Tile DecodeBase64 Split StringSplitV2
"""

_CARRIES_TEXT = frozenset(_NAMES.split())
"""Operators through which a constant text may reach the one that opens it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A node whose inputs or attributes matter: `texts` are the constants that reach its paths.

    `sources` are the names of the nodes that hold them.
    """

    operator: str
    node: str
    at: int
    texts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    attribute: str = ""


@dataclass(slots=True)
class Used:
    """What is used in all graphs of one file."""

    operators: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    uses: list[Use] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    name: str = ""
    operator: str = ""
    inputs: list[str] = field(default_factory=list)
    attributes: list[Field] = field(default_factory=list)


@dataclass(slots=True)
class _Scope:
    """Of one graph or function: nodes through which texts come, constant texts, and uses to be looked at."""

    inputs: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    waiting: list[tuple[_Node, int, str]] = field(default_factory=list)


def graph(walk: Walk, place: Field, used: Used) -> None:
    """A GraphDef, with its library of functions."""
    contents(walk, place.start, place.end, used)


def contents(walk: Walk, start: int, end: int, used: Used) -> None:
    """The content of a GraphDef."""
    scope = _Scope()
    for one in walk.message(start, end, GRAPH, "GraphDef"):
        if one.number == 1:
            _node(walk, one, used, scope)
        elif one.number == 2:
            for part in walk.part(one, LIBRARY, "FunctionDefLibrary"):
                if part.number == 1:
                    _function(walk, part, used)
    _settle(scope, used)


def _function(walk: Walk, place: Field, used: Used) -> None:
    scope = _Scope()
    for one in walk.part(place, FUNCTION, "FunctionDef"):
        if one.number == 3:
            _node(walk, one, used, scope)
        elif one.number == 1:
            for part in walk.part(one, SIGNATURE, "OpDef"):
                if part.number == 1:
                    used.functions.add(walk.wire.text(part, 1000))
    _settle(scope, used)


def _node(walk: Walk, place: Field, used: Used, scope: _Scope) -> None:
    node = _Node()
    for one in walk.part(place, NODE, "NodeDef"):
        match one.number:
            case 1:
                node.name = walk.wire.text(one, 1000)
            case 2:
                node.operator = walk.wire.text(one, 400)
            case 3:
                node.inputs.append(walk.wire.text(one, 1000))
            case 5:
                node.attributes.append(one)
    used.operators[node.operator] += 1
    used.first.setdefault(node.operator, place.at)
    if node.operator == "Const":
        _constant(walk, node, scope)
    elif node.operator in ATTRIBUTES:
        value = _attribute(walk, node, ATTRIBUTES[node.operator])
        scope.waiting.append((node, place.at, value))
    elif node.operator in RULES:
        scope.waiting.append((node, place.at, ""))
    elif node.operator in _CARRIES_TEXT and len(scope.inputs) < MAX_KEPT:
        scope.inputs[node.name] = node.inputs


def _constant(walk: Walk, node: _Node, scope: _Scope) -> None:
    """Keep the texts of a constant of texts; others are passed over."""
    for entry in node.attributes:
        name, value = _entry(walk, entry)
        if value is None or name != "value" or len(scope.texts) >= MAX_KEPT:
            continue
        for one in walk.part(value, VALUE, "AttrValue"):
            if one.number == 8:
                texts = _texts(walk, one)
                if texts:
                    scope.texts[node.name] = texts


def _texts(walk: Walk, place: Field) -> list[str]:
    texts: list[str] = []
    for one in walk.part(place, TENSOR, "TensorProto"):
        if one.number == 1 and one.value != _STRING:
            return []
        if one.number == 8 and len(texts) < MAX_TEXTS:
            texts.append(walk.wire.text(one, 2000))
    return texts


def _entry(walk: Walk, entry: Field) -> tuple[str, Field | None]:
    """An entry of a map of attributes: its name and where its value lies."""
    name, value = "", None
    for one in walk.part(entry, {1: (LENGTH,), 2: (LENGTH,)}, "entry of attributes"):
        if one.number == 1:
            name = walk.wire.text(one, 400)
        else:
            value = one
    return name, value


def _attribute(walk: Walk, node: _Node, wanted: str) -> str:
    """The texts of one attribute, alone or in a list."""
    found: list[str] = []
    for entry in node.attributes:
        name, value = _entry(walk, entry)
        if value is None or name != wanted:
            continue
        for one in walk.part(value, VALUE, "AttrValue"):
            if one.number == 2:
                found.append(walk.wire.text(one, 2000))
            elif one.number == 1:
                parts = walk.part(one, VALUES, "ListValue")
                found += [walk.wire.text(part, 2000) for part in parts if part.number == 2]
    return ", ".join(found)


def _settle(scope: _Scope, used: Used) -> None:
    """Once a graph is read: which constants reach the inputs that name a file."""
    for node, at, value in scope.waiting:
        rule = RULES[node.operator]
        data = [one for one in node.inputs if not one.startswith("^")]
        sources: list[str] = []
        for index in rule.paths:
            if index < len(data):
                sources += _reaching(scope, data[index])
        texts = dict.fromkeys(text for one in sources for text in scope.texts[one])
        kept = tuple(texts)[:MAX_TEXTS]
        used.uses.append(Use(node.operator, node.name, at, kept, tuple(sources), value))


def _reaching(scope: _Scope, name: str) -> list[str]:
    """The nodes with constant texts that reach this input."""
    found: list[str] = []
    ahead, seen = [name], set[str]()
    while ahead and len(seen) < MAX_STEPS:
        one = ahead.pop().partition(":")[0]
        if one in seen:
            continue
        seen.add(one)
        if one in scope.texts:
            found.append(one)
        ahead += scope.inputs.get(one, ())
    return found
