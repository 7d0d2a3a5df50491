"""What is a value on the stack of an unpickler that builds nothing?

A constant stands there as the offset of the opcode that pushes it; it is worked out when it is asked for.
Everything else is a `Symbol`, `Made`, `Foreign`, `DATA` or a `Bag`.
"""

from ostiary.formats.model.judge import DATA, Box, Foreign, Made, Symbol

MAX_ITEMS = 64
"""Values of one container that are kept, where the caller asks for no more."""
MAX_DEPTH = 6
"""Containers in containers that are handed to the judge, and shown."""
MAX_VALUES = 2_000
"""Values in the arguments of one call, all depths together."""
MAX_WEIGHT = 1 << 20
MAX_NESTED = 500
MAX_SHOWN = 120
"""Characters of one constant that are shown."""


class Bag(Box, eq=False):
    """A container that the pickle makes.

    `weight` is how many values a hash of it would look at, `depth` how deep it would go; `dunder` is a key of
    two underscores that it was given.
    """

    weight: int = 1
    depth: int = 1
    dunder: str = ""


def text_of(arguments: tuple[object, ...]) -> str:
    """The arguments of a call as a person reads them."""
    room = [MAX_ITEMS]
    return ", ".join(_text(one, room, MAX_DEPTH) for one in arguments[:MAX_ITEMS])


def _text(value: object, room: list[int], depth: int) -> str:
    room[0] -= 1
    if room[0] < 0:
        return "…"
    if isinstance(value, Symbol):
        return value.dotted
    if isinstance(value, Made):
        return f"{value.by}()"
    if isinstance(value, Foreign):
        return f"persistent({_text(value.asked, room, depth - 1)})"
    if isinstance(value, Box):
        return _box_text(value, room, depth)
    if value is DATA:
        return "…"
    try:
        shown = repr(value)
    except ValueError:  # a number of more digits than the interpreter writes
        shown = "a large number"
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"


def _box_text(box: Box, room: list[int], depth: int) -> str:
    if depth <= 0:
        return "…"
    parts = [_text(one, room, depth - 1) for one in box.items[: max(0, room[0]) + 1]]
    if box.kind == "dict":
        parts = [": ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    if box.cut:
        parts.append("…")
    inner = ", ".join(parts)
    if box.kind == "tuple":
        return f"({inner},)" if len(parts) == 1 else f"({inner})"
    return {"list": "[{}]", "dict": "{{{}}}"}.get(box.kind, box.kind + "({})").format(inner)
