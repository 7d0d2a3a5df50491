"""What does the header of an npy file say? It is read as a literal, never evaluated."""

import struct

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.npy.dtype import ItemType, item_type, items
from ostiary.formats.model.npy.literal import literal
from ostiary.formats.model.npy.marks import MAGIC

MAX_HEADER = 256 << 10
"""Bytes of a header; numpy itself refuses more than 10,000 unless told otherwise."""

_KEYS = {"descr", "fortran_order", "shape"}


class Header(Struct, frozen=True):
    """One array: its type and shape, where its items begin, and how many bytes they must have.

    `shown` is the type and shape for people; `descr` is the type as it stands, empty where it has fields;
    `fortran` says whether the first axis runs fastest.
    """

    version: int
    item: ItemType
    shape: tuple[int, ...]
    start: int
    count: int
    shown: str
    descr: str = ""
    fortran: bool = False

    @property
    def length(self) -> int:
        """Bytes of the items; says nothing where they are objects."""
        return self.count * self.item.size


def parse(extent: Extent, at: int = 0) -> Header:
    """The header at an offset. Source: `numpy.lib.format`. Raises `ParseError`."""
    head = extent.at(at, 12)
    if len(head) < 10 or not head.startswith(MAGIC):
        raise ParseError("no npy header")
    version = head[6]
    if version not in (1, 2, 3) or head[7]:
        raise ParseError(f"version {version}.{head[7]} of the npy format is not known")
    form = struct.Struct("<H" if version == 1 else "<I")
    start = at + 8 + form.size
    (length,) = form.unpack(head[8 : 8 + form.size].ljust(form.size, b"\0"))
    if length > MAX_HEADER:
        raise LimitError(f"an npy header of more than {MAX_HEADER} bytes")
    raw = extent.at(start, length)
    if len(raw) < length:
        raise ParseError("the npy header is cut off")
    said = _literal(raw, version)
    shape = said["shape"]
    if not isinstance(shape, tuple) or not isinstance(said["fortran_order"], bool):
        raise ParseError("an npy header whose shape or order is something else")
    count = items(shape)
    item = item_type(said["descr"])
    shown = f"{said['descr']} {shape}"
    descr = said["descr"] if isinstance(said["descr"], str) else ""
    end = start + length
    return Header(version, item, shape, end, count, shown, descr, said["fortran_order"])


def _literal(raw: bytes, version: int) -> dict[str, object]:
    """The three values of a header."""
    try:
        text = raw.decode("utf-8" if version == 3 else "latin-1")
    except UnicodeDecodeError as error:
        raise ParseError("the npy header is no text") from error
    said = literal(text)
    if not isinstance(said, dict) or set(said) != _KEYS:
        raise ParseError("an npy header with other keys than its three")
    return said
