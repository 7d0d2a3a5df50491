"""What series do functions of Python's library make of elements that are known, and what tables of signs?"""

from collections.abc import Callable, Iterable, Sequence
from itertools import (
    chain,
    combinations,
    combinations_with_replacement,
    cycle,
    islice,
    pairwise,
    permutations,
    product,
    zip_longest,
)
from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.loops import MAX_ROUNDS
from ostiary.program.engine.mapped import ENDLESS, elements_of, side_by_side
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

MAX_ROWS = 1 << 14  # of elements side by side
MAX_REPEATED = 64  # times that a series stands beside itself, or elements of one row


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
    over = asked.arg(0)
    endless = over.symbol in ENDLESS and over.base is not None
    items: Iterable[Value] | None = elements_of(asked, over)
    if endless and over.base is not None:
        items = cycle(elements_of(asked, over.base) or ())
    bounds: list[Any] = [one.const for one in asked.given[1:4]]
    if items is None or not bounds or not all(isinstance(one, int | None) for one in bounds):
        return asked.result()
    if endless and (bounds[-1] is None or max(one or 0 for one in bounds) > MAX_ROWS):
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


_ROWS: dict[str, Callable[..., Iterable[Sequence[Value]]]] = {
    "product": product,
    "permutations": permutations,
    "combinations": combinations,
    "combinations_with_replacement": combinations_with_replacement,
}


@model(*(f"itertools.{name}" for name in _ROWS))
def _rows(asked: Asked) -> Value:
    """Some elements of one or several series beside each other, in all ways."""
    name = asked.name.rpartition(".")[2]
    several = asked.given if name == "product" else asked.given[:1]
    parts = [elements_of(asked, one) for one in several]
    sizes = [one.const for one in asked.given[1:2] if name != "product"]
    repeat = asked.named.get("repeat", Value(1)).const
    if any(one is None for one in parts) or not all(isinstance(one, int | None) for one in sizes):
        return asked.result()
    if not isinstance(repeat, int) or not 0 <= repeat <= MAX_REPEATED:
        return asked.result()
    if any(isinstance(one, int) and not 0 <= one <= MAX_REPEATED for one in sizes):
        return asked.result()
    given: list[Any] = [*parts, *sizes]
    pairs = {"repeat": repeat} if name == "product" else {}
    if sum(len(one or ()) for one in parts) * repeat > MAX_ITEMS:
        return asked.result()
    return _beside(asked, _ROWS[name](*given, **pairs))


def _beside(asked: Asked, rows: Iterable[Sequence[Value]]) -> Value:
    """Rows of elements, as many as are kept."""
    found = [Value(items=list(row), marks=marks_of(row)) for row in islice(rows, MAX_ROWS + 1)]
    if len(found) > MAX_ROWS:
        asked.m.cut(asked.frame, LOOP)
    return Value(items=found[:MAX_ROWS], marks=asked.marks)


@model("itertools.pairwise")
def _pairs(asked: Asked) -> Value:
    """Each element beside the one behind it."""
    items = elements_of(asked, asked.arg(0))
    return asked.result() if items is None else _beside(asked, pairwise(items))


@model("itertools.batched more_itertools.chunked")
def _batches(asked: Asked) -> Value:
    """A few elements after the other."""
    items, size = elements_of(asked, asked.arg(0)), asked.arg(1, "n").const
    if items is None or not isinstance(size, int) or size < 1:
        return asked.result()
    return _beside(asked, (items[at : at + size] for at in range(0, len(items), size)))


@model("itertools.tee")
def _twice(asked: Asked) -> Value:
    """The same series several times."""
    items, times = elements_of(asked, asked.arg(0)), asked.arg(1, "n").const
    count = times if isinstance(times, int) and 0 <= times <= MAX_REPEATED else 2
    if items is None:
        return asked.result()
    return Value(items=[Value(items=list(items), marks=asked.marks) for _ in range(count)])


@model("itertools.groupby")
def _grouped(asked: Asked) -> Value:
    """Neighbours that a function makes the same of, under what that is."""
    items, key = elements_of(asked, asked.arg(0)), asked.arg(1, "key")
    if items is None or (key.telling and not asked.m.exact(asked.frame)):
        return asked.result()
    call, node, frame = asked.m.call, asked.node, asked.frame
    keys = [call(key, [one], {}, node, frame) for one in items] if key.telling else items
    found: list[tuple[Value, list[Value]]] = []
    for one, told in zip(items, keys, strict=True):
        if not told.known:
            return asked.result()
        if not found or found[-1][0].const != told.const:
            found.append((told, []))
        found[-1][1].append(one)
    return _beside(asked, ([told, Value(items=group)] for told, group in found))


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
