"""What becomes of a part of a container that no reader of models recognises?"""

from ostiary.formats.content import classify
from ostiary.formats.contents import Kind
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet

MAX_TEXT = 32 << 20
"""Bytes of a text or a program that is handed on."""
HEAD = 1 << 20
"""Bytes by which a larger part is classified."""

_PROGRAMS = (Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH)
_TEXTS = (Kind.TEXT, Kind.JSON)
_PICTURES = (Kind.IMAGE, Kind.FONT, Kind.MEDIA, Kind.DATA)
_MACHINE = (Kind.NATIVE, Kind.WASM, Kind.BYTECODE)


def leftover(sheet: Sheet, name: str, extent: Extent) -> None:
    """Hand on texts and programs; say of everything else what it is, or that nobody knows."""
    whole = extent.size <= MAX_TEXT
    data = extent.at(0, extent.size if whole else HEAD)
    kind, detail = classify(name, data)
    if kind in _MACHINE:
        sheet.odd(Topic.MACHINE, "machine-code", f"`{name}` is machine code ({detail})")
        sheet.carries = Carries.MACHINE
        sheet.passed(name, data)
    elif kind in _PROGRAMS or kind in _TEXTS:
        if kind in _PROGRAMS and sheet.carries is not Carries.MACHINE:
            sheet.carries = Carries.CODE
        if whole:
            sheet.passed(name, data)
        else:
            sheet.stop(f"`{name}` is a text of more than {MAX_TEXT} bytes: not read")
    elif kind not in (*_PICTURES, Kind.EMPTY):
        sheet.stop(f"`{name}` is of no known format")
