"""By what are graphs, checkpoints and the metadata of Keras recognised?"""

from itertools import islice

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.opaque import looks
from ostiary.formats.model.protobuf.wire import LENGTH, VARINT, Field, Shape, Wire, shape

SAVED, META, FROZEN = "saved model", "meta graph", "graph"
FINGERPRINT_KIND = "fingerprint"
META_GRAPH = shape("b1-7")
NODE = shape("b1-7")
FINGERPRINT = shape("v1-5 b6-7")

_OPERATOR = regex(r"[A-Za-z_>.][A-Za-z0-9_>./-]{0,200}")
AS_TEXT = regex(
    rb"(?:#[^\n]*\n|\s)*(?:saved_model_schema_version\s*:|node\s*:?\s*[{<]\s*(?:name|op)\s*:|meta_info_def"
    rb"|(?:meta_graphs|graph_def)\s*:?\s*[{<]|library\s*:?\s*[{<]\s*(?:function|[}>]))"
)
_TOP = 64
_LOADED = frozenset({"saved_model.pb", "saved_model.pbtxt"})
"""Names that TensorFlow opens in a folder, whatever is in them."""

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
FOOTER = 48
_DATA = regex(r".*\.data-\d{5}-of-\d{5}")
_START = regex(rb"\x0a[\x80-\xff]{0,4}[\x00-\x7f](?:\x10[\x80-\xff]{0,4}[\x00-\x7f])?[\x1a\x22]")


def graph(head: bytes, extent: Extent, name: str) -> bool:
    """By the first fields of the message; by name, what begins as one and ends before its first length."""
    if AS_TEXT.match(head):
        return True
    if name in _LOADED or kind_of(extent):
        return bool(head)
    return bool(head) and head[:1] in b"\x08\x0a\x12" and name.endswith((".pb", ".meta"))


def kind_of(extent: Extent) -> str:
    """Which of the messages it is, empty if none."""
    wire = Wire(extent)
    top = list(islice(wire.opening(), _TOP))
    if not top:
        return ""
    first = top[0]
    keys = {(one.number, one.wire) for one in top}
    if first.wire == VARINT:
        if (2, LENGTH) in keys and any(one.number == 2 and _is_meta(wire, one) for one in top):
            return SAVED
        return FINGERPRINT_KIND if _fits(keys, FINGERPRINT) and len(keys) >= 6 else ""
    if any(one.number == 1 and _is_node(wire, one) for one in top[:2]):
        return FROZEN
    return META if first.number == 1 and _has_graph(wire, top) else ""


def _fits(keys: set[tuple[int, int]], known: Shape) -> bool:
    return all(kind in known.get(number, ()) for number, kind in keys)


def _inside(wire: Wire, place: Field, count: int) -> list[Field]:
    return list(islice(wire.opening(place.start, place.end), count))


def _is_node(wire: Wire, place: Field) -> bool:
    """A node has a name and an operator, and nothing but a node's fields."""
    if place.wire != LENGTH:
        return False
    fields = _inside(wire, place, 8)
    operators = [wire.text(one, 300) for one in fields if one.number == 2]
    named = any(one.number == 1 for one in fields)
    return (
        named
        and all(one.wire in NODE.get(one.number, ()) for one in fields)
        and len(operators) == 1
        and bool(_OPERATOR.fullmatch(operators[0]))
    )


def _has_graph(wire: Wire, fields: list[Field]) -> bool:
    """Whether some field 2 is a graph with nodes or functions, or its versions."""
    for one in fields:
        if one.number == 2 and one.wire == LENGTH:
            inner = _inside(wire, one, 3)
            if inner and (_is_node(wire, inner[0]) or inner[0].number in (2, 4)):
                return True
    return False


def _is_meta(wire: Wire, place: Field) -> bool:
    if place.wire != LENGTH:
        return False
    fields = _inside(wire, place, 8)
    return bool(fields) and all(one.wire in META_GRAPH.get(one.number, ()) for one in fields)


def checkpoint(head: bytes, extent: Extent, name: str) -> bool:
    """The mark at the end of a sorted table, and a first entry without a key, or the name."""
    del head
    if extent.size < FOOTER or extent.at(extent.size - 8, 8) != _MAGIC:
        return False
    return name.endswith(".index") or _is_bundle(extent)


def _is_bundle(extent: Extent) -> bool:
    """Whether the first entry has an empty key: the header of a bundle of tensors."""
    return extent.at(0, 2) == b"\0\0"


def checkpoint_data(head: bytes, extent: Extent, name: str) -> bool:
    """Only a name says that numbers are those of a checkpoint; whatever has a mark of its own is none."""
    del extent
    return bool(_DATA.fullmatch(name)) and not looks(head[:64])


def keras(head: bytes, extent: Extent, name: str) -> bool:
    """Objects of which one is named as Keras names its own; by name, whatever begins with an object."""
    del extent
    if not _START.match(head):
        return False
    return b"_tf_keras_" in head or name.endswith("keras_metadata.pb")
