"""The JSON header of a safetensors file: a name and a place for each tensor, or why it is none."""

import json
from typing import Any, NamedTuple, TypeGuard

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError

MAX_TENSORS = 200_000
MAX_DIMENSIONS = 64
_LARGEST = (1 << 64) - 1

BITS = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
    "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32,
    "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}  # fmt: skip
"""Bits of one element, by its type."""


class Fault(NamedTuple):
    """One rule that is not kept."""

    rule: str
    message: str


class Entry(NamedTuple):
    """One tensor: `start` and `end` count from the first byte after the header."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


class Header(Struct, frozen=True):
    """What the header says, and the rules that it breaks."""

    entries: tuple[Entry, ...]
    metadata: dict[str, str]
    faults: tuple[Fault, ...]


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it stands in the file, keys that occur twice included."""


def parse(data: bytes) -> Header:
    """The header out of its JSON text. Raises `ParseError` for what is no object of JSON."""
    pairs = _decoded(data)
    if len(pairs) > MAX_TENSORS:
        raise LimitError(f"the header names more than {MAX_TENSORS} tensors")
    faults: list[Fault] = []
    entries: list[Entry] = []
    metadata: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in pairs:
        if name in seen:
            faults.append(Fault("duplicate-key", f"`{name}` stands in the header twice"))
        seen.add(name)
        if name == "__metadata__":
            metadata |= _metadata(value, faults)
        elif entry := _entry(name, value, faults):
            entries.append(entry)
    return Header(tuple(entries), metadata, tuple(faults))


def _decoded(data: bytes) -> _Pairs:
    if data[:1] != b"{":
        raise ParseError("the header does not begin with `{`")
    try:
        found = json.loads(
            data.decode("utf-8"), object_pairs_hook=_Pairs, parse_constant=_no_number
        )
    except RecursionError:
        raise LimitError("the header is nested too deeply") from None
    except ValueError as error:  # bad UTF-8, bad JSON, or a number too long to be read
        raise ParseError(f"the header is no JSON: {str(error)[:200]}") from None
    if not isinstance(found, _Pairs):  # pragma: no cover - what begins with a brace is an object
        raise ParseError("the header is no JSON object")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _metadata(value: object, faults: list[Fault]) -> dict[str, str]:
    if not isinstance(value, _Pairs):
        faults.append(Fault("metadata", "`__metadata__` is no object"))
        return {}
    found: dict[str, str] = {}
    for key, text in value:
        if key in found:
            faults.append(Fault("duplicate-key", f"`{key}` stands in `__metadata__` twice"))
        if isinstance(text, str):
            found[key] = text
        else:
            faults.append(Fault("metadata", f"`{key}` in `__metadata__` is no text"))
    return found


def _entry(name: str, value: object, faults: list[Fault]) -> Entry | None:
    if not isinstance(value, _Pairs):
        faults.append(Fault("tensor-entry", f"the entry of `{name}` is no object"))
        return None
    fields = dict(value)
    if len(fields) < len(value):
        faults.append(Fault("duplicate-key", f"a field of `{name}` stands there twice"))
    if unknown := sorted(fields.keys() - {"dtype", "shape", "data_offsets"}):
        faults.append(Fault("tensor-entry", f"`{name}` has the unknown field `{unknown[0]}`"))
    dtype, shape, place = fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")
    if not isinstance(dtype, str) or not _numbers(shape) or not _numbers(place) or len(place) != 2:
        faults.append(Fault("tensor-entry", f"`{name}` lacks a type, a shape or two offsets"))
        return None
    if len(shape) > MAX_DIMENSIONS:
        faults.append(Fault("shape", f"`{name}` has {len(shape)} dimensions"))
        return None
    entry = Entry(name, dtype, tuple(shape), place[0], place[1])
    if fault := _size(entry):
        faults.append(fault)
    return entry if entry.end >= entry.start else None


def _numbers(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(
        type(one) is int and 0 <= one <= _LARGEST for one in value
    )


def _size(entry: Entry) -> Fault | None:
    """What is wrong with the size of a tensor: type times shape has to be what the offsets span."""
    if entry.end < entry.start:
        return Fault("offsets", f"`{entry.name}` ends before it begins")
    bits = BITS.get(entry.dtype)
    if bits is None:
        return Fault("dtype", f"`{entry.name}` has the unknown type `{entry.dtype}`")
    for one in entry.shape:
        bits *= one
        if bits > _LARGEST:  # what a reader in Rust or C counts in; zeros come too late for it
            return Fault("shape-overflow", f"the shape of `{entry.name}` is beyond all numbers")
    if bits % 8:
        return Fault("dtype-size", f"`{entry.name}` does not end at a whole byte")
    if bits // 8 != entry.end - entry.start:
        span = entry.end - entry.start
        return Fault("dtype-size", f"`{entry.name}` needs {bits // 8} bytes and spans {span}")
    return None
