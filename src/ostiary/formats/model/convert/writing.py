"""A safetensors file out of a table: its header, and the bytes of each tensor."""

import json
from array import array
from collections.abc import Iterator

from ostiary.formats.model.convert.table import SIZES, Table, Tensor
from ostiary.formats.model.extent import Extent

CHUNK = 4 << 20
ALIGNMENT = 8
_SWAPPED = {2: "H", 4: "I", 8: "Q"}
MAX_GATHER = 1 << 30
"""Bytes of a tensor whose elements lie apart and that is put together in memory."""


def header(table: Table, origin: str) -> bytes:
    """Length and JSON. Source: safetensors, format. `origin` is the digest of what it was made from."""
    at, entries = 0, dict[str, object]()
    metadata = {"format": "pt", "converted_from": origin, **table.plain}
    metadata |= {f"alias.{name}": kept for name, kept in table.aliases}
    entries["__metadata__"] = metadata
    for name, tensor in table.tensors.items():
        entries[name] = {
            "dtype": tensor.storage.dtype,
            "shape": list(tensor.shape),
            "data_offsets": [at, at + tensor.length],
        }
        at += tensor.length
    text = json.dumps(entries, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % ALIGNMENT)
    return len(text).to_bytes(8, "little") + text


def pieces(extent: Extent, tensor: Tensor, *, big: bool) -> Iterator[bytes]:
    """The bytes of a tensor in order, little-endian."""
    item = SIZES[tensor.storage.dtype]
    if tensor.count == 0:
        return
    if tensor.contiguous:
        start = tensor.storage.start + tensor.offset * item
        for at in range(0, tensor.length, CHUNK):
            piece = extent.at(start + at, min(CHUNK, tensor.length - at))
            yield _little(piece, tensor.storage.dtype) if big else piece
        return
    for run in _gathered(extent, tensor, item):
        yield _little(run, tensor.storage.dtype) if big else run


def _gathered(extent: Extent, tensor: Tensor, item: int) -> Iterator[bytes]:
    """Element by element along the last axis, in the order of the shape."""
    last = tensor.offset + sum(
        (n - 1) * s for n, s in zip(tensor.shape, tensor.stride, strict=True)
    )
    begin = tensor.storage.start + tensor.offset * item
    span = (last - tensor.offset + 1) * item
    held = memoryview(extent.at(begin, span)) if span <= MAX_GATHER else None
    *outer, size = tensor.shape
    *steps, step = tensor.stride
    for offset in _offsets(outer, steps):
        places = range(offset, offset + size * step, step) if step else [offset] * size
        if held is None:
            yield b"".join(extent.at(begin + one * item, item) for one in places)
        elif step == 1:
            yield bytes(held[offset * item : (offset + size) * item])
        else:
            yield b"".join(held[one * item : (one + 1) * item] for one in places)


def _offsets(shape: list[int], stride: list[int]) -> Iterator[int]:
    """Offsets of all rows, in order."""
    if not shape:
        yield 0
        return
    for place in range(shape[0]):
        for inner in _offsets(shape[1:], stride[1:]):
            yield place * stride[0] + inner


def _little(piece: bytes, dtype: str) -> bytes:
    item = 4 if dtype == "C64" else SIZES[dtype]
    if item == 1:
        return piece
    numbers = array(_SWAPPED[item], piece)
    numbers.byteswap()
    return numbers.tobytes()
