"""What do operators make of two values, as far as they are known?"""

import ast
import operator
from collections.abc import Callable
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.coercion import js_text, script_text
from ostiary.program.engine.conversions import as_text
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.others import contrary, unsure, with_others
from ostiary.program.engine.script.operators import script_fold, script_unary
from ostiary.program.engine.special import changed, combined, element_of, in_words
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import (
    MAX_CONST,
    MAX_ITEMS,
    MAX_TEXT,
    NOTHING,
    Marks,
    Value,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
)
from ostiary.program.engine.weight import bulk, made, taken

MAX_BITS = 1 << 16  # of a number
_NUMBERS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
}


@expression(ast.BinOp)
def _binary(m: Machine, node: ast.BinOp, frame: Frame) -> Value:
    """A chain of operators that leans left is folded without recursion."""
    chain = [node]
    while isinstance(chain[-1].left, ast.BinOp):
        chain.append(chain[-1].left)
        m.steps -= 1
    value = m.value(chain[-1].left, frame)
    language = frame.module.language
    pieces: list[str] | None = None
    size = 0
    for one in reversed(chain):
        right = m.value(one.right, frame)
        if (
            isinstance(one.op, ast.Add)
            and isinstance(value.const, str)
            and isinstance(right.const, str)
            and not (value.others or right.others)
        ):
            if pieces is None:
                pieces, size = [value.const], len(value.const)
            pieces.append(right.const)
            size += len(right.const)
            if size > MAX_CONST:
                pieces, value = None, unknown(joined(value.marks, right.marks))
                continue
            value = Value("+", marks=joined(value.marks, right.marks), how=value.how or right.how)
            continue
        if pieces is not None:
            value = Value("".join(pieces), marks=value.marks, how=value.how)
            pieces = None
        value = operated(m, one.op, value, right, language)
    if pieces is not None:
        value = Value("".join(pieces), marks=value.marks, how=value.how)
    m.steps -= made(value)
    return value


def operated(m: Machine, sign: ast.operator, value: Value, right: Value, language: str) -> Value:
    """One operator, which an object on either side may have a word in."""
    m.steps -= taken((right,))
    if value.others or right.others:
        return _each(sign, value, right, language)
    if language != "python" and isinstance(sign, ast.Add):
        value, right = as_text(m, value), as_text(m, right)
    own = is_own(value) or is_own(right)
    answer = combined(m, sign, value, right) if own else None
    if answer is None:
        right = _shown(m, value, right) if isinstance(sign, ast.Mod) else right
        answer = combine(sign, value, right, language)
    return answer


def _each(sign: ast.operator, left: Value, right: Value, language: str) -> Value:
    """What two sides make, and what any of them would make in the place of one."""
    if any(isinstance(one.const, str) and len(one.const) > MAX_TEXT for one in (left, right)):
        return combine(sign, left, right, language)  # a text that grows, round by round
    several = [combine(sign, one, right, language) for one in left.others]
    several += (combine(sign, left, one, language) for one in right.others)
    result = with_others(combine(sign, left, right, language), *several)
    return result if all(one.known for one in several) else unsure(result)


_KEY = regex(r"%\((\w+)\)")


def _shown(m: Machine, pattern: Value, right: Value) -> Value:
    """What is put into a text by `%`: for names in it the object is asked, which may make what it gives."""
    keys = _KEY.findall(pattern.const)[:32] if isinstance(pattern.const, str) else []
    if not keys or not is_own(right):
        return in_words(m, right)
    pairs = {key: element_of(m, right, Value(key)) or unknown() for key in keys}
    return Value(items=dict(pairs), marks=marks_of(pairs.values()))


def combine(sign: ast.operator, left: Value, right: Value, language: str) -> Value:
    """One operator on two values."""
    marks = joined(left.marks, right.marks)
    one, two = left.const, right.const
    how = left.how or right.how
    if one is not NOTHING and two is not NOTHING:
        result = _fold(sign, one, two, language)
        if result is not NOTHING:
            return Value(result, marks=marks, how=how)
    if isinstance(sign, ast.Add):
        return _added(left, right, marks, language)
    if isinstance(sign, ast.Mod) and isinstance(one, (str, bytes)) and language == "python":
        return _filled(one, right, marks, how)
    if isinstance(sign, ast.Mult) and isinstance(left.items, list) and isinstance(two, int):
        if not 0 <= two * max(len(left.items), 1) <= MAX_ITEMS:
            return unknown(marks)
        return Value(items=left.items * two, marks=marks)
    if isinstance(sign, ast.Div):
        text = f"{text_of(left)}/{text_of(right)}"[:MAX_TEXT]
        return Value(symbol=left.symbol, marks=marks, text=text)
    if (
        isinstance(sign, ast.BitOr)
        and isinstance(left.items, dict)
        and isinstance(right.items, dict)
    ):
        return Value(items={**left.items, **right.items}, marks=marks)
    return unknown(marks)


