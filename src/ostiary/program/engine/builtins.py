"""What do Python's built-in functions make of texts, numbers and containers?"""

import ast
from collections.abc import Callable
from typing import Any

from ostiary.program.engine.alternatives import among
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.chosen import one_of
from ostiary.program.engine.code import Method
from ostiary.program.engine.containers import as_bytes, in_order, paired
from ostiary.program.engine.forms import in_form
from ostiary.program.engine.mapped import elements_of, side_by_side
from ostiary.program.engine.names import ENVIRONMENTS
from ostiary.program.engine.others import with_others
from ostiary.program.engine.raised import in_words
from ostiary.program.engine.special import compared
from ostiary.program.engine.stepped import is_own, iterated, until
from ostiary.program.engine.taken import following
from ostiary.program.engine.value import (
    CLEAN,
    MAX_ITEMS,
    NOTHING,
    Value,
    huge,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
)
from ostiary.program.flow import Taint

_PRINTED = 32  # the first character that is more than a sign for a device


@model("chr unichr")
def _chr(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.const, int) and 0 <= one.const < 0x110000:
        if one.const < _PRINTED:
            return Value(chr(one.const), marks=one.marks, how=one.how)  # it spells no word
        how = one.how if one.how[-1:] == ("character codes",) else (*one.how, "character codes")
        marks = joined(asked.mark(Taint.DECODED, "characters by number"), one.marks)
        return Value(chr(one.const), marks=marks, how=how)
    return unknown(one.marks)


_SMALL: dict[str, Callable[[Any], object]] = {
    "ord": ord,
    "len": len,
    "hex": hex,
    "oct": oct,
    "bin": bin,
    "abs": abs,
    "round": round,
    "bool": bool,
}


@model("ord len hex oct bin abs round bool repr ascii")
def _small(asked: Asked) -> Value:
    one = asked.arg(0)
    const: Any = one.const
    if asked.name == "len" and one.items is not None:
        return Value(len(one.items))
    if const is NOTHING:
        return unknown(one.marks if asked.name in {"repr", "ascii", "hex"} else CLEAN, text_of(one))
    try:
        if asked.name in {"repr", "ascii"}:
            return Value({"repr": repr, "ascii": ascii}[asked.name](const), marks=one.marks)
        return Value(_SMALL[asked.name](const), marks=one.marks, how=one.how)
    except (TypeError, ValueError, KeyError, OverflowError):
        return unknown(one.marks)


@model("int float")
def _number(asked: Asked) -> Value:
    one, base = asked.arg(0), asked.arg(1, "base").const
    const: Any = one.const
    if isinstance(const, (str, bytes, int, float)) and len(text_of(one)) < 5000:
        try:
            if asked.name == "float":
                return Value(float(const), marks=one.marks)
            return Value(
                int(const, base)
                if isinstance(base, int) and isinstance(const, (str, bytes))
                else int(const),
                marks=one.marks,
                how=one.how,
            )
        except (TypeError, ValueError, OverflowError):
            pass
    return unknown(one.marks)


@model("str bytes bytearray")
def _text(asked: Asked) -> Value:
    one = in_words(asked.arg(0, "object", "source"))
    const: Any = one.const
    if not asked.given and not asked.named:
        return (
            Value("" if asked.name == "str" else b"")
            if asked.name != "bytearray"
            else Value(items=[])
        )
    coding = [asked.arg(1, "encoding"), *asked.given[2:]]
    if (len(asked.given) > 1 or "encoding" in asked.named) and isinstance(const, (str, bytes)):
        method = Method(one, "encode" if isinstance(const, str) else "decode")
        return asked.m.call(Value(code=method), coding, {}, asked.node, asked.frame)
    if asked.name == "str":
        if isinstance(const, (str, float, bytes)) or (isinstance(const, int) and not huge(const)):
            return Value(
                const if isinstance(const, str) else str(const), marks=one.marks, how=one.how
            )
        return Value(
            NOTHING,
            one.symbol if one.symbol == "pathlib.Path()" else "",
            marks=one.marks,
            text=text_of(one),
        )
    data = const if isinstance(const, bytes) else as_bytes(one)
    if isinstance(const, int) and not isinstance(const, bool) and 0 <= const <= MAX_ITEMS:
        data = bytes(const)
    if data is None:
        return unknown(one.marks, one.text)
    if asked.name == "bytearray":
        return Value(
            items=[Value(number) for number in data[:MAX_ITEMS]], marks=one.marks, how=one.how
        )
    return Value(data, marks=one.marks, how=one.how)


