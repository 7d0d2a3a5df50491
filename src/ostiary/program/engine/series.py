"""What series do functions of Python's library make of elements that are known, and what tables of signs?"""

from itertools import chain, cycle, islice, zip_longest
from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.loops import MAX_ROUNDS, elements
from ostiary.program.engine.mapped import elements_of
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import (
    MAX_ITEMS,
    NOTHING,
    Value,
    joined,
    marks_of,
    plain,
    unknown,
    wrap,
)


@model("itertools.chain itertools.chain.from_iterable")
def _chained(asked: Asked) -> Value:
    """One series after the other."""
    whole = asked.name.endswith("from_iterable")
    several = elements_of(asked, asked.arg(0)) if whole else asked.given
    parts = [elements_of(asked, one) for one in several or ()]
    if several is None or any(one is None for one in parts):
        return asked.result()
    found = list(islice(chain.from_iterable(one or () for one in parts), MAX_ITEMS + 1))
    if len(found) > MAX_ITEMS:
        asked.m.cut(asked.frame, LOOP)
    return Value(items=found[:MAX_ITEMS], marks=joined(asked.marks, marks_of(found)))


@model("itertools.islice")
def _sliced(asked: Asked) -> Value:
    """Some of a series, by the places of the first and of the one behind the last."""
    items = elements_of(asked, asked.arg(0))
    bounds: list[Any] = [one.const for one in asked.given[1:4]]
    if items is None or not bounds or not all(isinstance(one, int | None) for one in bounds):
        return asked.result()
    try:
        return Value(items=list(islice(items, *bounds)), marks=asked.marks)
    except ValueError:  # a place below zero
        return asked.result()


@model("itertools.cycle itertools.repeat itertools.count")
def _endless(asked: Asked) -> Value:
    """A series without end, which is as long as what is walked beside it; some give one thing a few times."""
    value = asked.result()
    last = asked.name.rpartition(".")[2]
    if last == "count":
        first, by = _told(asked, 0, "start", 0), _told(asked, 1, "step", 1)
        if isinstance(first, int) and isinstance(by, int) and by:
            value.base = Value(range(first, first + by * MAX_ROUNDS, by))
        return value
    items = [asked.arg(0)] if last == "repeat" else elements_of(asked, asked.arg(0))
    times = asked.arg(1, "times").const
    if last == "repeat" and isinstance(times, int):
        return Value(items=(items or []) * max(min(times, MAX_ROUNDS), 0), marks=asked.marks)
    value.base = Value(items=items) if items else None
    return value


def _told(asked: Asked, place: int, name: str, default: int) -> object:
    """A constant that is handed over by its place or its name, or what stands for it where it is not."""
    given = len(asked.given) > place or name in asked.named
    return asked.arg(place, name).const if given else default


_ENDLESS = frozenset({"itertools.cycle()", "itertools.repeat()", "itertools.count()"})


def side_by_side(asked: Asked, several: list[Value]) -> list[list[Value]] | None:
    """The elements of what is walked at once, those without end for as long as any other; None if unknown."""
    known = [None if one.symbol in _ENDLESS else elements_of(asked, one) for one in several]
    longest = max((len(one) for one in known if one is not None), default=0)
    found = []
    for one, items in zip(several, known, strict=True):
        over = elements(one.base) if items is None and one.base is not None else None
        if items is None and not over:
            return None
        found.append(items if items is not None else list(islice(cycle(over or ()), longest)))
    return found


@model("itertools.zip_longest")
def _zipped(asked: Asked) -> Value:
    """Several series side by side, up to the end of the longest."""
    parts = side_by_side(asked, asked.given)
    if not parts:
        return asked.result()
    fill = asked.named.get("fillvalue") or Value(None)
    rows = zip_longest(*parts, fillvalue=fill)
    found = [Value(items=list(row), marks=marks_of(row)) for row in islice(rows, MAX_ITEMS)]
    return Value(items=found, marks=asked.marks)


@model("str.maketrans bytes.maketrans bytearray.maketrans string.maketrans")
def _table(asked: Asked) -> Value:
    """A table by which signs are put in the place of others."""
    given = [plain(one) for one in asked.given[:3]]
    kind: Any = bytes if any(isinstance(one, bytes) for one in given) else str
    if NOTHING in given:
        return asked.result()
    try:
        return wrap(kind.maketrans(*given), asked.marks)
    except (TypeError, ValueError):
        return unknown(asked.marks)
