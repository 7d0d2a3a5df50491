"""What do JavaScript's arrays give, and change, by the places of their elements?"""

from collections.abc import Callable

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.script.buffers import poured_into
from ostiary.program.engine.value import NOTHING, Value, joined, unknown

Handler = Callable[[Asked, Value, list[Value]], Value]
"""A method: what is asked, the array, its elements."""


def _sliced(asked: Asked, base: Value, items: list[Value]) -> Value:
    bounds = [
        one.const if isinstance(one.const, int) else None for one in (asked.arg(0), asked.arg(1))
    ]
    return Value(items=items[bounds[0] : bounds[1]], marks=base.marks, how=base.how)


def _spliced(asked: Asked, base: Value, items: list[Value]) -> Value:
    start, count = asked.arg(0).const, asked.arg(1).const
    if not isinstance(start, int):
        return unknown(base.marks)
    end = (
        len(items)
        if not isinstance(count, int)
        else (start if start >= 0 else len(items) + start) + count
    )
    cut = items[start:end]
    items[start:end] = asked.given[2:]
    return Value(items=cut, marks=base.marks)


def _found(asked: Asked, base: Value, items: list[Value]) -> Value:
    del base
    data = [one.const for one in items]
    wanted = asked.arg(0).const
    if wanted is NOTHING or (wanted not in data and NOTHING in data):
        return unknown()
    if asked.name.endswith("includes"):
        return Value(wanted in data)
    if wanted not in data:
        return Value(-1)
    last = asked.name.endswith("lastIndexOf")
    return Value(len(data) - 1 - data[::-1].index(wanted) if last else data.index(wanted))


def _number(value: Value, default: int) -> int:
    return value.const if isinstance(value.const, int) else default


def _filled(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`array.fill(value, start, end)`."""
    first, last, _ = slice(_number(asked.arg(1), 0), _number(asked.arg(2), len(items))).indices(
        len(items)
    )
    items[first:last] = [asked.arg(0)] * max(last - first, 0)
    base.marks = joined(base.marks, asked.arg(0).marks)
    return base


def _at(asked: Asked, base: Value, items: list[Value]) -> Value:
    place = asked.arg(0).const
    if not isinstance(place, int):
        return unknown(base.marks)
    return items[place] if -len(items) <= place < len(items) else Value(None)


def _with(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`array.with(place, value)`: another array."""
    place, several = asked.arg(0).const, list(items)
    if isinstance(place, int) and -len(items) <= place < len(items):
        several[place] = asked.arg(1)
    return Value(items=several, marks=joined(base.marks, asked.arg(1).marks), how=base.how)


def _places(asked: Asked, base: Value, items: list[Value]) -> Value:
    asked.m.steps -= len(items) >> 5
    return Value(items=[Value(place) for place in range(len(items))], marks=base.marks)


def _all(asked: Asked, base: Value, items: list[Value]) -> Value:
    """An iterator: who takes from it one by one takes nothing from the array."""
    del asked
    return Value(items=list(items), marks=base.marks, how=base.how)


def _entries(asked: Asked, base: Value, items: list[Value]) -> Value:
    asked.m.steps -= len(items) >> 4
    several = [Value(items=[Value(place), one], marks=one.marks) for place, one in enumerate(items)]
    return Value(items=several, marks=base.marks)


def _poured(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`bytes.set(others, place)`."""
    del items
    poured_into(base, _number(asked.arg(1), 0), asked.arg(0))
    return Value(None)


BY_PLACE: dict[str, Handler] = {
    "slice": _sliced,
    "splice": _spliced,
    "indexOf": _found,
    "lastIndexOf": _found,
    "includes": _found,
    "fill": _filled,
    "at": _at,
    "with": _with,
    "keys": _places,
    "values": _all,
    "@@iterator": _all,
    "entries": _entries,
    "set": _poured,
}
