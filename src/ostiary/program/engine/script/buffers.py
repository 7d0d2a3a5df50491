"""What is put into buffers of JavaScript, byte by byte or as a whole?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import NOTHING, Value, joined, marks_of, plain, unknown

MAX_BUFFER = 1 << 16  # bytes of a buffer whose elements are known one by one

BUFFER = "Buffer.alloc()"
ROOM = "ArrayBuffer()"


@model("Buffer.alloc Buffer.allocUnsafe Buffer.allocUnsafeSlow")
def _allocated(asked: Asked) -> Value:
    """A buffer of zeros, or of one byte; of a large one only what it carries is known."""
    size, fill = asked.arg(0).const, asked.arg(1).const
    if not isinstance(size, int) or not 0 <= size <= MAX_BUFFER:
        return Value(symbol=BUFFER, marks=asked.marks)
    asked.m.steps -= size >> 6
    data = fill.encode() if isinstance(fill, str) else fill if isinstance(fill, bytes) else b""
    several = [Value(one) for one in data] or [Value(fill if isinstance(fill, int) else 0)]
    items = (several * (size // len(several) + 1))[:size]
    return Value(symbol=BUFFER, items=items, marks=marks_of(asked.given))


def content(buffer: Value) -> bytes | None:
    """The bytes of a buffer, where all of them are known."""
    data = buffer.const if isinstance(buffer.const, bytes) else plain(buffer)
    if isinstance(data, bytes):
        return data
    if not isinstance(data, list) or not all(isinstance(one, int) for one in data):
        return None
    return bytes(one & 255 for one in data)


def altered(m: Machine, base: Value, key: object, value: Value) -> None:
    """Before an assignment, bytes become elements, one by one; a length cuts the rest off."""
    if isinstance(base.const, bytes) and isinstance(key, int):
        m.steps -= len(base.const) >> 5
        known = len(base.const) <= MAX_BUFFER
        base.items = [Value(one) for one in base.const] if known else None
        base.symbol, base.const = BUFFER, NOTHING
    elif key == "length" and isinstance(base.items, list) and isinstance(value.const, int):
        del base.items[max(value.const, 0) :]


def poured_into(buffer: Value, place: int, value: Value) -> None:
    """Put a text or bytes into a buffer, which carries from then on what they carry."""
    buffer.marks = joined(buffer.marks, value.marks)
    data: object = value.const
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if not isinstance(data, bytes) and value.items is not None:
        data = content(value)
    if isinstance(buffer.items, list) and isinstance(data, bytes):
        several = data[: max(len(buffer.items) - place, 0)]
        buffer.items[place : place + len(several)] = [Value(one) for one in several]
        buffer.how = value.how or buffer.how
    elif isinstance(buffer.items, list) and value.const is NOTHING:
        buffer.items = None
    elif isinstance(buffer.const, bytes):
        buffer.const = NOTHING


def _number(value: Value) -> int:
    return value.const if isinstance(value.const, int) and value.const >= 0 else 0


def of_buffer(asked: Asked, base: Value, name: str) -> Value | None:
    """Methods by which a buffer is filled; None for all others."""
    first = asked.arg(0)
    if name in {"write", "fill"} and asked.given:
        poured_into(base, _number(asked.arg(1)), first)
        return unknown() if name == "write" else base
    if name == "set" and asked.given:
        poured_into(base, _number(asked.arg(1)), first)
        return Value(None)
    if name == "copy" and asked.given:
        poured_into(first, _number(asked.arg(1)), base)
        return unknown()
    if name.startswith(
        ("writeUInt", "writeInt", "writeUint", "writeBig", "writeFloat", "writeDouble")
    ):
        _byte(base, name, asked)
        return unknown()
    return None


def _byte(base: Value, name: str, asked: Asked) -> None:
    one = asked.arg(0)
    base.marks = joined(base.marks, one.marks)
    place = _number(asked.arg(1))
    if not isinstance(base.items, list) or place >= len(base.items):
        return
    if name.endswith("Int8"):
        base.items[place] = one
    else:
        base.items = None


@model("Buffer.alloc.write Buffer.alloc.fill Buffer.alloc.set Buffer.alloc.copy")
def _filled(asked: Asked) -> Value:
    """The same of a buffer of which no element is known."""
    base = asked.target.base or asked.target
    found = of_buffer(asked, base, asked.name.rpartition(".")[2])
    return found or unknown()


@model("Buffer.from.copy Buffer.concat.copy")
def _copied(asked: Asked) -> Value:
    """What nobody knows byte by byte is copied all the same."""
    poured_into(asked.arg(0), _number(asked.arg(1)), unknown(asked.target.marks))
    return unknown()


@model("TextEncoder.encodeInto")
def _encoded(asked: Asked) -> Value:
    poured_into(asked.arg(1), 0, asked.arg(0))
    return unknown(asked.arg(0).marks)


_KINDS = ("Uint8", "Int8", "Uint16", "Int16", "Uint32", "Int32", "Float32", "Float64", "BigInt64")


@model("DataView")
def _view(asked: Asked) -> Value:
    value = asked.result()
    value.base = asked.arg(0)
    return value


@model(*(f"DataView.set{one}" for one in _KINDS))
def _set(asked: Asked) -> Value:
    """What is put into a view is in its buffer, too."""
    marks = marks_of(asked.given[1:2])
    one: Value | None = asked.target
    for _ in range(3):
        if one is not None:
            one.marks, one = joined(one.marks, marks), one.base
    return Value(None)


@model("Atomics.store Atomics.exchange")
def _stored(asked: Asked) -> Value:
    place, array = asked.arg(1).const, asked.arg(0)
    array.marks = joined(array.marks, asked.arg(2).marks)
    if isinstance(array.items, list) and isinstance(place, int) and 0 <= place < len(array.items):
        array.items[place] = asked.arg(2)
    return asked.arg(2)


_WIDTHS = {"16": 2, "32": 4, "64": 8}


@model("ArrayBuffer SharedArrayBuffer")
def _room(asked: Asked) -> Value:
    size = asked.arg(0).const
    if not isinstance(size, int) or not 0 <= size <= MAX_BUFFER:
        return Value(symbol=ROOM, marks=asked.marks)
    asked.m.steps -= size >> 6
    return Value(symbol=ROOM, items=[Value(0)] * size)


@model(
    "Uint8ClampedArray Uint16Array Uint32Array Int8Array Int16Array Int32Array Float32Array Float64Array"
)
def _array(asked: Asked) -> Value:
    """An array of numbers; one over a buffer has as many as there is room for."""
    one = asked.arg(0)
    size = one.const
    if one.symbol == ROOM and isinstance(one.items, list):
        width = next((wide for name, wide in _WIDTHS.items() if name in asked.name), 1)
        size = len(one.items) // width
    elif isinstance(one.items, list) or isinstance(one.const, bytes):
        return one
    if not isinstance(size, int) or not 0 <= size <= MAX_BUFFER:
        return asked.result()
    asked.m.steps -= size >> 6
    return Value(items=[Value(0)] * size, marks=one.marks)
