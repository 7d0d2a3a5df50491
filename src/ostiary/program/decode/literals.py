"""What values do integers as bytes, packed structures, JSON and Python literals stand for?"""

import ast
import json
import struct
import warnings
from collections.abc import Mapping
from typing import Literal

from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    data,
    flag,
    number,
    text,
)
from ostiary.program.decode.limits import MAX_LITERAL, MAX_NUMBER, MAX_STRUCTURE

_MAX_FORMAT = 4096


def _to_bytes(given: Given) -> bytes:
    value, length, order, signed = given.bind("self", "length", "byteorder", "signed")
    room = number(length, 1)
    if not 0 <= room <= MAX_NUMBER:
        raise CannotTellError
    return number(value).to_bytes(room, _order(order), signed=flag(signed))


def _from_bytes(given: Given) -> int:
    value, order, signed = given.bind("bytes", "byteorder", "signed")
    raw = bytes(value) if isinstance(value, list | tuple) else data(value)
    if len(raw) > MAX_NUMBER:
        raise CannotTellError
    return int.from_bytes(raw, _order(order), signed=flag(signed))


def _order(value: object) -> Literal["big", "little"]:
    if value is None or value == "big":
        return "big"
    if value == "little":
        return "little"
    raise CannotTellError


def _layout(value: object) -> str:
    layout = value.decode("ascii") if isinstance(value, bytes) else text(value)
    if len(layout) > _MAX_FORMAT or struct.calcsize(layout) > MAX_NUMBER:
        raise CannotTellError
    return layout


def _pack(given: Given) -> bytes:
    if given.named or not given.values:
        raise CannotTellError
    layout, *values = given.values
    return struct.pack(_layout(layout), *values)


def _unpack(given: Given) -> tuple[object, ...]:
    layout, buffer = given.bind("format", "buffer", required=2)
    return struct.unpack(_layout(layout), data(buffer))


def _json_loads(given: Given) -> object:
    value, strict = given.bind("s", "strict")
    source = value if isinstance(value, bytes) else text(value)
    if len(source) > MAX_STRUCTURE:
        raise CannotTellError
    return json.loads(source, strict=strict is None or flag(strict))


def _json_parse(given: Given) -> object:
    """JavaScript's, which has no words for what is no number."""
    source = text(given.bind("text")[0])
    if len(source) > MAX_STRUCTURE:
        raise CannotTellError
    return json.loads(source, parse_constant=_no_constant)


def _no_constant(word: str) -> object:
    raise CannotTellError(word)


def _literal(given: Given) -> object:
    source = text(given.bind("node_or_string")[0])
    if len(source) > MAX_LITERAL:
        raise CannotTellError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an escape that Python does not know
        value: object = ast.literal_eval(source)
    return value


DECODERS: Mapping[str, Decoder] = {
    "int.to_bytes": _to_bytes,
    "int.from_bytes": _from_bytes,
    "struct.pack": _pack,
    "struct.unpack": _unpack,
    "json.loads": _json_loads,
    "json.JSONDecoder.decode": _json_loads,
    "JSON.parse": _json_parse,
    "ast.literal_eval": _literal,
}
