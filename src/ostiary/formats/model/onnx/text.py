"""Is this an ONNX model that is written as text: protocol buffers as text or JSON, or ONNX's own syntax?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

MAX_SEARCHED = 64 << 20
"""Bytes of a text in which its operators are looked for: tensors, as text, may stand before them."""

_STEP, _OVER = 1 << 20, 64
_PROTOBUF = (".pbtxt", ".prototxt", ".textproto", ".pb.txt", ".txtpb", ".onnxtxt", ".onnxtext")
_JSON = (".json", ".onnxjson")
"""Endings by which the library of ONNX takes a file for text, or for JSON."""
_BEGINS = regex(
    rb"(?:#[^\n]*\n|\s)*(?:(?:ir_version|opset_import|producer_name|graph)\s*:?\s*[{<\d\"']|<\s*(?:ir_version|opset_import)\s*:)"
)
_OPERATOR = regex(rb"\bop_type\s*:\s*[\"']")
_KEY = regex(rb"\"(?:opType|op_type)\"\s*:\s*\"|\"[^\"\s]{0,20}\\\\u00[^\"\s]{0,60}\"\s*:")
_ABOUT = (b'"graph"', b'"opsetImport"', b'"opset_import"', b'"irVersion"', b'"ir_version"')
_HINTS = (b"op_type", b"opType", b"\\u00")
"""One of these stands in each of the patterns: they are found sooner."""
_OWN = regex(rb"(?:#[^\n]*\n|\s)*<\s*(?:ir_version|opset_import)\s*:")


def is_text(head: bytes, extent: Extent, name: str) -> bool:
    """Whether somebody would load this text as an ONNX model."""
    if name.endswith(_JSON):
        return head.lstrip()[:1] == b"{" and _stands(extent, _KEY, _ABOUT)
    if _OWN.match(head):
        return True
    if name.endswith(_PROTOBUF) or _BEGINS.match(head):
        return _stands(extent, _OPERATOR, ())
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
