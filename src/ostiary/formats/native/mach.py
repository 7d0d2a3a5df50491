"""What do the load commands of a Mach-O file say? Source: Apple, `mach-o/loader.h`, `fat.h` and `nlist.h`."""

import re

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.native.entries import entries
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.record import Import, Role, Section, Tables

MAX_COMMANDS = 4096
MAX_SECTIONS = 255  # of one segment
MAX_LISTED = 64
MAX_LIBRARIES = 512
MAX_SYMBOLS = 500_000
MAX_IMPORTS = 20_000
MAX_EXPORTS = 500

MAGICS = {
    b"\xfe\xed\xfa\xce": (">", False),
    b"\xfe\xed\xfa\xcf": (">", True),
    b"\xce\xfa\xed\xfe": ("<", False),
    b"\xcf\xfa\xed\xfe": ("<", True),
}
MACHINES = {
    7: "x86", 0x1000007: "x86-64", 12: "arm", 0x100000C: "arm64", 0x200000C: "arm64_32",
    18: "ppc", 0x1000012: "ppc64",
}  # fmt: skip
_ROLES = {1: Role.OBJECT, 2: Role.EXECUTABLE, 5: Role.EXECUTABLE, 7: Role.EXECUTABLE}
_SEGMENT, _SYMTAB, _SEGMENT_64, _SIGNATURE = 0x1, 0x2, 0x19, 0x1D
_ENCRYPTED = (0x21, 0x2C)
_BOUND = (0x22, 0x22 | 1 << 31)
_CHAINED = 0x34 | 1 << 31
_LIBRARIES = (0xC, 0x18 | 1 << 31, 0x1F | 1 << 31, 0x20, 0x23 | 1 << 31)
_CODE = 0x80000400  # of a section: instructions, all or some
_NAME = regex(rb"_([A-Za-z_$][\w$.]{1,200})\0", re.ASCII)
_STAB, _TYPE, _EXTERNAL = 0xE0, 0x0E, 0x01


class Mach(Struct):
    """One architecture of a Mach-O file while it is read."""

    layout: Layout
    wide: bool
    libraries: list[str] = field(default_factory=list)
    imports: dict[Import, None] = field(default_factory=dict)
    exports: dict[str, None] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    table: tuple[int, ...] = ()
    bound: list[tuple[int, int]] = field(default_factory=list)
    signed: bool = False
    end: int = 0
    missing: list[str] = field(default_factory=list)


def read_mach(data: bytes, base: int = 0, size: int | None = None) -> Tables:
    """The tables of one architecture, which may stand inside a larger file.

    Raises `ParseError` if even its header is none.
    """
    magic = data[base : base + 4]
    if magic not in MAGICS:
        raise ParseError("no Mach-O header")
    order, wide = MAGICS[magic]
    layout = Layout(data, order, base, size)
    machine, _, kind, count, length = layout.take("IIIII", 4)
    mach = Mach(layout, wide)
    mach.end = (32 if wide else 28) + length
    _commands(mach, 32 if wide else 28, count)
    _symbols(mach)
    _bindings(mach)
    if mach.end > layout.size:
        mach.missing.append("the end of the file")
    return Tables(
        format="mach-o",
        machine=MACHINES.get(machine, f"machine {machine:#x}"),
        role=_ROLES.get(kind, Role.LIBRARY),
        imports=tuple(mach.imports),
        libraries=tuple(mach.libraries[:MAX_LIBRARIES]),
        exports=tuple(mach.exports),
        sections=tuple(mach.sections),
        signed=mach.signed,
        end=mach.end,
        missing=tuple(dict.fromkeys(mach.missing)),
    )


def _commands(mach: Mach, at: int, count: int) -> None:
    for _ in range(min(count, MAX_COMMANDS)):
        if at + 8 > mach.layout.size:
            break
        command, size = mach.layout.take("II", at)
        if size < 8:
            break
        try:
            _command(mach, command, at, size)
        except ParseError:
            break
        at += size
    else:
        if count <= MAX_COMMANDS:
            return
    mach.missing.append("load commands")


