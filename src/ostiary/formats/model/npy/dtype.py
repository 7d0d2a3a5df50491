"""How many bytes has an item of an array, by the text that numpy writes for its type?"""

from typing import NamedTuple

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex

MAX_FIELDS = 10_000
"""Fields of one structured type, those of nested ones included."""
MAX_DEPTH = 20

_SIMPLE = regex(r"[<>|=]?([?bBiufcmMOSUVa])(\d{0,9})(?:\[[^\]]{0,40}\])?")
_CODES = {"?": 1, "b": 1, "B": 1, "m": 8, "M": 8, "O": 8}
"""Bytes of types that are also written without their size."""


class ItemType(NamedTuple):
    """Bytes of one item, and whether it holds Python objects: those are pickled, whatever the size."""

    size: int
    objects: bool


def item_type(descr: object) -> ItemType:
    """The type of a `descr`: a string, or a list of fields. Raises `ParseError`.

    Source: numpy documentation, "Data type objects" and `numpy.lib.format`.
    """
    return _Fields().of(descr, 0)


class _Fields:
    """Counts fields, since a short text can repeat itself into many."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, descr: object, depth: int) -> ItemType:
        self.count += 1
        if self.count > MAX_FIELDS or depth > MAX_DEPTH:
            raise ParseError("an item type with too many fields")
        if isinstance(descr, str):
            return _simple(descr)
        if isinstance(descr, tuple) and len(descr) == 2:
            return self._many(descr[0], descr[1], depth)
        if isinstance(descr, list) and descr:
            parts = [self._field(one, depth) for one in descr]
            return ItemType(sum(one.size for one in parts), any(one.objects for one in parts))
        raise ParseError("an item type that numpy does not write")

    def _field(self, field: object, depth: int) -> ItemType:
        if not isinstance(field, tuple) or len(field) not in (2, 3):
            raise ParseError("an item type with a field that is no field")
        if len(field) == 3:
            return self._many(field[1], field[2], depth)
        return self.of(field[1], depth + 1)

    def _many(self, descr: object, shape: object, depth: int) -> ItemType:
        one = self.of(descr, depth + 1)
        return ItemType(
            one.size * items(shape if isinstance(shape, tuple) else (shape,)), one.objects
        )


def items(shape: object) -> int:
    """How many items an array of a shape has. Raises `ParseError` where it is no shape."""
    count = 1
    if not isinstance(shape, tuple) or len(shape) > 64:
        raise ParseError("a shape that is no shape")
    for one in shape:
        if not isinstance(one, int) or isinstance(one, bool) or not 0 <= one < 1 << 62:
            raise ParseError("a shape with something other than lengths")
        count *= one
    return count


def _simple(text: str) -> ItemType:
    found = _SIMPLE.fullmatch(text)
    if not found:
        raise ParseError("an item type that numpy does not write")
    code, digits = found.groups()
    if not digits and code not in _CODES:
        raise ParseError("an item type without a size")
    size = int(digits) if digits else _CODES[code]
    return ItemType(size * 4 if code == "U" else size, code == "O")
