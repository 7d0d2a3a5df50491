"""What is a call worth that has no variable in it, such as the decoding of a constant?

Obfuscators put one in the place of each constant, and what runs often meets it each time. What it gives is
remembered, where it is a constant and nothing happened on the way.
"""

import ast
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import NOTHING, Marks, Value

MAX_TERM = 60  # nodes of a call that is remembered
MAX_LONG = 1 << 12  # characters or bytes of what it gives
_PARTS = (ast.Constant, ast.Attribute, ast.Call, ast.BinOp, ast.UnaryOp, ast.keyword)
_MARKS = (ast.expr_context, ast.operator, ast.unaryop)


class Known(Struct, eq=False):
    """What a call gave, and what stood behind the names in it then."""

    value: Value
    names: tuple[tuple[str, Value | None, Marks | None], ...]
    surroundings: tuple[int, int]


def known(m: Machine, node: ast.Call, frame: Frame) -> Value | None:
    """What a call gave before, if all is as it was; None if it has to be worked out."""
    one = getattr(node, "closed", None)
    if not isinstance(one, Known) or one.surroundings != _surroundings(m):
        return None
    for name, value, marks in one.names:
        found = frame.find(name)
        if found is not value or (found is not None and found.marks is not marks):
            return None
    return replace(one.value)


def counts(m: Machine, node: ast.Call) -> tuple[int, int, int] | None:
    """The counts of what happens, if the call may be remembered."""
    if getattr(node, "closed", None) is False:
        return None
    return m.acts, m.doubts, m.state


def remember(
    m: Machine, node: ast.Call, frame: Frame, value: Value, before: tuple[int, int, int]
) -> None:
    """Keep what a call gave, if nothing in it varies and nothing happened."""
    names = _names(node) if _is_constant(value) and before == (m.acts, m.doubts, m.state) else None
    if names is None or not all(fixed(frame, one) for one in names):
        if m.stack or m.unrolling:  # what is met once needs no note, which is larger than the call
            node.__dict__["closed"] = False
        return
    found = ((name, frame.find(name)) for name in names)
    node.__dict__["closed"] = Known(
        replace(value),
        tuple((name, one, one.marks if one is not None else None) for name, one in found),
        _surroundings(m),
    )


def fixed(frame: Frame, name: str) -> bool:
    """Whether a name stands for something of the language or outside, and not for what may change."""
    found = frame.find(name)
    if found is None:
        return True
    own = found.code is not None or found.items is not None or found.const is not NOTHING
    return bool(found.symbol) and not own and not found.marks


def _surroundings(m: Machine) -> tuple[int, int]:
    """How much of what lies outside the program has put something else in the place of."""
    return len(m.placed), len(m.held)


def _is_constant(value: Value) -> bool:
    if value.items is not None or value.code is not None or value.base is not None or value.others:
        return False
    const = value.const
    if isinstance(const, (str, bytes)):
        return len(const) <= MAX_LONG
    return isinstance(const, int)


def _names(node: ast.Call) -> set[str] | None:
    """The names in a call of constants; None where there is more in it."""
    names: set[str] = set()
    stack: list[Any] = [node]
    count, constants = 0, 0
    while stack:
        one = stack.pop()
        count += 1
        if count > MAX_TERM:
            return None
        if isinstance(one, ast.Name):
            names.add(one.id)
        elif isinstance(one, _PARTS):
            constants += isinstance(one, ast.Constant)
            stack += ast.iter_child_nodes(one)
        elif not isinstance(one, _MARKS):
            return None
    return names if constants else None
