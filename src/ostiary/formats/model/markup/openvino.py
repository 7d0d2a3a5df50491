"""What does a network of OpenVINO use besides the operators of the library itself?"""

from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.markup.document import document
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.xml_events import Element

_SETS = regex(r"opset\d{1,2}|experimental|ie_internal_opset|")
_PATHS = (
    "path",
    "file",
    "filename",
    "weights",
    "weights_path",
    "library",
    "kernel",
    "source",
    "model",
)
"""Attributes of a layer of one's own by which it may be told what to open."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Each layer by its type and the set of operators that it is of; weights lie in a file beside it."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "OpenVINO"
    custom: dict[str, int] = {}
    extent = _Extent()

    def start(one: Element) -> None:
        if one.name == "net":
            sheet.detail("name", one.given.get("name", ""))
            sheet.detail("version", one.given.get("version", ""))
        elif one.name == "layer":
            kind, of = one.given.get("type", ""), one.given.get("version", "")
            if not _SETS.fullmatch(of):
                custom.setdefault(f"{of}.{kind}", one.line)
        elif one.name == "data":
            extent.see(one)
            _paths(sheet, one)

    document(sheet, desk, start, lambda _: None)
    for name, line in list(custom.items())[:200]:
        sheet.carries = Carries.CODE
        message = f"the operator `{name}` is code that a library has to bring"
        sheet.odd(Topic.CODE, "custom-operator", message, at=line)
        sheet.reach("library", name, line)
    if extent.end:
        sheet.detail("bytes of weights beside it", extent.end)
        sheet.reach("file", "weights (.bin)")
    if extent.bad:
        sheet.broken("weights-place", "the place of some weights is no number", extent.bad)


class _Extent:
    """How far the constants reach into the file of weights."""

    def __init__(self) -> None:
        self.end = self.bad = 0

    def see(self, one: Element) -> None:
        offset, size = one.given.get("offset"), one.given.get("size")
        if offset is None or size is None:
            return
        if (
            offset.isascii()
            and offset.isdigit()
            and size.isascii()
            and size.isdigit()
            and len(offset + size) < 30
        ):
            self.end = max(self.end, int(offset) + int(size))
        else:
            self.bad = one.line


def _paths(sheet: Sheet, one: Element) -> None:
    for key in _PATHS:
        value = one.given.get(key, "")
        if value and leaves(value):
            sheet.reach("file", value, one.line, escapes=True)
            message = f"`{key}` of a layer is `{value}`: {leaves(value)}"
            sheet.odd(Topic.REACH, "layer-path", message, at=one.line, gravity=Gravity.HARMFUL)
