"""XML of a model, element by element; entities and document types are told of and not read."""

import re
from collections.abc import Callable

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.xml_events import Element, XmlEvents

MAX_XML = 256 << 20
"""Bytes of one document."""

MAX_PROLOGUE = 64 << 20
"""Bytes among which the first element is looked for."""

_ENTITY = regex(rb"<!ENTITY|SYSTEM\s*[\"']|PUBLIC\s*[\"']")
_DOCTYPE = b"<!DOCTYPE"
_BEFORE = (b"<?", b"<!")
"""What may stand in front of the first element, at any length."""
_PAGE = regex(rb"<!DOCTYPE\s+html", re.IGNORECASE)
_PROLOGUE = regex(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)


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
    found = element.search(rest) if rest.startswith(_DOCTYPE) else element.match(rest)
    return rest[found.start() :] if found else b""


def document(
    sheet: Sheet, desk: Desk, start: Callable[[Element], None], end: Callable[[Element], None]
) -> None:
    """Call both for each element. Raises `ParseError` for what is no XML, or has a document type."""
    size = sheet.extent.size
    sheet.readers.append("XML")
    if size > MAX_XML or not desk.hold(size):
        raise LimitError(f"XML of {size} bytes; {MAX_XML} are read")
    data = sheet.extent.at(0, size)
    text = plain(data)
    if _DOCTYPE in text:
        _doctype(sheet, text)
    events = XmlEvents(_checked(sheet, start), end)
    try:
        events.read(data)
    except RecursionError:
        raise ParseError("XML that is nested too deeply") from None
    sheet.own(0, size)


def _doctype(sheet: Sheet, text: bytes) -> None:
    inner = _ENTITY.search(text)
    message = "a document type: a reader that follows it expands entities or opens files"
    gravity = Gravity.HARMFUL if inner else Gravity.BROKEN
    sheet.odd(Topic.REACH, "xml-entities", message, at=text.find(_DOCTYPE), gravity=gravity)
    for found in re.finditer(
        rb"(?:SYSTEM|PUBLIC\s*[\"'][^\"']*[\"'])\s*[\"']([^\"']{1,500})", text
    ):
        target = found[1].decode("utf-8", "backslashreplace")
        sheet.reach("url" if "://" in target else "file", target, escapes=True)


def _checked(sheet: Sheet, start: Callable[[Element], None]) -> Callable[[Element], None]:
    def begin(one: Element) -> None:
        if one.name == "include" and ("href" in one.given or "parse" in one.given):
            target = one.given.get("href", "")
            message = f"readers that know XInclude put `{target}` in here"
            sheet.odd(Topic.REACH, "xml-include", message, at=one.line, gravity=Gravity.HARMFUL)
            sheet.reach("file", target, one.line, escapes=True)
        start(one)

    return begin
