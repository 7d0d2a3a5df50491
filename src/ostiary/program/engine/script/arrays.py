"""What do JavaScript's methods of arrays make of what is known?"""

from itertools import islice

from ostiary.program.engine.alternatives import MAX_CHOICE, let_through
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.coercion import script_text, truth
from ostiary.program.engine.loops import some_of
from ostiary.program.engine.others import either, with_others
from ostiary.program.engine.script.arity import takes
from ostiary.program.engine.script.collected import has
from ostiary.program.engine.script.places import BY_PLACE, Handler
from ostiary.program.engine.script.sorting import put_in_order
from ostiary.program.engine.value import (
    MAX_ITEMS,
    MAX_TEXT,
    NOTHING,
    Marks,
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
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
    """`set.add(x)`."""
    if not has(items, asked.arg(0)):
        _push(asked, base, items)
    return base


def _unshift(asked: Asked, base: Value, items: list[Value]) -> Value:
    if len(items) < MAX_ITEMS:
        items[:0] = asked.given
    base.marks = joined(base.marks, marks_of(asked.given))
    return Value(len(items))


def _take(place: int) -> Handler:
    def take(asked: Asked, base: Value, items: list[Value]) -> Value:
        del asked, base
        return items.pop(place) if items else Value(None)

    return take


def _joined(asked: Asked, base: Value, items: list[Value]) -> Value:
    glue = script_text(asked.arg(0)) if asked.given and asked.arg(0).const is not None else ","
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


def _mapping(name: str) -> Handler:
    def run(asked: Asked, base: Value, items: list[Value]) -> Value:
        function = asked.arg(0)
        known: list[Value] = []
        found: list[Value] = []
        for place, one in enumerate(some_of(asked.m, base, items, asked.frame)):
            known.append(one)
            found.append(
                asked.m.call(
                    function,
                    [one, Value(place), base][: takes(function)],
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
        if name == "forEach":
            return Value(None)
        return _told(name, found, marks) if len(found) == len(items) else unknown(marks)

    return run


def _told(name: str, tests: list[Value], marks: Marks) -> Value:
    """What `some`, `every` and `findIndex` give, where what is found of all elements is known."""
    known = [truth(one) for one in tests]
    if None in known:
        return unknown(marks)
    if name == "findIndex":
        return Value(known.index(True) if True in known else -1, marks=marks)
    return Value(any(known) if name == "some" else all(known), marks=marks)


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


def _reduced(asked: Asked, base: Value, items: list[Value]) -> Value:
    function, begun = asked.arg(0), len(asked.given) > 1
    several = [asked.given[1], *items] if begun else list(items)
    known = list(some_of(asked.m, base, several, asked.frame))
    total = known[0] if known else unknown(base.marks)
    most = max(2, takes(function))
    for place, one in enumerate(known[1:], not begun):
        given = [total, one, Value(place), base][:most]
        total = asked.m.call(function, given, {}, asked.node, asked.frame)
    return total


def _from_behind(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`array.reduceRight(f)`."""
    return _reduced(asked, base, items[::-1])


def _last(asked: Asked, base: Value, items: list[Value]) -> Value:
    """`array.findLast(test)`."""
    return _mapping("find")(asked, base, items[::-1])


def _concat(asked: Asked, base: Value, items: list[Value]) -> Value:
    found = list(items)
    for one in asked.given:
        several = one.items if isinstance(one.items, list) else [one]
        found += several[: max(MAX_ITEMS - len(found), 0)]
    return Value(items=found, marks=joined(base.marks, marks_of(asked.given)))


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
    put_in_order(asked, items)
    return base


def _on_a_copy(handler: Handler) -> Handler:
    """The same of another array: `toSorted`, `toReversed`."""

    def run(asked: Asked, base: Value, items: list[Value]) -> Value:
        made = Value(items=list(items), marks=base.marks, how=base.how)
        return handler(asked, made, made.items if isinstance(made.items, list) else [])

    return run


_ARRAY: dict[str, Handler] = {
    **BY_PLACE,
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
    "concat": _concat,
    "flat": _flat,
    "sort": _sorted,
    "toSorted": _on_a_copy(_sorted),
    "toReversed": _on_a_copy(_reversed),
    "reduceRight": _from_behind,
    "findLast": _last,
    "findIndex": _mapping("findIndex"),
}
