"""Does a table of Arrow or Parquet, or an array of Zarr, have its reader unpickle? Source: CVE-2023-47248."""

import base64
import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

SEARCHED = 16 << 20
"""Bytes of both ends of a table in which the names of its types are looked for."""

_TABLE = (b"ARROW1", b"PAR1", b"FEA1", b"\xff\xff\xff\xff")
_TYPE = b"arrow.py_extension_type"
"""The name under which Arrow kept types that it unpickled."""
_ARRAYS = frozenset((".zarray", ".zmetadata", "zarr.json"))
_CODEC = regex(
    rb"\"(?:id|name)\"\s*:\s*\"(?:numcodecs\.)?(?:pickle|dill|cloudpickle)\"", re.IGNORECASE
)


def _dressed(text: bytes) -> tuple[bytes, ...]:
    """How a text stands in base64, at each of the three places at which it may begin."""
    found = []
    for shift in range(3):
        made = base64.b64encode(bytes(shift) + text)
        found.append(made[4 if shift else 0 : -4])
    return tuple(found)


_SIGNS = (_TYPE, *_dressed(_TYPE))


def unpickles(head: bytes, extent: Extent, name: str) -> bool:
    """Whether it names such a type, in plain bytes or in base64, or such a codec."""
    if name in _ARRAYS:
        return _CODEC.search(extent.at(0, SEARCHED)) is not None
    if not head.startswith(_TABLE):
        return False
    ends = {0, max(0, extent.size - SEARCHED)}
    return any(one in extent.at(at, SEARCHED) for at in ends for one in _SIGNS)
