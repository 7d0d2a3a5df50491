"""By what is an ONNX model recognised, and one that is written as text?

Text is that of protocol buffers, JSON, or ONNX's own syntax.
"""

import re
from itertools import islice

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.protobuf.wire import LENGTH, Field, Wire, shape

MODEL = shape("v1 b2-4 v5 b6-8 b14 b20 b25-26")
MAX_TOP = 50_000
"""Fields of the outermost message that are looked at to recognise a file."""
MAX_NODES = 20
"""Fields of a graph among which an operator is looked for."""
MAX_SEARCHED = 64 << 20
"""Bytes of a text in which its operators are looked for: tensors, as text, may stand before them."""

_OPERATOR = regex(rb"[A-Za-z_]\w{0,100}")
_STEP, _OVER = 1 << 20, 64
_PROTOBUF = (".pbtxt", ".prototxt", ".textproto", ".pb.txt", ".txtpb", ".onnxtxt", ".onnxtext")
_JSON = (".json", ".onnxjson")
"""Endings by which the library of ONNX takes a file for text, or for JSON."""
_BEGINS = regex(
    rb"(?:#[^\n]*\n|\s)*(?:(?:ir_version|opset_import|producer_name|graph)\s*:?\s*[{<\d\"']|<\s*(?:ir_version|opset_import)\s*:)"
)
_OPERATOR_TEXT = regex(rb"\bop_type\s*:\s*[\"']")
_KEY = regex(rb"\"(?:opType|op_type)\"\s*:\s*\"|\"[^\"\s]{0,20}\\\\u00[^\"\s]{0,60}\"\s*:")
_ABOUT = (b'"graph"', b'"opsetImport"', b'"opset_import"', b'"irVersion"', b'"ir_version"')
_HINTS = (b"op_type", b"opType", b"\\u00")
"""One of these stands in each of the patterns: they are found sooner."""
_OWN = regex(rb"(?:#[^\n]*\n|\s)*<\s*(?:ir_version|opset_import)\s*:")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A version and a graph or operator sets; by name, whatever begins so.

    Loaders pass over fields that they do not know, so these may stand anywhere: then the graph has to be one.
    """
    if name.endswith((".meta", ".mlmodel")) or name == "saved_model.pb" or not head:
        return False
    seen: set[int] = set()
    graph_at: Field | None = None
    strange = False
    for count, one in enumerate(Wire(extent).opening()):
        if count > MAX_TOP:
            break
        if one.wire not in MODEL.get(one.number, ()):
            strange = True  # loaders take a known number of another type for an unknown one
            continue
        if one.number == 7:
            if not _is_graph(extent, one):
                return False
            graph_at = one
        seen.add(one.number)
    if strange and not name.endswith(".onnx"):
        return graph_at is not None and _has_operator(extent, graph_at)
    return bool(graph_at and seen & {1, 8}) or (name.endswith(".onnx") and bool(seen))


def _is_graph(extent: Extent, found: Field) -> bool:
    """Nodes, a name or tensors, in fields of a length."""
    start = extent.at(found.start, 1)
    return found.wire == LENGTH and (not start or start in b"\x0a\x12\x2a\x52\x5a\x62\x6a\x72\x7a")


def _has_operator(extent: Extent, found: Field) -> bool:
    """Whether one of its first nodes has an operator."""
    wire = Wire(extent)
    nodes = islice(wire.opening(found.start, found.end), MAX_NODES)
    return any(
        field.number == 4 and field.wire == LENGTH and _OPERATOR.fullmatch(wire.bytes(field, 200))
        for node in nodes
        if node.number == 1 and node.wire == LENGTH
        for field in islice(Wire(extent).opening(node.start, node.end), MAX_NODES)
    )


def is_text(head: bytes, extent: Extent, name: str) -> bool:
    """Whether somebody would load this text as an ONNX model."""
    if name.endswith(_JSON):
        return head.lstrip()[:1] == b"{" and _stands(extent, _KEY, _ABOUT)
    if _OWN.match(head):
        return True
    if name.endswith(_PROTOBUF) or _BEGINS.match(head):
        return _stands(extent, _OPERATOR_TEXT, ())
    return False


def _stands(extent: Extent, wanted: re.Pattern[bytes], about: tuple[bytes, ...]) -> bool:
    """Whether an operator stands in the text, and one of the keys about a model if there are any."""
    found, told = False, not about
    for at in range(0, min(extent.size, MAX_SEARCHED), _STEP):
        piece = extent.at(at, _STEP + _OVER)
        hinted = any(one in piece for one in _HINTS)
        found = found or (hinted and wanted.search(piece) is not None)
        told = told or any(one in piece for one in about)
        if found and told:
            return True
    return False
