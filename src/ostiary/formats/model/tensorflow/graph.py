"""What do the operators of a TensorFlow graph do, in its nodes and in its functions?"""

from collections import Counter

from msgspec import Struct, field

from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.tensorflow.node import Node, attribute, node
from ostiary.formats.model.tensorflow.operators import ATTRIBUTES, CALLS, RULES
from ostiary.formats.model.tensorflow.shapes import FUNCTION, GRAPH, LIBRARY, SIGNATURE
from ostiary.formats.model.tensorflow.trace import Reaching, Tracer

MAX_KEPT = 300_000
"""Nodes of one graph or function that can be found again by their names."""
MAX_USES = 5_000
"""Nodes of one file whose inputs are followed."""


class Use(Struct, frozen=True):
    """A node whose inputs or attributes matter, and what reaches those of its inputs that name a path."""

    operator: str
    node: str
    at: int
    reaching: Reaching
    attribute: str = ""


class Used(Struct):
    """What is used in all graphs of one file."""

    operators: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    uses: list[Use] = field(default_factory=list)
    calls: list[Use] = field(default_factory=list)
    unfollowed: bool = False


class _Scope(Struct):
    """Of one graph or function: where its nodes lie, and those to be looked at once all are known."""

    places: dict[str, Field] = field(default_factory=dict)
    waiting: list[tuple[Node, int]] = field(default_factory=list)
    calling: list[tuple[Node, int]] = field(default_factory=list)


def graph(walk: Walk, start: int, end: int, used: Used) -> None:
    """A GraphDef, with its library of functions."""
    scope = _Scope()
    for one in walk.message(start, end, GRAPH, "GraphDef"):
        if one.number == 1:
            _node(walk, one, used, scope)
        elif one.number == 2:
            for part in walk.part(one, LIBRARY, "FunctionDefLibrary"):
                if part.number == 1:
                    _function(walk, part, used)
    _settle(walk, scope, used)


def _function(walk: Walk, place: Field, used: Used) -> None:
    scope = _Scope()
    for one in walk.part(place, FUNCTION, "FunctionDef"):
        if one.number == 3:
            _node(walk, one, used, scope)
        elif one.number == 1:
            for part in walk.part(one, SIGNATURE, "OpDef"):
                if part.number == 1:
                    used.functions.add(walk.wire.text(part, 1000))
    _settle(walk, scope, used)


def _node(walk: Walk, place: Field, used: Used, scope: _Scope) -> None:
    found = node(walk, place)
    operator = found.operator
    used.operators[operator] += 1
    used.first.setdefault(operator, place.at)
    if len(scope.places) < MAX_KEPT:
        scope.places[found.name] = place
    else:
        used.unfollowed = True
    if operator in RULES:
        scope.waiting.append((found, place.at))
    elif operator in CALLS or operator.startswith("__inference"):
        scope.calling.append((found, place.at))


def _settle(walk: Walk, scope: _Scope, used: Used) -> None:
    """Once a graph is read: what reaches the inputs that name a path."""
    tracer = Tracer(walk, scope.places)
    for found, at in scope.waiting:
        if len(used.uses) >= MAX_USES:
            used.unfollowed = True
            return
        value = ""
        if wanted := ATTRIBUTES.get(found.operator):
            value = attribute(walk, found, wanted)
        data = found.data()
        names = [data[one] for one in RULES[found.operator].paths if one < len(data)]
        reaching = tracer.reaching(names)
        used.uses.append(Use(found.operator, found.name, at, reaching, value))
    for found, at in scope.calling[:MAX_USES]:
        reaching = tracer.reaching(found.data())
        if reaching.texts:
            used.calls.append(Use(found.operator, found.name, at, reaching))
    used.unfollowed |= len(scope.calling) > MAX_USES
