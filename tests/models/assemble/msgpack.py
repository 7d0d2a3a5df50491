"""JSON as MessagePack.

`["$array", SHAPE, TYPE, COUNT]` is an array of so many bytes, `["$ext", N, COUNT]` another extension,
`["$program", COUNT]` bytes that are a program. `@LAYOUT` lines stand behind it.
"""

import json
from struct import pack

from assemble.laid import lay
from assemble.pieces import numbers

PROGRAM = b"\x7fELF\2\1\1\0"


def _bytes(raw: bytes) -> bytes:
    return b"\xc6" + pack(">I", len(raw)) + raw


def _extension(kind: int, raw: bytes) -> bytes:
    return b"\xc9" + pack(">IB", len(raw), kind) + raw


def _list(value: list[object]) -> bytes:
    match value:
        case ["$array", list(shape), str(kind), int(count)]:
            body = b"\x93" + _value(shape) + _value(kind) + _bytes(numbers(count))
            return _extension(1, body)
        case ["$ext", int(kind), int(count)]:
            return _extension(kind, numbers(count))
        case ["$program", int(count)]:
            return _bytes(PROGRAM + bytes(count))
    return b"\xdc" + pack(">H", len(value)) + b"".join(map(_value, value))


def _value(value: object) -> bytes:
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return bytes([value]) if 0 <= value < 128 else b"\xd3" + pack(">q", value)
        case float():
            return b"\xcb" + pack(">d", value)
        case str():
            return b"\xd9" + pack(">B", len(value.encode())) + value.encode()
        case list():
            return _list(value)
        case dict():
            inner = b"".join(_value(key) + _value(one) for key, one in value.items())
            return bytes([0x80 | len(value)]) + inner
    raise AssertionError(value)


def assemble(text: str) -> bytes:
    rows = [line for line in text.splitlines() if line.strip()]
    document = json.loads("".join(one for one in rows if not one.startswith("@")))
    return _value(document) + b"".join(lay(one[1:]) for one in rows if one.startswith("@"))
