"""What do JavaScript's methods make of constants, buffers and objects?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Closure
from ostiary.program.engine.operators import js_text
from ostiary.program.engine.pairs import MAP
from ostiary.program.engine.script.arrays import of_array
from ostiary.program.engine.script.buffers import BUFFER, content, of_buffer
from ostiary.program.engine.script.maps import of_map
from ostiary.program.engine.script.matches import of_regex
from ostiary.program.engine.script.texts import of_text
from ostiary.program.engine.value import (
    MAX_ITEMS,
    MAX_TEXT,
    Marks,
    Value,
    joined,
    plain,
    text_of,
    unknown,
    wrap,
)


def method(asked: Asked, base: Value, name: str) -> Value | None:
    """The result of a method; None if nothing is known of it."""
    if isinstance(base.const, bytes) or base.symbol == BUFFER:
        return _of_bytes(asked, base, name)
    if isinstance(base.const, str):
        return of_text(asked, base, base.const, name)
    if isinstance(base.items, list):
        match = of_regex(asked, base, name) if base.symbol == "RegExp" else None
        return match or of_array(asked, base, base.items, name)
    if isinstance(base.items, dict) and (found := _of_pairs(asked, base, base.items, name)):
        return found
    if name == "concat" and base.text is not None and asked.given:
        pieces = [base.text, *(text_of(one) for one in asked.given[:32])]
        return unknown(joined(base.marks, asked.marks), "".join(pieces)[:MAX_TEXT])
    if name != "toString":
        return None
    if isinstance(base.const, int) and not isinstance(base.const, bool):
        return _digits(base.const, asked.arg(0).const, base.marks)
    return unknown(text="function") if isinstance(base.code, Closure) else None


def _of_pairs(asked: Asked, base: Value, items: dict[object, Value], name: str) -> Value | None:
    if base.symbol == MAP:
        return of_map(asked, base, items, name)
    if name == "hasOwnProperty":
        return Value(asked.arg(0).const in items) if asked.arg(0).known else unknown()
    return None


def _of_bytes(asked: Asked, base: Value, name: str) -> Value | None:
    """A method of a buffer: one of which each byte is known, or one that is being filled."""
    filled = of_buffer(asked, base, name)
    if filled is not None:
        return filled
    data = content(base) if name in _OF_BYTES or base.symbol != BUFFER else None
    if data is not None:
        known = (
            base if isinstance(base.const, bytes) else Value(data, marks=base.marks, how=base.how)
        )
        return _of_buffer(asked, known, data, name)
    return of_array(asked, base, base.items, name) if isinstance(base.items, list) else None


def _digits(const: int, radix: object, marks: Marks) -> Value:
    number, signs = abs(const), ""
    if not isinstance(radix, int) or not 2 <= radix <= 36:
        return Value(js_text(const), marks=marks)
    if number.bit_length() > 4096:
        return unknown()
    while number:
        number, digit = divmod(number, radix)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + signs
    return Value(("-" if const < 0 else "") + (signs or "0"), marks=marks)


_OF_BYTES = frozenset({"toString", "slice", "subarray"})
_CHARACTERS = {"utf8": "utf-8", "utf-8": "utf-8", "latin1": "latin-1", "binary": "latin-1",
    "ascii": "latin-1", "utf16le": "utf-16-le", "ucs2": "utf-16-le"}  # fmt: skip


def _buffer_text(base: Value, data: bytes, form: object) -> Value:
    """Bytes as text in one of Node's encodings."""
    from ostiary.program.decode.catalogue import decode

    form = form.lower() if isinstance(form, str) else "utf8"
    if form in _CHARACTERS:
        return Value(data.decode(_CHARACTERS[form], "replace"), marks=base.marks, how=base.how)
    if form == "hex":
        return Value(data.hex(), marks=base.marks, how=base.how)
    folded = decode("base64.b64encode", (data,), {}) if form.startswith("base64") else None
    return wrap(folded, base.marks, base.how) if folded is not None else unknown(base.marks)


def _of_buffer(asked: Asked, base: Value, data: bytes, name: str) -> Value | None:
    if name == "toString":
        return _buffer_text(base, data, asked.arg(0).const)
    if name in {"readUInt8", "readUint8", "at"}:
        place = asked.arg(0).const if asked.given else 0
        if not isinstance(place, int) or not -len(data) <= place < len(data):
            return unknown(base.marks)
        return Value(data[place], marks=base.marks, how=base.how)
    if name in {"slice", "subarray"}:
        bounds = [
            one.const if isinstance(one.const, int) else None
            for one in (asked.arg(0), asked.arg(1))
        ]
        return Value(data[bounds[0] : bounds[1]], marks=base.marks, how=base.how)
    if name in {"map", "forEach", "reverse", "join", "filter", "reduce"}:
        items = [Value(one, marks=base.marks) for one in data[:MAX_ITEMS]]
        found = of_array(asked, Value(items=items, marks=base.marks, how=base.how), items, name)
        again = plain(found) if found is not None and name in {"map", "reverse", "filter"} else None
        if isinstance(again, list) and all(isinstance(one, int) for one in again):
            return Value(bytes(one & 255 for one in again), marks=base.marks, how=base.how)
        return found
    return None
