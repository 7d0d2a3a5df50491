"""What do the values of a MessagePack file say, and are its arrays as long as their shapes?"""

import struct
from dataclasses import dataclass
from math import prod

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Window
from ostiary.formats.model.opaque import sniff as sniff_region
from ostiary.formats.model.opaque import unowned
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet

MAX_VALUES = 5_000_000
"""Values of one file."""
MAX_DEPTH = 100
"""Maps and lists in others."""
MAX_TEXT = 1 << 20
"""Bytes of a text that is looked at."""

ARRAY, COMPLEX, SCALAR = 1, 2, 3
_TYPES = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8,
    "uint64": 8, "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16, "bfloat16": 2,
    "float8_e4m3fn": 1, "float8_e5m2": 1, "float8_e4m3b11fnuz": 1, "float8_e4m3fnuz": 1,
    "float8_e5m2fnuz": 1, "int4": 1, "uint4": 1,
}  # fmt: skip
_SIZED = {
    0xC4: (">B", 1),
    0xC5: (">H", 2),
    0xC6: (">I", 4),
    0xD9: (">B", 1),
    0xDA: (">H", 2),
    0xDB: (">I", 4),
}
_NUMBERS = {
    0xCA: 4,
    0xCB: 8,
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
}
_EXTENDED = {0xC7: (">B", 1), 0xC8: (">H", 2), 0xC9: (">I", 4)}
_FIXED = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}


def read(sheet: Sheet, desk: Desk) -> None:
    """Every value; arrays are skipped by their lengths."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "flax.serialization"
    sheet.readers.append("MessagePack")
    walk = _Walk(sheet, 0, sheet.extent.size)
    walk.run()
    sheet.own(0, walk.at)
    unowned(sheet, walk.at, sheet.extent.size, "unclaimed-bytes")
    sheet.detail("values", walk.count)


@dataclass
class _Walk:
    """One run over the values from `at` up to `end`; `left` counts what open maps and lists still miss."""

    sheet: Sheet
    at: int
    end: int
    count: int = 0

    def __post_init__(self) -> None:
        self.window = Window(self.sheet.extent, 1 << 16)
        self.found: list[object] = []

    def take(self, count: int) -> bytes:
        if self.at + count > self.end:
            raise ParseError(f"MessagePack ends at {self.at}, in the middle of a value")
        raw = self.window.at(self.at, count)
        self.at += count
        return raw

    def run(self, keep: bool = False) -> None:
        """One value with all that lies in it; small ones are kept if they are asked for."""
        left = [1]
        while left:
            if not left[-1]:
                left.pop()
                continue
            left[-1] -= 1
            self.count += 1
            if self.count > MAX_VALUES or len(left) > MAX_DEPTH:
                raise LimitError(
                    f"MessagePack deeper than {MAX_DEPTH}, or of over {MAX_VALUES} values"
                )
            inner = self._one(keep)
            if inner:
                left.append(inner)

    def _one(self, keep: bool) -> int:
        """One head with its bytes; the answer is how many values follow in it."""
        mark = self.take(1)[0]
        value: object = None
        inner = 0
        if mark <= 0x7F or mark >= 0xE0:
            value = mark
        elif mark <= 0x8F:
            inner = 2 * (mark & 15)
        elif mark <= 0x9F:
            inner = mark & 15
        elif mark <= 0xBF:
            value = self.take(mark & 31)
        elif mark in (0xDC, 0xDD, 0xDE, 0xDF):
            width = 2 if mark in (0xDC, 0xDE) else 4
            inner = int.from_bytes(self.take(width), "big") * (1 if mark < 0xDE else 2)
        else:
            value = self._wide(mark)
        if keep:
            self.found.append(inner or value)
        return inner

    def _wide(self, mark: int) -> object:
        if mark in _SIZED:
            form, width = _SIZED[mark]
            return self._bytes(struct.unpack(form, self.take(width))[0])
        if mark in _NUMBERS:
            return int.from_bytes(self.take(_NUMBERS[mark]), "big")
        if mark in _FIXED or mark in _EXTENDED:
            form, width = _EXTENDED.get(mark, ("", 0))
            size = struct.unpack(form, self.take(width))[0] if width else _FIXED[mark]
            self._extension(self.take(1)[0], size)
            return None
        if mark == 0xC1:
            raise ParseError(f"MessagePack has no type 0xc1, which stands at {self.at - 1}")
        return None

    def _bytes(self, size: int) -> object:
        """Bytes or a text; long ones are skipped, and the answer is where they lie."""
        start = self.at
        if start + size > self.end:
            raise ParseError(f"MessagePack has {size} bytes at {start} that are not there")
        if size <= 1024:
            return self.take(size)
        self.at += size
        sniff_region(self.sheet, self.sheet.extent, start, start + size, f"bytes at {start}")
        return range(start, start + size)

    def _extension(self, kind: int, size: int) -> None:
        start, end = self.at, self.at + size
        if end > self.end:
            raise ParseError(f"MessagePack has {size} bytes at {start} that are not there")
        self.at = end
        if kind in (ARRAY, SCALAR):
            self._array(start, end)
        elif kind == COMPLEX:
            _Walk(self.sheet, start, end).run()
        else:
            message = f"a value of type {kind}, which its loader has to know"
            self.sheet.odd(Topic.STRUCTURE, "extension-type", message, at=start)

    def _array(self, start: int, end: int) -> None:
        """Shape, type, and the numbers as bytes."""
        inner = _Walk(self.sheet, start, end)
        inner.run(keep=True)
        if inner.at != end:
            self.sheet.broken("array-length", f"{end - inner.at} bytes follow an array", inner.at)
        found = inner.found
        if len(found) < 4:
            self.sheet.broken("array-length", "an array without a shape, a type or bytes", start)
            return
        rank = found[1] if len(found) > 2 and isinstance(found[1], int) else 0
        shape = found[2 : 2 + rank] if len(found) == rank + 4 else []
        kind, data = found[-2], found[-1]
        if found[1] in (0x90, None):
            shape = []
        name = kind.decode("utf-8", "backslashreplace") if isinstance(kind, bytes) else "?"
        if name not in _TYPES or not all(isinstance(one, int) for one in shape):
            self.sheet.stop(f"an array of type `{name}` is not read")
            return
        size = len(data) if isinstance(data, bytes | range) else -1
        wanted = prod(one for one in shape if isinstance(one, int)) * _TYPES[name]
        if size != wanted:
            message = f"an array of {wanted} bytes by its shape has {size}"
            self.sheet.broken("array-length", message, start)
        self.sheet.tensors += 1
        self.sheet.tensor_bytes += max(0, size)