@model("list tuple set frozenset sorted reversed iter enumerate collections.deque")
def _listed(asked: Asked) -> Value:
    one = asked.arg(0)
    if asked.name == "iter" and len(asked.given) > 1:  # what a function gives until it gives that
        m, node, frame = asked.m, asked.node, asked.frame
        given = until(m, lambda: m.call(one, [], {}, node, frame), asked.arg(1), frame)
        return given if given is not None else unknown(one.marks)
    one = iterated(asked.m, one) or one
    items = elements_of(asked, one)
    if items is None and "key" in asked.named:  # it is handed each of them
        asked.m.call(asked.named["key"], [unknown(one.marks)], {}, asked.node, asked.frame)
    if items is None:
        return Value(
            items=[] if not asked.given else None,
            symbol="" if not asked.given else one.symbol,
            marks=one.marks,
            text=one.text,
        )
    found = list(items)
    if asked.name == "sorted":
        _compare_two(asked, found)
        found = in_order(asked, found)
    if asked.name == "reversed":
        found.reverse()
        return Value(
            items=found,
            marks=one.marks,
            how=(*one.how, "reversal") if one.how[-1:] != ("reversal",) else one.how,
        )
    if asked.name == "enumerate":
        found = [
            Value(items=[Value(place), each], marks=each.marks) for place, each in enumerate(found)
        ]
    return Value(items=found, marks=one.marks, how=one.how)


@model("dict collections.OrderedDict weakref.WeakValueDictionary weakref.WeakKeyDictionary")
def _dict(asked: Asked) -> Value:
    one = asked.arg(0)
    if one.symbol.endswith(".__dict__"):
        return one  # all names of a module
    items: dict[object, Value] = dict(one.items) if isinstance(one.items, dict) else {}
    if isinstance(one.items, list):
        items |= paired(one.items)
    if one.symbol and one.marks:
        items["%all"] = Value(symbol=one.symbol, marks=one.marks)
    items.update(asked.named)
    return Value(items=items, marks=asked.marks, symbol="")


@model("os.environ.copy environ.copy")
def copy_of(asked: Asked) -> Value:
    """A copy of the environment is a container that holds all of it; of anything else, what that is."""
    one = asked.arg(0) if asked.given else Value(symbol="os.environ", marks=asked.target.marks)
    if one.symbol in ENVIRONMENTS:
        return Value(items={"%all": Value(symbol=one.symbol, marks=one.marks)}, marks=one.marks)
    if one.items is None:
        return one
    items = list(one.items) if isinstance(one.items, list) else dict(one.items)
    return Value(items=items, marks=one.marks, how=one.how)


@model("range xrange")
def _range(asked: Asked) -> Value:
    several = [one.const for one in asked.given if isinstance(one.const, int)]
    if several and len(several) == len(asked.given):
        try:
            return Value(range(*several))
        except (TypeError, ValueError):
            return unknown()
    return unknown()


@model("zip")
def _zip(asked: Asked) -> Value:
    several = side_by_side(asked, asked.given)
    if not several:
        return unknown(asked.marks)
    rows = [Value(items=list(row), marks=marks_of(row)) for row in zip(*several, strict=False)]
    return Value(items=rows[:MAX_ITEMS], marks=asked.marks)


def _compare_two(asked: Asked, several: list[Value]) -> None:
    """What puts objects into an order compares them."""
    if len(several) > 1 and is_own(several[0]):
        compared(asked.m, ast.Lt(), several[0], several[1])


def _chained(asked: Asked, rows: Value) -> Value | None:
    """Lists that are added up, by a sum that begins with a list; None of anything else."""
    start = asked.arg(1, "start").items
    parts = rows.items if isinstance(rows.items, list) else None
    if not isinstance(start, list) or parts is None:
        return None
    several = [start, *(one.items for one in parts if isinstance(one.items, list))]
    if len(several) <= len(parts) or sum(map(len, several)) > MAX_ITEMS:
        return None
    found = [one for row in several for one in row]
    return Value(items=found, marks=joined(asked.marks, marks_of(found)))


@model("format")
def _in_form(asked: Asked) -> Value:
    """A value as text, as a format says."""
    one, form = in_words(asked.arg(0)), asked.arg(1) if len(asked.given) > 1 else Value("")
    text = in_form(one.const, form.const, -1)
    if text is None:
        return unknown(asked.marks, text_of(one))
    return Value(text, marks=asked.marks, how=one.how)


@model("sum min max any all next")
def _folded(asked: Asked) -> Value:
    one = asked.arg(0)
    one = iterated(asked.m, one) or one
    if asked.name in {"min", "max"}:
        _compare_two(asked, one.items if isinstance(one.items, list) else asked.given)
    if asked.name == "sum" and (chain := _chained(asked, one)) is not None:
        return chain
    ranked = asked.name in {"min", "max"} and len(asked.given) > 1
    data = plain(Value(items=list(asked.given)) if ranked else one)
    bare = (ranked or len(asked.given) == 1) and "key" not in asked.named
    if isinstance(data, list) and len(data) < MAX_ITEMS and bare and data:
        known: Any = {"sum": sum, "min": min, "max": max, "any": any, "all": all}.get(asked.name)
        try:
            if known is not None:
                return Value(known(data), marks=asked.marks if ranked else one.marks)
        except (TypeError, ValueError, OverflowError):
            pass
    if asked.name == "next" and isinstance(one.items, list) and one.items:
        return following(asked, one.items)
    several = asked.given if len(asked.given) > 1 and asked.name != "next" else one.items
    if not isinstance(several, list):
        return unknown(asked.marks)
    return with_others(unknown(asked.marks, one_of(several)), *among(several))
