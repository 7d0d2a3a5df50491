"""What do numbers make of bytes, and bytes of numbers?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.containers import as_bytes
from ostiary.program.engine.loops import elements
from ostiary.program.engine.value import Value, joined, unknown
from ostiary.program.flow import Taint

MAX_NUMBER = 1 << 16  # bytes of a number that is turned into text or made of it
MIN_HIDDEN = 4  # bytes of readable text that a number stands for


@model("array.array")
def _array(asked: Asked) -> Value:
    """Numbers of one kind; those of bytes are told as bytes later."""
    one = asked.arg(1)
    if len(asked.given) < 2:
        return asked.result()  # it is filled later
    items = elements(one)
    if items is None:
        return unknown(asked.marks, one.text)
    wide = asked.arg(0).const not in {"B", "b", "u", "w"}  # each takes several bytes
    symbol = "array.array()" if wide else ""
    return Value(items=list(items), symbol=symbol, marks=one.marks, how=one.how)


@model("memoryview")
def _view(asked: Asked) -> Value:
    """The same bytes, seen without a copy."""
    return asked.arg(0)


@model("int.from_bytes")
def _from_bytes(asked: Asked) -> Value:
    """Bytes as one number."""
    one, order = asked.arg(0), asked.arg(1, "byteorder").const
    data = one.const if isinstance(one.const, bytes) else as_bytes(one)
    if data is None or len(data) > MAX_NUMBER or order not in {"big", "little"}:
        return unknown(asked.marks)
    signed = bool(asked.named["signed"].const) if "signed" in asked.named else False
    number = int.from_bytes(data, "big" if order == "big" else "little", signed=signed)
    return Value(number, marks=one.marks, how=one.how)


@model("int.to_bytes")
def _to_bytes(asked: Asked) -> Value:
    """A number as bytes, asked of the type."""
    rest = Asked(
        asked.m, asked.name, asked.target, asked.given[1:], asked.named, asked.node, asked.frame
    )
    return number_bytes(rest, asked.arg(0))


def number_method(asked: Asked, base: Value, number: int, name: str) -> Value | None:
    """The result of a method of a whole number; None if it is none that is known here."""
    if name == "to_bytes":
        return number_bytes(asked, base)
    return Value(getattr(number, name)()) if name in {"bit_length", "bit_count"} else None


def number_bytes(asked: Asked, number: Value) -> Value:
    """A number as bytes: a text that is written as one number comes out here."""
    size, order = asked.arg(0, "length").const, asked.arg(1, "byteorder").const
    const = number.const
    if not isinstance(const, int) or not isinstance(size, int) or not 0 <= size <= MAX_NUMBER:
        return unknown(joined(number.marks, asked.marks))
    try:
        data = const.to_bytes(size, "little" if order == "little" else "big")
    except OverflowError:
        return unknown(number.marks)
    hides = len(data) >= MIN_HIDDEN and all(32 <= one < 127 or one in b"\r\n\t" for one in data)
    marks = joined(asked.mark(Taint.DECODED, "a number"), number.marks) if hides else number.marks
    return Value(data, marks=marks, how=(*number.how, "a number") if hides else number.how)
