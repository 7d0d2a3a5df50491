"""A template of JavaScript (`<% ... %>`): what it writes out, and what writes it.

No runtime takes such a file as it is. Its two halves lie at different places of the text, so that each is
read where it stands, with the other one blanked.
"""

import re
from collections.abc import Callable

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.hidden import oddities
from ostiary.program.record import Source

OPEN = b"<%"
MAX_TAGS = 5000

_TAG = regex(rb"<%([=\-_#]?)(.*?)([-_]?)%>", re.DOTALL)
_SIGN = regex(rb"[^\r\n]")


def whole(data: bytes, read: Callable[[bytes], Source]) -> Source | None:
    """Both halves of a template, if each is read without a fault: what one does not show, the other does."""
    parts = halves(data)
    if parts is None:
        return None
    written, code = map(read, parts)
    if not written.parsed or not code.parsed or written.faults or code.faults:
        return None
    return replace(
        written,
        oddities=oddities(data),
        imports=(*written.imports, *code.imports),
        definitions=(*written.definitions, *code.definitions),
        calls=(*written.calls, *code.calls),
        edges=(*written.edges, *code.edges),
        blobs=(*written.blobs, *code.blobs),
        runs=(*written.runs, *code.runs),
    )


def halves(data: bytes) -> tuple[bytes, bytes] | None:
    """What is written out, and the code of the tags, both as long as `data`; None for what is no template."""
    tags = list(_TAG.finditer(data))
    if not tags or len(tags) > MAX_TAGS or data.count(OPEN) != len(tags):
        return None
    written, code, last = bytearray(), bytearray(), 0
    for tag in tags:
        between = data[last : tag.start()]
        kind, inner, end = tag.groups()
        written += between + _SIGN.sub(b"_" if kind in {b"=", b"-"} else b" ", tag[0])
        code += _blank(between) + _code(kind, inner, end)
        last = tag.end()
    return bytes(written + data[last:]), bytes(code + _blank(data[last:]))


def _code(kind: bytes, inner: bytes, end: bytes) -> bytes:
    """One tag as statements: the value that it writes out in brackets, and an end behind it."""
    if kind == b"#":
        return _blank(b"<%#" + inner + end + b"%>")
    if kind in {b"=", b"-"}:
        return b" ;(" + inner + _blank(end) + b");"
    return b"  " + _blank(kind) + inner + _blank(end) + b" ;"


def _blank(data: bytes) -> bytes:
    return _SIGN.sub(b" ", data)
