"""Does something become another that functions see beside what they are handed?

What a function gave and did before stands for its next call only while all that is as it was.
"""

from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value

CHANGING = frozenset({
    "append", "add", "appendleft", "insert", "extend", "extendleft", "update", "__iadd__", "reverse",
    "sort", "clear", "pop", "popleft", "popitem", "remove", "discard", "setdefault", "rotate",
})  # fmt: skip
"""Methods that make another one of the container that they belong to."""


def bound(m: Machine, home: Frame, name: str, value: Value) -> None:
    """A name is bound, in a frame that other functions look into."""
    seen = name in m.looked or name.startswith("%")
    if seen and (home.kind != "function" or home.lends):
        becomes(m, home.names.get(name, _NOTHING), value)


_NOTHING = Value()
"""What stands behind a name that nobody has bound."""


def becomes(m: Machine, before: Value | None, value: Value) -> None:
    """Something outside stands in the place of what stood there before, and is more than unknown."""
    told = value.known or value.symbol or value.code or value.items is not None or value.marks
    if told and before is not None and before is not value and _differ(before, value):
        m.changes += 1


def _differ(one: Value, other: Value) -> bool:
    if one.known and other.known:
        return one.const != other.const or one.const.__class__ is not other.const.__class__
    return (
        one.known is not other.known
        or one.code is not other.code
        or one.items is not other.items
        or one.symbol != other.symbol
    )


def filled(m: Machine, frame: Frame, base: Value, name: str) -> None:
    """A method of a container was called that may have made another one of it."""
    if name in CHANGING and seen_elsewhere(frame, base):
        m.changes += 1


def seen_elsewhere(frame: Frame, base: Value) -> bool:
    """Whether others than the function at hand see a container without being handed it."""
    held = frame.names.values()
    if frame.kind == "module" or all(one is not base for one in held):
        return True
    return any(isinstance(one.code, Closure) for one in held)
