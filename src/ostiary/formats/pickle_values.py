"""What is a value on the stack of an unpickler that builds nothing?"""

from dataclasses import dataclass, field

MAX_SHOWN = 64
"""Values in the arguments of one call, all depths together."""
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class PickleCall:
    """One call that unpickling makes.

    Among the arguments a `Symbol` is a global or what another call returned; a tuple is any container, a
    mapping with its keys and values in turn; `LEFT_OUT` stands for values that are not shown.
    """

    name: str
    arguments: tuple[object, ...]
    offset: int
    opcode: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A global by its dotted name, or what a call returned, its name with `()` behind it."""

    name: str


@dataclass(slots=True)
class Box:
    """A container that the pickle fills."""

    kind: str
    items: list[object] = field(default_factory=list)


UNKNOWN = Symbol("?")
LEFT_OUT = Symbol("...")


def arguments_of(value: object) -> list[object]:
    """The arguments of a call, cut; what is no tuple of the pickle's own is one in their place."""
    if not isinstance(value, Box):
        return [value]
    if len(value.items) > MAX_SHOWN:
        return [*value.items[:MAX_SHOWN], LEFT_OUT]
    return value.items


def name_of(value: object) -> str:
    """How a value is called where it is called."""
    if isinstance(value, Symbol):
        return value.name
    return value.kind if isinstance(value, Box) else type(value).__name__


def shown(values: list[object]) -> tuple[object, ...]:
    """The values as plain tuples and constants, cut where they are deep or long."""
    room = [MAX_SHOWN]
    return tuple(_shown(one, room, MAX_DEPTH) for one in values[: MAX_SHOWN + 1])


def _shown(value: object, room: list[int], depth: int) -> object:
    room[0] -= 1
    if not isinstance(value, Box):
        return value
    if depth == 0 or (room[0] <= 0 and value.items):
        return LEFT_OUT
    parts: list[object] = []
    for one in value.items:
        if room[0] <= 0:
            parts.append(LEFT_OUT)
            break
        parts.append(_shown(one, room, depth - 1))
    return tuple(parts)
