"""What do functions make of elements that go through another function?"""

from itertools import cycle, islice

from ostiary.program.engine.alternatives import MAX_CHOICE, let_through
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.loops import elements, shortened, some_of
from ostiary.program.engine.stepped import iterated
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import Value, joined, marks_of, unknown


def elements_of(asked: Asked, over: Value) -> list[Value] | None:
    """The elements of an argument, None if they are not known."""
    over = iterated(asked.m, over) or over
    if shortened(over):
        asked.m.cut(asked.frame, LOOP)
    return elements(over)


ENDLESS = frozenset({"itertools.cycle()", "itertools.repeat()", "itertools.count()"})
"""Series that go on for as long as anybody takes from them."""


def side_by_side(asked: Asked, several: list[Value]) -> list[list[Value]] | None:
    """The elements of what is walked at once, those without end for as long as any other; None if unknown."""
    known = [None if one.symbol in ENDLESS else elements_of(asked, one) for one in several]
    longest = max((len(one) for one in known if one is not None), default=0)
    found = []
    for one, items in zip(several, known, strict=True):
        over = elements(one.base) if items is None and one.base is not None else None
        if items is None and not over:
            return None
        found.append(items if items is not None else list(islice(cycle(over or ()), longest)))
    return found


@model(
    "map itertools.starmap multiprocessing.Pool.map"
    " multiprocessing.Pool.imap multiprocessing.Pool.map_async multiprocessing.Pool.imap_unordered"
    " multiprocessing.pool.ThreadPool.map multiprocessing.pool.ThreadPool.imap"
    " multiprocessing.pool.ThreadPool.map_async multiprocessing.dummy.Pool.map"
    " concurrent.futures.ThreadPoolExecutor.map concurrent.futures.ProcessPoolExecutor.map"
)
def _mapped(asked: Asked) -> Value:
    """A function over elements, or over those of several series side by side."""
    function, over = asked.arg(0), asked.arg(1)
    spread = asked.name == "itertools.starmap"
    if _walks_several(asked):
        spread, over = True, _rows(asked)
    items = elements_of(asked, over)
    if items is None:
        path = over.symbol == "pathlib.Path()"  # each of them is one, below the same place
        one = over if path else unknown(over.marks)
        made = asked.m.call(function, [one], {}, asked.node, asked.frame)
        return Value(marks=joined(over.marks, made.marks))
    exact = asked.m.exact(asked.frame)
    found = [
        asked.m.call(function, _parts(one) if spread else [one], {}, asked.node, asked.frame)
        for one in some_of(asked.m, over, items, asked.frame)
    ]
    if function.symbol in {"chr", "str", "bytes"} or exact or len(found) == len(items):
        return Value(items=found, marks=joined(over.marks, marks_of(found)))
    return unknown(joined(over.marks, marks_of(found)))


def _walks_several(asked: Asked) -> bool:
    """Whether a function is handed an element of each of several series."""
    return (
        len(asked.given) > 2 and asked.name.endswith(("map", "Executor.map")) and not asked.script
    )


def _rows(asked: Asked) -> Value:
    """Elements of several series side by side; of series that are not known, what they carry."""
    rows = side_by_side(asked, asked.given[1:])
    several = [Value(items=list(one)) for one in zip(*rows, strict=False)] if rows else None
    return Value(items=several, marks=marks_of(asked.given[1:]))


def _parts(one: Value) -> list[Value]:
    return list(one.items) if isinstance(one.items, list) else [one]


@model("functools.reduce reduce")
def _reduced(asked: Asked) -> Value:
    """All elements, folded by a function."""
    function, over = asked.arg(0), asked.arg(1)
    items = elements_of(asked, over)
    if items is None:
        made = asked.m.call(function, [unknown(over.marks)], {}, asked.node, asked.frame)
        return Value(marks=joined(over.marks, made.marks))
    start = [asked.arg(2)] if len(asked.given) > 2 else []
    several = [*start, *some_of(asked.m, over, items, asked.frame)]
    total = several[0] if several else unknown()
    for one in several[1:]:
        total = asked.m.call(function, [total, one], {}, asked.node, asked.frame)
    return total


@model("filter itertools.filterfalse itertools.takewhile itertools.dropwhile")
def _sifted(asked: Asked) -> Value:
    """The elements that a function lets through; all, where there are too many to ask about each."""
    function, over = asked.arg(0), asked.arg(1)
    items = elements_of(asked, over)
    if items is None:
        made = asked.m.call(function, [unknown(over.marks)], {}, asked.node, asked.frame)
        return Value(marks=joined(over.marks, made.marks))
    if len(items) > MAX_CHOICE and not asked.m.exact(asked.frame):
        return Value(items=list(items), marks=over.marks)
    tests = items
    if function.const is not None:
        call = asked.m.call
        tests = [call(function, [one], {}, asked.node, asked.frame) for one in items]
    if asked.name == "itertools.filterfalse":
        tests = [Value(not one.const) if one.known else one for one in tests]
    elif asked.name != "filter":
        tests = _until(tests, takes=asked.name == "itertools.takewhile")
    return Value(items=let_through(items, tests), marks=over.marks)


def _until(tests: list[Value], *, takes: bool) -> list[Value]:
    """Whether each element is taken, by tests of which the first that fails decides about all behind it."""
    made: list[Value] = []
    for place, one in enumerate(tests):
        if not one.known:
            return [*made, *[unknown()] * (len(tests) - place)]
        if not one.const:
            return [*made, *[Value(not takes)] * (len(tests) - place)]
        made.append(Value(takes))
    return made
