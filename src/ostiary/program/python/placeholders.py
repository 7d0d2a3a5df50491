"""Python with gaps that a template engine fills before anything can run it."""

from ostiary.core.regex import regex
from ostiary.program.python.whole import tree_of
from ostiary.program.weight import heavier

MAX_BYTES = 1 << 20
MAX_SIGNS = 100_000

_GAP = regex(rb"\{\{[ \t]*-?[ \t]*([A-Za-z_][\w.]{0,80})[^{}\n]{0,200}\}\}")
_ORDER = regex(rb"\{%[^\n]{0,400}?%\}|\{#[^\n]{0,400}?#\}")
_DOT = regex(rb"\W")


def filled(data: bytes) -> bytes:
    """The text with each gap named after what fills it; empty where that does not make it Python.

    Lines stay where they are. What Python's own parser takes as it stands has no gaps to be filled.
    """
    if len(data) > MAX_BYTES or b"{{" not in data or heavier(data, MAX_SIGNS) or tree_of(data):
        return b""
    text = _GAP.sub(lambda match: _DOT.sub(b"_", match[1]), _ORDER.sub(b"", data))
    return text if text != data and tree_of(text) else b""
