"""By what is a safetensors file recognised, and by what an index of several?"""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

MAX_HEADER = 100_000_000
"""Bytes of the header that the format allows."""

_START = regex(rb"\{[\x20\t\r\n]*[\"}]")
_OBJECT = regex(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")


def tensors(head: bytes, extent: Extent, name: str) -> bool:
    """Eight bytes of a length that is possible, then a JSON object; by name, any object after eight bytes."""
    del extent
    if not _START.match(head, 8):
        return name.endswith(".safetensors") and head[8:].lstrip()[:1] == b"{"
    return int.from_bytes(head[:8], "little") <= MAX_HEADER or name.endswith(".safetensors")


def index(head: bytes, extent: Extent, name: str) -> bool:
    """A JSON object with a `weight_map`; by name, any object where the map comes late."""
    del extent
    if not _OBJECT.match(head):
        return False
    return b'"weight_map"' in head or name.endswith((".safetensors.index.json", ".bin.index.json"))
