"""Is a tensor of an ONNX file as long as its shape says, and where do its numbers lie?"""

from msgspec import Struct, field

from ostiary.formats.model.onnx.shapes import SPARSE, TENSOR
from ostiary.formats.model.opaque import MAX_REGIONS, sniff
from ostiary.formats.model.places import leaves
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Gravity, Topic

MAX_DIMENSIONS = 256
_LARGEST = (1 << 63) - 1
_EXTERNAL = 1
_KEYS = frozenset({"location", "offset", "length", "checksum", "basepath"})
_MEMORY = "*/"
_TEXTS = frozenset({6})

BITS = {
    1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128,
    16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4, 24: 8, 25: 2, 26: 2, 27: 6, 28: 6,
}  # fmt: skip
"""Bits of one number by the type's number; texts (8) have none."""


def sparse(walk: Walk, place: Field) -> None:
    """A sparse tensor: two tensors, values and where they stand."""
    for one in walk.part(place, SPARSE, "SparseTensorProto"):
        if one.number < 3:
            tensor(walk, one)


class _Tensor(Struct):
    """What one tensor says of itself."""

    at: int
    name: str = "a tensor"
    shape: list[int] = field(default_factory=list)
    kind: int = 0
    location: int = 0
    raw: Field | None = None
    external: list[tuple[str, str]] = field(default_factory=list)


def tensor(walk: Walk, place: Field) -> None:
    """One tensor, its bytes skipped."""
    found = _fields(walk, place)
    raw = found.raw
    walk.sheet.tensors += 1
    needed = _needed(walk, found.name, found.kind, found.shape, found.at)
    if raw:
        _raw(walk, found.name, raw, needed)
    if found.external or found.location == _EXTERNAL:
        _external(walk, found.name, found.external, needed, found.at)
        if raw and raw.end > raw.start:
            message = f"`{found.name}` has its bytes both here and in another file"
            walk.sheet.broken("external-data", message, found.at)


def _fields(walk: Walk, place: Field) -> _Tensor:
    wire, found = walk.wire, _Tensor(place.at)
    for one in walk.part(place, TENSOR, "TensorProto", _TEXTS):
        match one.number:
            case 1:
                found.shape += wire.numbers(one, MAX_DIMENSIONS)
            case 2:
                found.kind = one.value
            case 8:
                found.name = wire.text(one, 400)
            case 9:
                found.raw = one
            case 13:
                found.external.append(walk.pair(one))
            case 14:
                found.location = one.value
    return found


def _needed(walk: Walk, name: str, kind: int, shape: list[int], at: int) -> int:
    """Bytes that the numbers need, minus one where it cannot be told."""
    bits = BITS.get(kind, 0)
    total = 1
    for one in shape:
        total *= one
        if one > _LARGEST or total > _LARGEST:
            walk.sheet.broken("shape-overflow", f"the shape of `{name}` is beyond all numbers", at)
            return -1
    if kind not in BITS and kind != 8:
        walk.sheet.broken("tensor-type", f"`{name}` has the unknown type {kind}", at)
    return -(-total * bits // 8) if bits else -1


def _raw(walk: Walk, name: str, raw: Field, needed: int) -> None:
    length = raw.end - raw.start
    walk.sheet.tensor_bytes += length
    if needed >= 0 and length not in (0, needed):
        message = f"`{name}` needs {needed} bytes and has {length}"
        walk.sheet.broken("tensor-size", message, raw.at)
    if walk.sheet.tensors <= MAX_REGIONS:
        sniff(walk.sheet, walk.sheet.extent, raw.start, raw.end, name)


def _external(walk: Walk, name: str, pairs: list[tuple[str, str]], needed: int, at: int) -> None:
    """Bytes in another file: CVE-2022-25882, CVE-2024-27318 and CVE-2025-51480 are about its path."""
    sheet = walk.sheet
    fields = dict(pairs)
    target = fields.get("location", "")
    if not target or len(fields) < len(pairs) or fields.keys() - _KEYS:
        message = f"`{name}` has a place outside that is named by `{', '.join(fields)}`"
        sheet.broken("external-data", message, at)
    if not target:
        return
    why = leaves(target)
    if target.startswith(_MEMORY):
        why = "an address in the memory of the process that loads it"
    sheet.reach("file", target, at, escapes=bool(why))
    if why:
        message = f"the bytes of a tensor are read from `{target}`: {why}"
        sheet.odd(Topic.REACH, "external-escapes", message, at=at, gravity=Gravity.HARMFUL)
    for key in ("offset", "length"):
        value = fields.get(key, "0")
        if not value.isascii() or not value.isdigit() or len(value) > 18:
            sheet.broken("external-data", f"`{name}` has the {key} `{value}`", at)
        elif key == "length" and int(value) and needed >= 0 and int(value) != needed:
            message = f"`{name}` needs {needed} bytes and takes {value} of `{target}`"
            sheet.broken("tensor-size", message, at)
