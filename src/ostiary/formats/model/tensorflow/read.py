"""What may a TensorFlow graph do: a saved model, a meta graph, or a frozen graph?"""

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.places import leaves
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import Field
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.graph import Used, graph
from ostiary.formats.model.tensorflow.judge import judge
from ostiary.formats.model.tensorflow.marks import (
    AS_TEXT,
    FINGERPRINT,
    FINGERPRINT_KIND,
    FROZEN,
    META,
    META_GRAPH,
    SAVED,
    kind_of,
)
from ostiary.formats.model.tensorflow.objects import object_graph
from ostiary.formats.model.tensorflow.shapes import (
    ASSET,
    META_INFO,
    SAVED_MODEL,
    TENSOR_INFO,
)

MAX_TEXT = 64 << 20
"""Bytes of a graph as text in which names of operators are looked for."""

_NAMED_OPERATOR = regex(rb"\bop\s*:\s*[\"']([^\"']{1,200})")


def _as_text(sheet: Sheet) -> bool:
    if AS_TEXT.match(sheet.extent.at(0, 4096)):
        return True
    return sheet.path.lower().endswith(".pbtxt")


def read(sheet: Sheet, desk: Desk) -> None:
    """Walk all graphs and functions of the file; weights in it are skipped by their lengths."""
    del desk
    sheet.carries = Carries.CODE
    sheet.loader = "tensorflow"
    sheet.readers.append("TensorFlow walk")
    walk, used, assets = Walk(sheet, sheet.extent), Used(), set[str]()
    kind = kind_of(sheet.extent)
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
