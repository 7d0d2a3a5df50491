"""What do JavaScript's own objects do: Object, Reflect, Array, JSON, Math, String?"""

import json
from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Method, Partial
from ostiary.program.engine.coercion import js_number
from ostiary.program.engine.conversions import as_json, as_text
from ostiary.program.engine.elements import element
from ostiary.program.engine.operators import script_text
from ostiary.program.engine.script.indirect import borrowed
from ostiary.program.engine.script.maps import of_query
from ostiary.program.engine.script.operators import shifted
from ostiary.program.engine.script.whence import whence
from ostiary.program.engine.stores import put
from ostiary.program.engine.value import (
    CLEAN,
    MAX_ITEMS,
    MAX_TEXT,
    NOTHING,
    Value,
    joined,
    plain,
    text_of,
    unknown,
    wrap,
)
from ostiary.program.flow import Taint

MAX_REVIVED = 100  # elements of one object of a JSON text that a function is handed


@model(
    "Promise.all Promise.race Promise.resolve Promise.allSettled Promise.any Object.freeze Object.seal"
    " Object.create Object.getPrototypeOf structuredClone vm.createContext"
)
def _same(asked: Asked) -> Value:
    return asked.arg(0)


@model("Object.keys Object.values Object.entries Object.getOwnPropertyNames Reflect.ownKeys %keys")
def _keys(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.items, dict):
        if asked.name.endswith("values"):
            return Value(items=list(one.items.values()), marks=one.marks)
        if asked.name.endswith("entries"):
            return Value(
                items=[
                    Value(items=[Value(key), each], marks=each.marks)
                    for key, each in one.items.items()
                ],
                marks=one.marks,
            )
        return Value(items=[Value(key) for key in one.items], marks=CLEAN)
    several = one.const if isinstance(one.const, str) else one.items
    if isinstance(several, (list, str)):
        asked.m.steps -= len(several) >> 4
        return Value(items=[Value(str(place)) for place in range(min(len(several), MAX_ITEMS))])
    if one.symbol and not one.marks:
        return Value(symbol=f"{one.symbol}.%names")
    return unknown(one.marks)


@model("Object.assign")
def _assigned(asked: Asked) -> Value:
    first = asked.arg(0)
    for place, one in enumerate(asked.given[1:]):
        if isinstance(first.items, dict) and isinstance(one.items, dict):
            first.items.update(one.items)
        elif isinstance(first.items, dict) and (one.marks or one.symbol):
            first.items[f"%{place}" if one.symbol else "%all"] = one
        elif first.symbol and isinstance(one.items, dict):
            for key, value in list(one.items.items()):
                put(asked.m, first, key, value, node=asked.node, frame=asked.frame)
    first.marks = joined(asked.marks)
    return first


@model("Object.defineProperty Reflect.set Reflect.defineProperty")
def _property(asked: Asked) -> Value:
    name, given = asked.arg(1).const, asked.arg(2)
    value = given
    if isinstance(given.items, dict):
        getter = given.items.get("get")
        value = given.items.get("value") or getter or unknown()
        if value is getter and isinstance(getter.code, Closure):
            getter.code.kind = "property"
    if isinstance(name, str):
        put(asked.m, asked.arg(0), name, value, node=asked.node, frame=asked.frame)
    return asked.arg(0)


@model("Object.defineProperties")
def _properties(asked: Asked) -> Value:
    several = asked.arg(1).items
    for name, one in (several if isinstance(several, dict) else {}).items():
        given = [asked.arg(0), Value(name), one]
        _property(Asked(asked.m, asked.name, asked.target, given, {}, asked.node, asked.frame))
    return asked.arg(0)


@model("exports.__defineGetter__ module.exports.__defineGetter__")
def _getter(asked: Asked) -> Value:
    name, function, base = asked.arg(0).const, asked.arg(1), asked.target.base
    if isinstance(function.code, Closure) and isinstance(name, str) and base is not None:
        function.code.kind = "property"
        put(asked.m, base, name, function, node=asked.node, frame=asked.frame)
    return Value(None)


@model("instanceof")
def _is_made_by(asked: Asked) -> Value:
    """`value instanceof Class`, where the class has a word in it."""
    kind = asked.arg(1).code
    found = kind.find("@@hasInstance") if isinstance(kind, Class) else None
    if found is not None and isinstance(found.code, Closure):
        asked.m.call(found, [asked.arg(0)], {}, asked.node, asked.frame)
    return unknown()


@model("Reflect.get Object.getOwnPropertyDescriptor")
def _got(asked: Asked) -> Value:
    return element(asked.m, asked.arg(0), asked.arg(1), asked.node, asked.frame)


@model("Reflect.apply Reflect.construct")
def _applied(asked: Asked) -> Value:
    applied = asked.name.endswith("apply")
    several = asked.arg(2 if applied else 1).items
    method = asked.arg(0).code
    if applied and isinstance(method, Method):
        given = [*asked.given[1:2], *several] if isinstance(several, list) else asked.given[1:2]
        own = Asked(asked.m, asked.name, asked.target, given, {}, asked.node, asked.frame)
        return borrowed(own, method.name, "call", letters=False)
    return asked.m.call(
        asked.arg(0),
        list(several) if isinstance(several, list) else [],
        {},
        asked.node,
        asked.frame,
    )


