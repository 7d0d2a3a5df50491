"""XML of a model, element by element; entities and document types are told of and not read."""

import re
from collections.abc import Callable

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.markup.marks import DOCTYPE, plain
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.xml_events import Element, XmlEvents

MAX_XML = 256 << 20
"""Bytes of one document."""


_ENTITY = regex(rb"<!ENTITY|SYSTEM\s*[\"']|PUBLIC\s*[\"']")


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
    if DOCTYPE in text:
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
    sheet.odd(Topic.REACH, "xml-entities", message, at=text.find(DOCTYPE), gravity=gravity)
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
