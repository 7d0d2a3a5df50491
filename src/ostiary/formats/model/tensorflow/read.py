"""What may a TensorFlow graph do: a saved model, a meta graph, or a frozen graph?"""

from itertools import islice

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.places import leaves
from ostiary.formats.model.protobuf.walk import Shape, Walk
from ostiary.formats.model.protobuf.wire import LENGTH, VARINT, Field, Wire
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.graph import Used, graph
from ostiary.formats.model.tensorflow.judge import judge
from ostiary.formats.model.tensorflow.objects import object_graph
from ostiary.formats.model.tensorflow.shapes import (
    ASSET,
    FINGERPRINT,
    META_GRAPH,
    META_INFO,
    NODE,
    SAVED_MODEL,
    TENSOR_INFO,
)

SAVED, META, FROZEN = "saved model", "meta graph", "graph"
FINGERPRINT_KIND = "fingerprint"
MAX_TEXT = 64 << 20
"""Bytes of a graph as text in which names of operators are looked for."""

_OPERATOR = regex(r"[A-Za-z_>.][A-Za-z0-9_>./-]{0,200}")
_AS_TEXT = regex(
    rb"(?:#[^\n]*\n|\s)*(?:saved_model_schema_version\s*:|node\s*:?\s*[{<]\s*(?:name|op)\s*:|meta_info_def"
    rb"|(?:meta_graphs|graph_def)\s*:?\s*[{<]|library\s*:?\s*[{<]\s*(?:function|[}>]))"
)
_NAMED_OPERATOR = regex(rb"\bop\s*:\s*[\"']([^\"']{1,200})")
_TOP = 64
_LOADED = frozenset({"saved_model.pb", "saved_model.pbtxt"})
"""Names that TensorFlow opens in a folder, whatever is in them."""


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """By the first fields of the message; by name, what begins as one and ends before its first length."""
    if _AS_TEXT.match(head):
        return True
    if name in _LOADED or _kind(extent):
        return bool(head)
    return bool(head) and head[:1] in b"\x08\x0a\x12" and name.endswith((".pb", ".meta"))


def _kind(extent: Extent) -> str:
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


def _as_text(sheet: Sheet) -> bool:
    if _AS_TEXT.match(sheet.extent.at(0, 4096)):
        return True
    return sheet.path.lower().endswith(".pbtxt")


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


def read(sheet: Sheet, desk: Desk) -> None:
    """Walk all graphs and functions of the file; weights in it are skipped by their lengths."""
    del desk
    sheet.carries = Carries.CODE
    sheet.loader = "tensorflow"
    sheet.readers.append("TensorFlow walk")
    walk, used, assets = Walk(sheet, sheet.extent), Used(), set[str]()
    kind = _kind(sheet.extent)
    sheet.detail("kind", kind or "text")
    end = sheet.extent.size
    try:
        if kind == SAVED:
            for one in walk.message(0, end, SAVED_MODEL, "SavedModel"):
                if one.number == 2:
                    _meta(walk, one.start, one.end, used, assets)
        elif kind == META:
            _meta(walk, 0, end, used, assets)
        elif kind == FROZEN:
            graph(walk, 0, end, used)
        elif kind == FINGERPRINT_KIND:
            sheet.carries = Carries.NOTHING
            walk.over(0, end, FINGERPRINT, "FingerprintDef")
        elif _as_text(sheet):
            _text(sheet, used)
        else:
            raise ParseError("it begins as a graph of TensorFlow does, and is none")
        walk.finish()
    except LimitError as error:
        sheet.stop(error.message)
    judge(sheet, used, frozenset(assets))


def _meta(walk: Walk, start: int, end: int, used: Used, assets: set[str]) -> None:
    for one in walk.message(start, end, META_GRAPH, "MetaGraphDef"):
        match one.number:
            case 1:
                for part in walk.part(one, META_INFO, "MetaInfoDef"):
                    if part.number == 4:
                        walk.sheet.detail("tags", walk.wire.text(part, 200))
                    elif part.number == 5:
                        walk.sheet.detail("TensorFlow", walk.wire.text(part, 200))
            case 2:
                graph(walk, one.start, one.end, used)
            case 6:
                _asset(walk, one, assets)
            case 7:
                object_graph(walk, one)


def _asset(walk: Walk, place: Field, assets: set[str]) -> None:
    """A file in the folder of assets, and the tensor that gets its place."""
    for one in walk.part(place, ASSET, "AssetFileDef"):
        if one.number == 1:
            for part in walk.part(one, TENSOR_INFO, "TensorInfo"):
                if part.number == 1:
                    assets.add(walk.wire.text(part, 1000).partition(":")[0])
            continue
        name = walk.wire.text(one, 2000)
        why = leaves(name)
        walk.sheet.reach("file", f"assets/{name}", one.at, escapes=bool(why))
        if why:
            message = f"an asset is read from `{name}`: {why}"
            walk.sheet.odd(
                Topic.REACH, "asset-escapes", message, at=one.at, gravity=Gravity.HARMFUL
            )


def _text(sheet: Sheet, used: Used) -> None:
    """A graph as text: the names of its operators are enough to warn, and not enough to clear it."""
    data = sheet.extent.at(0, min(sheet.extent.size, MAX_TEXT))
    for found in _NAMED_OPERATOR.finditer(data):
        operator = found[1].decode("utf-8", "backslashreplace")
        used.operators[operator] += 1
        used.first.setdefault(operator, found.start())
    raise LimitError("graphs in the text form of protocol buffers are not read")
