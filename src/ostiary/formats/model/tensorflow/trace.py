"""Which texts reach an input of a node, and is there anything on the way that makes new ones?"""

from collections.abc import Mapping
from typing import NamedTuple

from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.tensorflow.node import node, texts

MAX_STEPS = 400
"""Nodes that are gone back through from one node."""
MAX_KEPT = 50

_GIVEN = frozenset({"Placeholder", "PlaceholderV2", "_Arg", "VarHandleOp", "AssetPath"})
"""Where a value comes in from the caller."""

_PASSED: dict[str, slice] = {
    **dict.fromkeys(
        ("Identity", "IdentityN", "StringJoin", "Pack", "Merge", "Snapshot"), slice(None)
    ),
    **dict.fromkeys(("ShardedFilename", "ShardedFilespec", "Reshape", "ExpandDims"), slice(1)),
    **dict.fromkeys(("Squeeze", "PlaceholderWithDefault", "Switch", "StopGradient"), slice(1)),
    **dict.fromkeys(("ReadVariableOp", "Split", "Unpack", "StridedSlice", "EnsureShape"), slice(1)),
    **dict.fromkeys(("Select", "SelectV2"), slice(1, 3)),
    **dict.fromkeys(("Concat", "ConcatV2", "Gather", "GatherV2"), slice(None)),
}
"""Operators that pass texts on as they are or one after the other, and through which of their inputs."""


class Reaching(NamedTuple):
    """Constant texts that reach an input, the nodes that hold them, and an operator that makes others."""

    texts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    made: str = ""


def trace(walk: Walk, places: Mapping[str, Field], names: list[str]) -> Reaching:
    """Go back from these inputs. What no node of the graph gives is an argument of the function."""
    found: dict[str, None] = {}
    sources: list[str] = []
    made = ""
    ahead, seen = list(names), set[str]()
    while ahead:
        name = ahead.pop().partition(":")[0]
        place = places.get(name)
        if name in seen or place is None:
            continue
        seen.add(name)
        if len(seen) > MAX_STEPS:
            return Reaching(tuple(found)[:MAX_KEPT], tuple(sources), "too many steps to follow")
        one = node(walk, place)
        if one.operator == "Const":
            if here := texts(walk, one):
                found |= dict.fromkeys(here)
                sources.append(name)
        elif one.operator in _PASSED:
            ahead += one.data()[_PASSED[one.operator]]
        elif one.operator not in _GIVEN:
            made = made or one.operator
    return Reaching(tuple(found)[:MAX_KEPT], tuple(sources), made)
