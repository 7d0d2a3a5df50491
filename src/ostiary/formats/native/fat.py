"""What do the architectures of a fat Mach-O file say together? Source: Apple, `mach-o/fat.h`."""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from ostiary.core.errors import ParseError
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.mach import read_mach
from ostiary.formats.native.record import Tables

Item = TypeVar("Item")

MAX_ARCHITECTURES = 16
MAX_LISTED = 64
JAVA = 40
"""From this number on the count of architectures is the version of a Java class."""

MAGICS = {
    b"\xca\xfe\xba\xbe": (">", False),
    b"\xca\xfe\xba\xbf": (">", True),
    b"\xbe\xba\xfe\xca": ("<", False),
    b"\xbf\xba\xfe\xca": ("<", True),
}


def read_fat(data: bytes) -> Tables:
    """All architectures as one. Raises `ParseError` if there is none to read."""
    if data[:4] not in MAGICS:
        raise ParseError("no header of a fat file")
    order, wide = MAGICS[data[:4]]
    layout = Layout(data, order)
    (count,) = layout.take("I", 4)
    if not count or (count >= JAVA and data[:4] == b"\xca\xfe\xba\xbe"):
        raise ParseError("a Java class, or a fat file of nothing")
    parts: list[Tables] = []
    missing = ["architectures"] if count > MAX_ARCHITECTURES else []
    end = 0
    for row in layout.rows("IIQQII" if wide else "IIIII", 8, min(count, MAX_ARCHITECTURES)):
        offset, size = row[2], row[3]
        end = max(end, offset + size)
        try:
            parts.append(read_mach(data, offset, size))
        except ParseError as error:
            missing.append(f"an architecture: {error.message}")
    if len(parts) + len(missing) < count:
        missing.append("architectures")
    if not parts:
        raise ParseError("a fat file without an architecture that can be read")
    return _joined(parts, end, missing)


def _joined(parts: list[Tables], end: int, missing: list[str]) -> Tables:
    return Tables(
        format="mach-o",
        machine=", ".join(dict.fromkeys(one.machine for one in parts)),
        role=parts[0].role,
        imports=_union(one.imports for one in parts),
        libraries=_union(one.libraries for one in parts),
        exports=_union(one.exports for one in parts),
        sections=tuple(chain.from_iterable(one.sections for one in parts))[:MAX_LISTED],
        signed=all(one.signed for one in parts),
        end=end,
        missing=_union((*(one.missing for one in parts), tuple(missing))),
    )


def _union(groups: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
