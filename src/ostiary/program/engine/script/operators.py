"""What do JavaScript's operators make of constants of any kind?"""

import ast
import math
from typing import Any

from ostiary.program.engine.coercion import js_number, js_text, script_text, truth
from ostiary.program.engine.others import contrary
from ostiary.program.engine.value import MAX_CONST, NOTHING, Value, unknown

_BITS = ast.BitAnd | ast.BitOr | ast.BitXor | ast.LShift | ast.RShift
_ALL_BITS = 0xFFFFFFFF


def script_fold(sign: ast.operator, one: Any, two: Any) -> object:
    """The constant that an operator makes of two, NOTHING where it would be too large."""
    if isinstance(sign, ast.Add) and (
        isinstance(one, (str, bytes)) or isinstance(two, (str, bytes))
    ):
        left, right = js_text(one), js_text(two)
        return left + right if len(left) + len(right) <= MAX_CONST else NOTHING
    left, right = js_number(one), js_number(two)
    if not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
        return NOTHING
    if isinstance(sign, _BITS):
        return in_32_bits(sign, left, right)
    if isinstance(sign, (ast.Mod, ast.Div)):
        return _divided(sign, left, right)
    return _reckoned(sign, left, right)


def _reckoned(sign: ast.operator, one: float, two: float) -> object:
    result: Any
    try:
        if isinstance(sign, ast.Add):
            result = one + two
        elif isinstance(sign, ast.Sub):
            result = one - two
        elif isinstance(sign, ast.Mult):
            result = one * two
        elif isinstance(sign, ast.Pow):
            result = float(one) ** two
        else:
            return NOTHING
    except (ArithmeticError, TypeError, ValueError):
        return NOTHING
    return (
        math.nan if isinstance(result, complex) else _whole(result)
    )  # a root of less than nothing


def _whole(result: float) -> float:
    """Numbers are doubles: what is whole stays whole, what is larger than that is no whole number."""
    if isinstance(result, int):
        return result if result.bit_length() <= 1023 else math.inf
    return int(result) if result.is_integer() and abs(result) < 1e21 else result


def _divided(sign: ast.operator, one: float, two: float) -> object:
    """A remainder bears the sign of what is divided, and nothing fails."""
    if not two or math.isnan(one) or math.isnan(two) or math.isinf(one):
        nothing = isinstance(sign, ast.Mod) or not one or math.isnan(one) or math.isnan(two)
        return math.nan if nothing else math.copysign(math.inf, one)
    try:
        if isinstance(sign, ast.Div):
            return _whole(one / two)
        if isinstance(one, int) and isinstance(two, int):
            return abs(one) % abs(two) * (1 if one >= 0 else -1)
        return _whole(math.fmod(one, two))
    except ArithmeticError:
        return NOTHING


def in_32_bits(sign: ast.operator, one: float, two: float) -> int:
    """Bit operators work on 32 bits with a sign."""
    left, right = _word(one), _word(two)
    if isinstance(sign, ast.LShift):
        result = left << (right & 31)
    elif isinstance(sign, ast.RShift):
        result = (left - (1 << 32) if left >> 31 else left) >> (right & 31)
    elif isinstance(sign, ast.BitAnd):
        result = left & right
    else:
        result = left | right if isinstance(sign, ast.BitOr) else left ^ right
    result &= _ALL_BITS
    return result - (1 << 32) if result >> 31 else result


def _word(number: float) -> int:
    try:
        return int(number) & _ALL_BITS
    except (ValueError, OverflowError):
        return 0


def shifted(one: object, two: object) -> int:
    """`one >>> two`."""
    return _word(js_number(one)) >> (_word(js_number(two)) & 31)


def script_unary(sign: ast.unaryop, value: Value) -> Value:
    """A sign before a value: `!`, `~`, `-`, `+`."""
    if isinstance(sign, ast.Not):
        known = truth(value)
        return unknown() if known is None else contrary(value, known)
    number = _as_number(value)
    if not isinstance(number, (int, float)):
        return unknown(value.marks)
    if isinstance(sign, ast.Invert):
        return Value(in_32_bits(ast.BitXor(), number, -1), marks=value.marks)
    return Value(-number if isinstance(sign, ast.USub) else number, marks=value.marks)


def _as_number(value: Value) -> object:
    if value.const is None:
        return math.nan
    text = script_text(value) if value.const is NOTHING and value.items is not None else NOTHING
    data = value.const if text is NOTHING or text is None else text
    return data if data is NOTHING or isinstance(data, bytes) else js_number(data)
