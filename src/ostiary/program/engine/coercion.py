"""What does JavaScript make of a value where it wants a number or a text?"""

import math
from typing import Any

from ostiary.program.engine.code import Class, Closure, Method, Partial
from ostiary.program.engine.value import NOTHING, Value
from ostiary.program.engine.weight import fits

MAX_DIGITS = 300  # of a number in a text
MAX_DOUBLE = 1023  # bits of a number; what is larger is infinite
MAX_JOINED = 1000  # elements of an array that becomes text

_NATIVE = frozenset(
    {"String", "Number", "Boolean", "Array", "Object", "Function", "RegExp", "Date", "Symbol"}
)


def js_text(data: object) -> str:
    """A constant as JavaScript writes it."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if data is None:
        return "undefined"
    if isinstance(data, float):
        return _number_text(data)
    if isinstance(data, int) and data.bit_length() > MAX_DOUBLE:
        return "Infinity" if data > 0 else "-Infinity"
    return data.decode("latin-1") if isinstance(data, bytes) else str(data)


def _number_text(data: float) -> str:
    if math.isnan(data):
        return "NaN"
    if math.isinf(data):
        return "Infinity" if data > 0 else "-Infinity"
    if data.is_integer() and abs(data) < 1e21:
        return str(int(data))
    return str(data)


def js_number(data: object) -> Any:
    """A constant as the number that JavaScript makes of it; not a number becomes NaN."""
    if isinstance(data, bool):
        return int(data)
    if data is None:
        return 0
    if isinstance(data, int) and data.bit_length() > MAX_DOUBLE:
        return math.inf if data > 0 else -math.inf
    if isinstance(data, (int, float)):
        return data
    return _number_of(js_text(data).strip())


def _number_of(text: str) -> float:
    if not text:
        return 0
    if len(text) > MAX_DIGITS:
        return math.nan
    try:
        if text[:2].lower() in {"0x", "0o", "0b"} and "_" not in text:
            return int(text, 0)
        if text.isdecimal() and text.isascii():
            return int(text)
        if text.lower().strip("+-")[:3] in {"inf", "nan"} or "_" in text:
            return {"Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)
        number = float(text)
    except ValueError:
        return math.nan
    return int(number) if number.is_integer() and abs(number) < 1e21 else number


def script_text(value: Value, deep: int = 2) -> str | None:
    """What JavaScript makes of a value where text is asked: `[]` is empty, `{}` is `[object Object]`."""
    if value.const is not NOTHING:
        return js_text(value.const)
    if isinstance(value.items, list):
        several = value.items
        inside = sum(len(one.items or "") for one in several[: MAX_JOINED + 1])
        if deep < 0 or max(len(several), inside) > MAX_JOINED:
            return None
        inner = ["" if one.const is None else script_text(one, deep - 1) for one in several]
        known = [one for one in inner if one is not None]
        return ",".join(known) if len(known) == len(inner) and fits(known, 1) else None
    if isinstance(value.items, dict):
        return None if value.symbol else "[object Object]"
    return native_text(value)


def native_text(value: Value) -> str | None:
    """The text of a function that is built in: spellings without letters cut letters out of it.

    A property of something unknown may be anything.
    """
    if isinstance(value.code, Method):
        base = value.code.base
        known = base.known or base.items is not None or base.symbol or base.code is not None
        if known and not isinstance(base.code, (Class, Closure)):
            return f"function {value.code.name}() {{ [native code] }}"
    if value.code is None and value.symbol in _NATIVE and not value.marks:
        return f"function {value.symbol}() {{ [native code] }}"
    return None


def plain_key(key: Value) -> Value:
    """What stands between brackets, as the name of a property: a container becomes its text.

    What the language itself looks for bears the name that its specification gives to it (ECMA-262, 6.1.5.1).
    """
    if key.const is NOTHING and key.items is not None:
        text = script_text(key)
        return key if text is None else Value(text, marks=key.marks)
    if key.symbol.startswith("Symbol.") and key.const is NOTHING:
        return Value(f"@@{key.symbol.removeprefix('Symbol.')}", marks=key.marks)
    return key


def truth(value: Value) -> bool | None:
    """Whether JavaScript takes a value for true; None if nobody knows."""
    if value.const is not NOTHING:
        return not (value.const is None or value.const != value.const or not value.const)
    if value.items is not None or isinstance(value.code, (Closure, Class, Partial, Method)):
        return None if value.symbol else True
    return None


__all__ = ["js_number", "js_text", "native_text", "plain_key", "script_text", "truth"]
