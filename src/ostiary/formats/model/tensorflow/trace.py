"""Which texts reach an input of a node, and is there anything on the way that makes new ones?"""

from collections.abc import Mapping
from typing import NamedTuple

from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.tensorflow.node import node, texts

MAX_STEPS = 400
"""Nodes that are gone back through from one node."""
MAX_KEPT = 50

_GIVEN = frozenset({"Placeholder", "PlaceholderV2", "_Arg"})
"""Where a value comes in from the caller."""

_PASSED: dict[str, slice] = {
    **dict.fromkeys(
        ("Identity", "IdentityN", "StringJoin", "Pack", "Merge", "Snapshot"), slice(None)
    ),
    **dict.fromkeys(("ShardedFilename", "ShardedFilespec", "Reshape", "ExpandDims"), slice(1)),
    **dict.fromkeys(("Squeeze", "PlaceholderWithDefault", "Switch", "StopGradient"), slice(1)),
    **dict.fromkeys(("Split", "Unpack", "StridedSlice", "EnsureShape"), slice(1)),
    **dict.fromkeys(("Select", "SelectV2"), slice(1, 3)),
    **dict.fromkeys(("Concat", "ConcatV2", "Gather", "GatherV2"), slice(None)),
}
"""Operators that pass texts on as they are or one after the other, and through which of their inputs."""


class _Step(NamedTuple):
    """One node: the inputs to go on with, its texts, or the operator that makes something new."""

    ahead: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    made: str = ""


class Reaching(NamedTuple):
    """Constant texts that reach an input, the nodes that hold them, and an operator that makes others."""

    texts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    made: str = ""


class Tracer:
    """Goes back through one graph or function; every node on the way is read once.

    `places` is where each node lies. What no node gives is an argument of the function.
    """

    __slots__ = ("_places", "_steps", "_walk")

    def __init__(self, walk: Walk, places: Mapping[str, Field]) -> None:
        self._walk, self._places = walk, places
        self._steps: dict[str, _Step] = {}

    def reaching(self, names: list[str]) -> Reaching:
        """What reaches these inputs."""
        found: dict[str, None] = {}
        sources: list[str] = []
        made = ""
        ahead, seen = list(names), set[str]()
        while ahead:
            name = ahead.pop().partition(":")[0]
            if name in seen or name not in self._places:
                continue
            seen.add(name)
            if len(seen) > MAX_STEPS:
                made = made or "too many steps to follow"
                break
            step = self._step(name)
            ahead += step.ahead
            made = made or step.made
            if step.texts:
                found |= dict.fromkeys(step.texts)
                sources.append(name)
        return Reaching(tuple(found)[:MAX_KEPT], tuple(sources), made)

    def _step(self, name: str) -> _Step:
        if name not in self._steps:
            self._steps[name] = self._read(name)
        return self._steps[name]

    def _read(self, name: str) -> _Step:
        one = node(self._walk, self._places[name])
        if one.operator == "Const":
            return _Step(texts=tuple(texts(self._walk, one)))
        if passed := _PASSED.get(one.operator):
            return _Step(ahead=tuple(one.data()[passed]))
        return _Step(made="" if one.operator in _GIVEN else one.operator)