def _command(mach: Mach, command: int, at: int, size: int) -> None:
    layout = mach.layout
    if command in (_SEGMENT, _SEGMENT_64):
        _segment(mach, at, wide=command == _SEGMENT_64)
    elif command in _LIBRARIES:
        mach.libraries.append(layout.text(at + layout.take("I", at + 8)[0], at + size))
    elif command == _SYMTAB:
        mach.table = layout.take("IIII", at + 8)
    elif command == _SIGNATURE:
        offset, length = layout.take("II", at + 8)
        mach.signed = True
        mach.end = max(mach.end, offset + length)
    elif command in _BOUND:
        numbers = layout.take("IIIIIIII", at + 8)
        mach.bound += [(numbers[two], numbers[two + 1]) for two in (2, 4, 6)]
    elif command == _CHAINED:
        mach.bound.append((layout.take("II", at + 8)[0], layout.take("II", at + 8)[1]))
    elif command in _ENCRYPTED and layout.take("I", at + 16)[0]:
        mach.missing.append("what is encrypted")


def _segment(mach: Mach, at: int, *, wide: bool) -> None:
    layout = mach.layout
    if wide:
        _, _, offset, size, _, _, count, _ = layout.take("QQQQIIII", at + 24)
        rows = layout.rows("32xQQIIIIIIII", at + 72, min(count, MAX_SECTIONS))
    else:
        _, _, offset, size, _, _, count, _ = layout.take("IIIIIIII", at + 24)
        rows = layout.rows("32xIIIIIIIII", at + 56, min(count, MAX_SECTIONS))
    mach.end = max(mach.end, offset + size)
    start, step = (at + 72, 80) if wide else (at + 56, 68)
    for number, row in enumerate(rows):
        if len(mach.sections) >= MAX_LISTED:
            return
        name = layout.text(start + step * number, start + step * number + 16)
        place, code = row[2], bool(row[6] & _CODE)
        bits = entropy(layout.data, layout.base + place, row[1]) if place else 0.0
        mach.sections.append(Section(name, row[1], bits, code))


def _symbols(mach: Mach) -> None:
    """Undefined external symbols are imports, defined ones are offered; the leading underscore is C's."""
    if not mach.table:
        return
    at, count, names, size = mach.table
    layout, end = mach.layout, names + size
    if end > layout.size or count > MAX_SYMBOLS:
        mach.missing.append("symbols")
    mach.exports.update(dict.fromkeys(entries(layout.data, layout.base + names - 1, size + 1)))
    form = "IBBHQ" if mach.wide else "IBBHI"
    for name, kind, _, note, value in layout.rows(form, at, min(count, MAX_SYMBOLS)):
        if kind & _STAB or not kind & _EXTERNAL:
            continue
        if not kind & _TYPE and not value:
            if len(mach.imports) < MAX_IMPORTS:
                word = layout.text(names + name, end).removeprefix("_")
                mach.imports[Import(word, _library(mach, note >> 8))] = None
        elif len(mach.exports) < MAX_EXPORTS:
            mach.exports[layout.text(names + name, end).removeprefix("_")] = None
    for one in mach.imports:
        mach.exports.pop(one.name, None)


def _bindings(mach: Mach) -> None:
    """Names that the loader binds by: they remain where the table of symbols was taken out."""
    known = {one.name for one in mach.imports}
    layout = mach.layout
    for at, size in mach.bound:
        low = layout.base + min(at, layout.size)
        high = min(low + size, layout.base + layout.size)
        for match in _NAME.finditer(layout.data, low, high):
            name = match[1].decode("ascii")
            if name not in known and len(mach.imports) < MAX_IMPORTS:
                known.add(name)
                mach.imports[Import(name)] = None


def _library(mach: Mach, ordinal: int) -> str:
    inside = 0 < ordinal <= len(mach.libraries)
    return mach.libraries[ordinal - 1] if inside else ""