@model(
    "JSON.stringify querystring.stringify URLSearchParams FormData encodeURIComponent btoa"
    " zlib.gzipSync zlib.deflateSync"
)
def _written_out(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    turn = as_json if asked.name == "JSON.stringify" else as_text
    first = asked.arg(0)
    one = turn(asked.m, first)
    if asked.name == "URLSearchParams" and isinstance(one.const, str):
        return of_query(one.const)
    if one is not first:
        return unknown(joined(one.marks, asked.marks), text_of(one))
    data = plain(one)
    if data is not NOTHING and asked.name == "JSON.stringify" and len(asked.given) == 1:
        whole = _as_json(data)
        if whole is not None:
            return Value(whole, marks=asked.marks, how=one.how)
    if data is not NOTHING and asked.name in {"encodeURIComponent", "btoa"}:
        folded = decode(asked.name, (data,), {})
        if folded is not None:
            return wrap(folded, asked.marks)
    encodes = asked.name in {"btoa", "zlib.gzipSync", "zlib.deflateSync"} and asked.marks
    marks = joined(asked.marks, asked.mark(Taint.ENCODED)) if encodes else asked.marks
    if asked.name == "FormData":
        return unknown(marks)  # what is appended to it stays in it
    return unknown(marks, text_of(one))


def _as_json(data: object) -> str | None:
    """Known data as JavaScript writes them down; None where they are many, or no JSON."""
    if isinstance(data, (list, dict)) and len(data) > MAX_REVIVED:
        return None
    try:
        whole = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return whole if len(whole) <= MAX_TEXT else None


@model("JSON.parse")
def parsed(asked: Asked) -> Value:
    """What a text of JSON says."""
    from ostiary.program.decode.catalogue import decode

    one = asked.arg(0)
    text = one.const.decode("utf-8", "replace") if isinstance(one.const, bytes) else one.const
    if isinstance(text, str):
        data = decode("json.loads", (text,), {})
        if data is not None:
            return _revived(asked, wrap(data, one.marks, one.how), Value(""))
    return _revived(asked, unknown(one.marks, whence(one)), Value(""))


def _revived(asked: Asked, value: Value, key: Value, deep: int = 6) -> Value:
    """What the function makes of each value that `JSON.parse` is handed along with the text."""
    reviver = asked.arg(1)
    if not isinstance(reviver.code, (Closure, Bound)):
        return value
    if value.items is not None and len(value.items) > MAX_REVIVED:
        asked.m.cut(asked.frame, "it revives more elements of a JSON text than are looked at")
    if isinstance(value.items, dict) and deep:
        pairs = list(value.items.items())[:MAX_REVIVED]
        value.items |= {name: _revived(asked, one, Value(name), deep - 1) for name, one in pairs}
    elif isinstance(value.items, list) and deep:
        for place, one in enumerate(value.items[:MAX_REVIVED]):
            value.items[place] = _revived(asked, one, Value(str(place)), deep - 1)
    return asked.m.call(reviver, [key, value], {}, asked.node, asked.frame)


@model("String")
def _text(asked: Asked) -> Value:
    one = as_text(asked.m, asked.arg(0))
    text = script_text(one)
    return (
        Value(text, marks=one.marks, how=one.how)
        if text is not None
        else unknown(one.marks, text_of(one))
    )


@model("RegExp")
def _regex(asked: Asked) -> Value:
    return Value(
        symbol="RegExp",
        items=[asked.arg(0), asked.arg(1)] if len(asked.given) > 1 else [asked.arg(0), Value("")],
    )


@model("Math.floor Math.abs Math.ceil Math.round Math.max Math.min Math.pow Math.trunc")
def _maths(asked: Asked) -> Value:
    data = [plain(one) for one in asked.given]
    numbers: Any = [one for one in data if isinstance(one, (int, float)) and abs(one) < 1e300]
    if len(numbers) != len(data) or not data:
        return unknown()
    name = asked.name.rpartition(".")[2]
    if name in {"max", "min"}:
        return Value(max(numbers) if name == "max" else min(numbers))
    if name == "pow":
        return (
            Value(numbers[0] ** numbers[1])
            if len(numbers) > 1 and abs(numbers[1]) < 64 and abs(numbers[0]) < 1 << 32
            else unknown()
        )
    first = numbers[0]
    known = {
        "floor": first // 1,
        "abs": abs(first),
        "ceil": -(-first // 1),
        "round": (first + 0.5) // 1,
        "trunc": int(first),
    }
    result = known[name]
    return Value(int(result) if isinstance(result, float) and result.is_integer() else result)


@model("%others")
def _others(asked: Asked) -> Value:
    """`...rest` of an object of which some parts were taken by their names."""
    one, taken = asked.arg(0), {each.const for each in asked.given[1:]}
    if not isinstance(one.items, dict) or NOTHING in taken:
        return one
    rest = {key: each for key, each in one.items.items() if key not in taken}
    return Value(symbol=one.symbol, items=rest, marks=one.marks, base=one.base)


@model("BigInt")
def _whole(asked: Asked) -> Value:
    one = asked.arg(0)
    number = js_number(one.const) if one.known else None
    return Value(number, marks=one.marks) if isinstance(number, int) else unknown(one.marks)


@model("%ushr")
def _shifted(asked: Asked) -> Value:
    """`a >>> b`."""
    one, two = asked.arg(0), asked.arg(1)
    if one.const is NOTHING or two.const is NOTHING:
        return unknown(asked.marks)
    return Value(shifted(one.const, two.const), marks=asked.marks)


@model("typeof")
def _typeof(asked: Asked) -> Value:
    one = asked.arg(0)
    if one.const is not NOTHING:
        kinds = {str: "string", bool: "boolean", int: "number", float: "number"}
        return Value("undefined" if one.const is None else kinds.get(type(one.const), "object"))
    if isinstance(one.code, (Closure, Bound, Class, Partial)):
        return Value("function")
    if one.items is not None:
        return Value("object")
    return unknown()
