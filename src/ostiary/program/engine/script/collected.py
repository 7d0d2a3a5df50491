"""With what do JavaScript's arrays, sets and maps begin?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.coercion import js_number
from ostiary.program.engine.loops import elements
from ostiary.program.engine.script.arity import takes
from ostiary.program.engine.script.maps import of_pairs
from ostiary.program.engine.stepped import iterated
from ostiary.program.engine.value import MAX_ITEMS, NOTHING, Value, joined, marks_of, unknown

MAX_LENGTH = (
    1 << 16
)  # elements of an array of which only the length is told; of longer ones nothing is known
MAX_APART = 64  # elements of a set that another one is compared with

_BYTES = "Uint8Array"


@model("Array.from Uint8Array.from")
def _from(asked: Asked) -> Value:
    """`Array.from(many, each)`, of whatever can be gone through or has a length."""
    one = asked.arg(0)
    over = iterated(asked.m, one) or one
    items = elements(over) if over.symbol == "" or over.items is not None else None
    if items is not None and isinstance(over.items, dict):
        length = over.items.get("length", unknown()).const
        if not isinstance(length, int) or length > MAX_LENGTH:
            return one
        items = [Value(None)] * length
    if items is None:
        return one
    mapper = asked.arg(1)
    if mapper.code is not None or mapper.symbol:
        items = [
            asked.m.call(mapper, [each, Value(place)][: takes(mapper)], {}, asked.node, asked.frame)
            for place, each in enumerate(items[:MAX_ITEMS])
        ]
    if asked.name.startswith(_BYTES):
        items = [_octet(each) for each in items]
    return Value(items=list(items), marks=joined(one.marks, marks_of(items)), how=one.how)


@model("Array Uint8Array Set Map Array.of")
def _array(asked: Asked) -> Value:
    one = asked.arg(0)
    told = one.const if len(asked.given) == 1 else NOTHING
    if isinstance(told, int) and asked.name in {"Array", _BYTES}:
        if not 0 <= told <= MAX_LENGTH:
            return unknown(asked.marks)
        asked.m.steps -= told >> 6
        return Value(items=[Value(None if asked.name == "Array" else 0)] * told)
    if asked.name == "Map":
        return of_pairs(iterated(asked.m, one) or one)
    if asked.name == "Set":
        several = elements(iterated(asked.m, one) or one) if asked.given else []
        return one if several is None else Value(items=apart(several), marks=one.marks)
    if isinstance(one.const, bytes):
        return one
    if asked.name == _BYTES and isinstance(one.items, list):
        return Value(items=[_octet(each) for each in one.items], marks=one.marks, how=one.how)
    return Value(items=list(asked.given), marks=asked.marks)


def apart(items: list[Value]) -> list[Value]:
    """The elements that a set of these has: of constants that are the same, the first."""
    kept: list[Value] = []
    seen: set[object] = set()
    for one in items:
        const = one.const
        if isinstance(const, (str, int, float)):
            key = (type(const) is str, const)
            if key in seen:
                continue
            seen.add(key)
        kept.append(one)
    return kept


def has(items: list[Value], one: Value) -> bool:
    """Whether a set of a few elements holds a constant already."""
    const = one.const
    if not isinstance(const, (str, int, float)) or len(items) > MAX_APART:
        return False
    return any(each.const == const and type(each.const) is type(const) for each in items)


def _octet(one: Value) -> Value:
    """An element of an array of bytes: texts become numbers, and numbers what fits into a byte."""
    number = js_number(one.const) if one.const is not NOTHING else None
    if not isinstance(number, (int, float)):
        return one
    if isinstance(number, float):
        number = int(number) if abs(number) < float("inf") else 0  # NaN is none, either
    whole = number & 255
    return one if one.const == whole else Value(whole, marks=one.marks, how=one.how)


@model("Object.fromEntries")
def _of_entries(asked: Asked) -> Value:
    """An object of pairs."""
    one = asked.arg(0)
    found = of_pairs(iterated(asked.m, one) or one)
    return Value(items=found.items, marks=one.marks) if found.items else unknown(one.marks)
