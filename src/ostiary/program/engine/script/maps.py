"""What is kept in a `Map` of JavaScript under which key?"""

from urllib.parse import parse_qsl

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.loops import some_of
from ostiary.program.engine.others import either
from ostiary.program.engine.pairs import MAP, pairs
from ostiary.program.engine.value import MAX_ITEMS, NOTHING, Value, joined, unknown

_HASHABLE = (str, bytes, int, float, bool, type(None))


def of_pairs(given: Value) -> Value:
    """`new Map(pairs)`."""
    found: dict[object, Value] = {}
    for one in given.items if isinstance(given.items, list) else ():
        pair = one.items if isinstance(one.items, list) else []
        if len(pair) > 1:
            found[_key(pair[0], len(found))] = pair[1]
    return Value(symbol=MAP, items=found, marks=given.marks)


MAX_QUERY = 1 << 16  # characters of a query that is taken apart


def of_query(text: str) -> Value:
    """`new URLSearchParams("a=1&b=2")`."""
    if len(text) > MAX_QUERY:
        return unknown(text=text[:200])
    several = parse_qsl(text.lstrip("?"), keep_blank_values=True)
    return Value(symbol=MAP, items={key: Value(one) for key, one in reversed(several)}, text=text)


def of_map(asked: Asked, base: Value, items: dict[object, Value], name: str) -> Value | None:
    """The result of a method of a map; None if nothing is known of it."""
    if name == "set":
        _set(asked, base, items)
        return base
    if name == "get":
        return _got(base, items, asked.arg(0))
    if name == "has":
        key = asked.arg(0).const
        return Value(key in items) if isinstance(key, _HASHABLE) else unknown()
    if name in {"keys", "values", "entries"}:
        several = {"keys": _keys, "values": _values, "entries": pairs}[name](items)
        return Value(items=several, marks=base.marks)
    if name == "forEach":
        _each(asked, base)
        return Value(None)
    return Value(None) if name in {"delete", "clear"} else None


def _key(key: Value, place: int) -> object:
    return key.const if isinstance(key.const, _HASHABLE) else f"%{place}"


def _set(asked: Asked, base: Value, items: dict[object, Value]) -> None:
    key, value = asked.arg(0), asked.arg(1)
    base.marks = joined(base.marks, value.marks, key.marks)
    if len(items) < MAX_ITEMS:
        known = _key(key, len(items))
        items[known] = either(items.get(known), value) if asked.frame.weak else value


def _got(base: Value, items: dict[object, Value], key: Value) -> Value:
    known = items.get(key.const) if isinstance(key.const, _HASHABLE) else None
    if known is not None:
        return known
    found: Value | None = None
    hidden = key.const is NOTHING
    for name, one in list(items.items())[:16]:
        if hidden or (isinstance(name, str) and name[:1] == "%"):
            found = either(found, one)
    return found if found is not None else unknown(joined(base.marks, key.marks))


def _keys(items: dict[object, Value]) -> list[Value]:
    return [Value(one) for one in items]


def _values(items: dict[object, Value]) -> list[Value]:
    return list(items.values())


def _each(asked: Asked, base: Value) -> None:
    function = asked.arg(0)
    several = pairs(base.items) if isinstance(base.items, dict) else []
    if not isinstance(function.code, Closure | Bound):
        return
    for one in some_of(asked.m, base, several, asked.frame):
        pair = one.items if isinstance(one.items, list) else [one, one]
        asked.m.call(function, [pair[1], pair[0]], {}, asked.node, asked.frame)
