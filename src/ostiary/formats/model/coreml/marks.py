"""By what are a CoreML model, its weights and the manifest of a package recognised?"""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.protobuf.wire import LENGTH, VARINT, Wire, shape

MAX_TOP = 64
MODEL = shape(
    "v1 b2 v10 b200-202 b300-304 b400-404 b500-502 b555-556 b560 b600-604 b606-607 b609-610 b900"
    " b2000-2006 b3000"
)
TYPES = 200
"""The fields from here on are the model itself, one of its many types."""

SENTINEL = b"\xef\xbe\xad\xde"
_VERSION = 2
_OBJECT = regex(rb"(?:\xef\xbb\xbf)?\s*\{")


def model(head: bytes, extent: Extent, name: str) -> bool:
    """A version, a description, and a type of model; by name, what begins with a version."""
    if head[:1] != b"\x08" or name.endswith((".pb", ".onnx")):
        return False
    seen: dict[int, int] = {}
    for count, one in enumerate(Wire(extent).opening()):
        seen.setdefault(one.number, one.wire)
        if one.number >= TYPES or count >= MAX_TOP:
            break
    typed = any(number >= TYPES and number in MODEL for number in seen)
    return (typed and seen.get(1) == VARINT and seen.get(2, LENGTH) == LENGTH) or (
        name.endswith(".mlmodel")
    )


def weights(head: bytes, extent: Extent, name: str) -> bool:
    """A count, the version, zeros, and the mark of the first piece 64 bytes in."""
    del extent, name
    version = int.from_bytes(head[4:8], "little")
    return version == _VERSION and head[64:68] == SENTINEL and not head[8:64].strip(b"\0")


def package(head: bytes, extent: Extent, name: str) -> bool:
    """A JSON object with the two keys that every manifest has."""
    del extent, name
    keys = b'"itemInfoEntries"' in head and b'"rootModelIdentifier"' in head
    return bool(_OBJECT.match(head)) and (keys or b'"com.apple.CoreML"' in head)
