"""By the first element of which XML is a model recognised?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.desk import HEAD
from ostiary.formats.model.extent import Extent

MAX_PROLOGUE = 64 << 20
"""Bytes among which the first element is looked for."""

DOCTYPE = b"<!DOCTYPE"
_BEFORE = (b"<?", b"<!")
"""What may stand in front of the first element, at any length."""
_PAGE = regex(rb"<!DOCTYPE\s+html", re.IGNORECASE)
_PROLOGUE = regex(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_PMML = regex(rb"<(?:\w+:)?PMML[\s>/]")
_OPENVINO = regex(rb"<net\s")


def pmml(head: bytes, extent: Extent, name: str) -> bool:
    """XML whose first element is that of PMML."""
    del name
    return bool(opening(head, extent, _PMML))


def openvino(head: bytes, extent: Extent, name: str) -> bool:
    """XML whose first element is a network with a version."""
    del name
    text = opening(head, extent, _OPENVINO)
    return b"<layers" in text or b"version" in text[:HEAD]


def plain(head: bytes) -> bytes:
    """The begin of a document in any of the usual encodings, as ASCII as far as it is that."""
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def opening(head: bytes, extent: Extent, element: re.Pattern[bytes]) -> bytes:
    """The begin of a document, as ASCII, from an element on that has to be its first; empty if it is not.

    Comments and the like in front of it are gone over at any length, a document type however it is written.
    """
    text = plain(head)
    begin = _PROLOGUE.match(text)
    rest = text[begin.end() :] if begin else text
    if _PAGE.match(rest):
        return b""
    if rest.startswith(_BEFORE) and extent.size > len(head):
        text = plain(extent.at(0, MAX_PROLOGUE))
        begin = _PROLOGUE.match(text)
        rest = text[begin.end() :] if begin else text
    found = element.search(rest) if rest.startswith(DOCTYPE) else element.match(rest)
    return rest[found.start() :] if found else b""
