"""What do JavaScript's methods of arrays make of what is known?"""

from collections.abc import Callable
from itertools import islice

from ostiary.program.engine.alternatives import MAX_CHOICE, let_through
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Class, Closure
from ostiary.program.engine.loops import some_of
from ostiary.program.engine.operators import js_text, script_text
from ostiary.program.engine.value import (
    MAX_ITEMS,
    MAX_TEXT,
    NOTHING,
    Marks,
    Value,
    either,
    joined,
    marks_of,
    text_of,
    unknown,
    with_others,
)
from ostiary.program.engine.weight import fits


def of_array(asked: Asked, base: Value, items: list[Value], name: str) -> Value | None:
    """The result of a method of an array; None if nothing is known of it."""
    handler = _ARRAY.get(name)
    return handler(asked, base, items) if handler is not None else None


def _push(asked: Asked, base: Value, items: list[Value]) -> Value:
    if len(items) < MAX_ITEMS:
        items += asked.given
    base.marks = joined(base.marks, marks_of(asked.given))
    return Value(len(items))


def _added(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`set.add(x)`; what is in there already changes nothing that anybody would miss."""
    _push(asked, base, items)
    return base


def _unshift(asked: Asked, base: Value, items: list[Value]) -> Value:
    if len(items) < MAX_ITEMS:
        items[:0] = asked.given
    base.marks = joined(base.marks, marks_of(asked.given))
    return Value(len(items))


def _take(place: int) -> Callable[[Asked, Value, list[Value]], Value]:
    def take(asked: Asked, base: Value, items: list[Value]) -> Value:
        del asked, base
        return items.pop(place) if items else Value(None)

    return take


def _joined(asked: Asked, base: Value, items: list[Value]) -> Value:
    glue = asked.arg(0).const if asked.given else ","
    parts = [script_text(one) if one.const is not None else "" for one in items]
    marks = joined(base.marks, marks_of(items))
    if isinstance(glue, str) and None not in parts and fits(parts, len(glue)):
        how = max((one.how for one in items[:256]), key=len, default=()) or base.how
        return Value(glue.join(one or "" for one in parts), marks=marks, how=how)
    return unknown(
        marks,
        (glue[:MAX_TEXT] if isinstance(glue, str) else "").join(
            text_of(one) for one in items[:256]
        )[:MAX_TEXT],
    )


def _reversed(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    items.reverse()
    base.how = base.how if base.how[-1:] == ("reversal",) else (*base.how, "reversal")
    for one in items[:1]:
        one.how = base.how
    return base


def _mapping(name: str) -> Callable[[Asked, Value, list[Value]], Value]:
    def run(asked: Asked, base: Value, items: list[Value]) -> Value:
        function = asked.arg(0)
        known: list[Value] = []
        found: list[Value] = []
        for place, one in enumerate(some_of(asked.m, base, items, asked.frame)):
            known.append(one)
            found.append(
                asked.m.call(
                    function,
                    [one, Value(place), base][: _takes(function)],
                    {},
                    asked.node,
                    asked.frame,
                )
            )
        marks = joined(base.marks, marks_of(found))
        if name == "map":
            return Value(items=found, marks=marks, how=base.how)
        if name in {"filter", "find"}:
            kept = let_through(known, found)
            return (
                Value(items=kept, marks=base.marks)
                if name == "filter"
                else _first(kept, found, marks)
            )
        if name == "flatMap":
            return Value(items=_flattened(found), marks=marks)
        return unknown(marks) if name in {"findIndex", "some", "every"} else Value(None)

    return run


def _first(kept: list[Value], tests: list[Value], marks: Marks) -> Value:
    """The first of the elements that pass a test; of many that may, one of which only the kind is known."""
    if not kept:
        return unknown(marks)
    one = kept[0]
    if len(kept) > MAX_CHOICE and not all(test.known for test in tests):
        several: Value | None = None
        for each in kept[:16]:
            several = either(several, each)
        one = several or one
        return Value(NOTHING, one.symbol, None, one.code, joined(one.marks, marks))
    plain = Value(one.const, one.symbol, one.items, one.code, joined(one.marks, marks), one.text)
    return with_others(plain, *one.others)


def _takes(function: Value) -> int:
    code = function.code.closure if isinstance(function.code, Bound) else function.code
    if isinstance(code, Closure):
        return max(1, len(code.node.args.args) + (3 if code.node.args.vararg else 0))
    return 1 if isinstance(code, Class) else 3


def _reduced(asked: Asked, base: Value, items: list[Value]) -> Value:
    function = asked.arg(0)
    several = [asked.given[1], *items] if len(asked.given) > 1 else list(items)
    known = list(some_of(asked.m, base, several, asked.frame))
    total = known[0] if known else unknown(base.marks)
    for place, one in enumerate(known[1:]):
        total = asked.m.call(function, [total, one, Value(place)], {}, asked.node, asked.frame)
    return total


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


def _concat(asked: Asked, base: Value, items: list[Value]) -> Value:
    found = list(items)
    for one in asked.given:
        several = one.items if isinstance(one.items, list) else [one]
        found += several[: max(MAX_ITEMS - len(found), 0)]
    return Value(items=found, marks=joined(base.marks, marks_of(asked.given)))


def _found(asked: Asked, base: Value, items: list[Value]) -> Value:
    del base
    data = [one.const for one in items]
    wanted = asked.arg(0).const
    if asked.name.endswith("includes"):
        return Value(wanted in data) if wanted is not NOTHING else unknown()
    return (
        Value(data.index(wanted) if wanted in data else -1) if wanted is not NOTHING else unknown()
    )


def _flat(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    return Value(items=_flattened(items), marks=base.marks)


def _flattened(items: list[Value]) -> list[Value]:
    """The elements of arrays in an array, as many as may be kept."""
    inside = (
        inner for one in items for inner in (one.items if isinstance(one.items, list) else [one])
    )
    return list(islice(inside, MAX_ITEMS))


def _sorted(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    items.sort(key=lambda one: js_text(one.const) if one.const is not NOTHING else "")
    return base


_ARRAY: dict[str, Callable[[Asked, Value, list[Value]], Value]] = {
    "push": _push,
    "add": _added,
    "unshift": _unshift,
    "pop": _take(-1),
    "shift": _take(0),
    "join": _joined,
    "toString": _joined,
    "reverse": _reversed,
    "map": _mapping("map"),
    "forEach": _mapping("forEach"),
    "filter": _mapping("filter"),
    "flatMap": _mapping("flatMap"),
    "find": _mapping("find"),
    "some": _mapping("some"),
    "every": _mapping("every"),
    "reduce": _reduced,
    "slice": _sliced,
    "splice": _spliced,
    "concat": _concat,
    "indexOf": _found,
    "includes": _found,
    "flat": _flat,
    "sort": _sorted,
}