def _fold(sign: ast.operator, one: Any, two: Any, language: str) -> object:
    """The constant that an operator makes of two, NOTHING where it fails or would be too large."""
    if language != "python":
        return script_fold(sign, one, two)
    if isinstance(one, (str, bytes)) or isinstance(two, (str, bytes)):
        return fold_text(sign, one, two)
    return fold_numbers(sign, one, two)


def fold_numbers(sign: ast.operator, one: Any, two: Any) -> object:
    """What an operator makes of two numbers."""
    if not isinstance(one, (int, float)) or not isinstance(two, (int, float)):
        return NOTHING
    if isinstance(sign, (ast.Pow, ast.LShift)) and _explodes(sign, one, two):
        return NOTHING
    try:
        result = _NUMBERS[type(sign)](one, two)
    except (ArithmeticError, TypeError, ValueError, KeyError):
        return NOTHING
    if isinstance(result, int) and result.bit_length() > MAX_BITS:
        return NOTHING
    return result


def _explodes(sign: ast.operator, one: float, two: float) -> bool:
    if isinstance(sign, ast.LShift):
        return not 0 <= two <= MAX_BITS
    return abs(two) > 1024 or (isinstance(one, int) and one.bit_length() * abs(two) > MAX_BITS)


def fold_text(sign: ast.operator, one: Any, two: Any) -> object:
    """What an operator makes of two texts, or of a text and a number."""
    if isinstance(sign, ast.Add) and type(one) is type(two):
        return one + two if len(one) + len(two) <= MAX_CONST else NOTHING
    if isinstance(sign, ast.Mult):
        text, count = (one, two) if isinstance(one, (str, bytes)) else (two, one)
        if isinstance(count, int) and 0 <= count * max(len(text), 1) <= MAX_CONST:
            return text * count
    return NOTHING


def _added(left: Value, right: Value, marks: Marks, language: str) -> Value:
    if language == "python" and isinstance(left.items, list) and isinstance(right.items, list):
        return Value(items=[*left.items, *right.items][:MAX_ITEMS], marks=marks)
    if language != "python":
        one, two = script_text(left), script_text(right)
        if one is not None and two is not None:
            return Value(one + two, marks=marks, how=left.how or right.how)
    between = " " * (language == "python" and (left.items is not None or right.items is not None))
    return unknown(marks, (text_of(left) + between + text_of(right))[:MAX_TEXT])


def _filled(pattern: str | bytes, right: Value, marks: Marks, how: tuple[str, ...]) -> Value:
    """`"..." % values`, exactly where all is known."""
    data = plain(right)
    if data is not NOTHING and len(pattern) < MAX_TEXT:
        given = tuple(data) if isinstance(data, list) else data
        short = "*" not in str(pattern) and not _wide(str(pattern))
        times = str(pattern).count("%") if isinstance(data, dict) else 1
        short = short and bulk(data) * times < MAX_CONST
        try:
            if short:
                return Value(pattern % given, marks=marks, how=how)
        except (TypeError, ValueError, KeyError, OverflowError):
            pass
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    parts = [text_of(one) for one in (right.items if isinstance(right.items, list) else [right])]
    for part in parts[:32]:
        place = text.find("%")
        if place < 0:
            break
        text = text[:place] + part + text[place + 2 :]
    return unknown(marks, text[:MAX_TEXT])


def _wide(pattern: str) -> bool:
    """Whether a width in a pattern asks for more text than anybody writes."""
    digits = 0
    for sign in pattern:
        digits = digits + 1 if sign.isdigit() else 0
        if digits > 4:
            return True
    return False


@expression(ast.UnaryOp)
def _unary(m: Machine, node: ast.UnaryOp, frame: Frame) -> Value:
    inner = m.value(node.operand, frame)
    if frame.module.language != "python":
        return script_unary(node.op, inner)
    answer = changed(m, node.op, inner) if is_own(inner) else None
    if answer is not None and not isinstance(node.op, ast.Not):
        return answer
    return signed(node.op, inner)


def signed(sign: ast.unaryop, inner: Value) -> Value:
    """`-value`, `+value`, `~value` and `not value` of Python."""
    const: Any = inner.const
    if isinstance(sign, ast.Not):
        if inner.items is not None:
            return Value(not inner.items)
        if inner.code is not None:
            return Value(False)
        if not inner.known:
            return unknown()
        return contrary(inner, bool(const))
    if not isinstance(const, (int, float)):
        return unknown(inner.marks)
    if isinstance(sign, ast.USub):
        return Value(-const, marks=inner.marks)
    if isinstance(sign, ast.Invert) and isinstance(const, int):
        return Value(~const, marks=inner.marks)
    return Value(const, marks=inner.marks)


__all__ = ["combine", "js_text", "script_text"]
