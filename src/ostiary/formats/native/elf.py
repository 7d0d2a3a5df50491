"""What do the tables of an ELF file say? Source: System V ABI, object files and dynamic linking."""

from typing import NamedTuple

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.formats.native.elf_symbols import MAX_LIBRARIES, Dynamic, symbols
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.record import Role, Section, Tables

MAX_SEGMENTS = 256
MAX_SECTIONS = 65_536
"""Rows of the section table that are looked at; relocatable files have one for each function."""
MAX_LISTED = 64
"""Sections that are listed."""

_MACHINES = {
    3: "x86", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390", 40: "arm", 62: "x86-64", 183: "arm64",
    190: "cuda", 224: "amdgpu", 243: "riscv", 247: "bpf", 258: "loongarch",
}  # fmt: skip
_LOAD, _DYNAMIC, _INTERP = 1, 2, 3
_NOBITS, _SYMTAB = 8, 2
_RUNS = 1  # of a segment's flags
_INSTRUCTIONS = 4  # of a section's flags
_PIE = 0x08000000  # of DT_FLAGS_1


class Segment(NamedTuple):
    """One row of the program header."""

    type: int
    flags: int
    offset: int
    address: int
    size: int


class Part(NamedTuple):
    """One row of the section header."""

    name: int
    type: int
    flags: int
    offset: int
    size: int
    link: int


class Elf(Struct):
    """An ELF file while it is read."""

    layout: Layout
    wide: bool
    type: int
    machine: int
    segments: list[Segment] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    names: int = 0  # row of the section that holds the names of sections
    end: int = 0
    missing: list[str] = field(default_factory=list)

    def offset(self, address: int) -> int:
        """Where an address of the loaded program lies in the file, -1 for nowhere."""
        for one in self.segments:
            if one.type == _LOAD and one.address <= address < one.address + one.size:
                return address - one.address + one.offset
        return -1


def read_elf(data: bytes) -> Tables:
    """The tables of an ELF file. Raises `ParseError` if even its header is none."""
    elf = _header(data)
    dynamic = _dynamic(elf)
    imports, exports = symbols(elf.layout, elf.wide, dynamic, _static(elf))
    return Tables(
        format="elf",
        machine=_MACHINES.get(elf.machine, f"machine {elf.machine}"),
        role=_role(elf, dynamic),
        imports=imports,
        libraries=dynamic.libraries,
        exports=exports,
        sections=_sections(elf),
        end=elf.end,
        missing=tuple(dict.fromkeys((*elf.missing, *dynamic.missing))),
    )


def _header(data: bytes) -> Elf:
    if data[:4] != b"\x7fELF" or len(data) < 52:
        raise ParseError("no ELF header")
    if data[4] not in (1, 2) or data[5] not in (1, 2):
        raise ParseError("an ELF header of no known class or byte order")
    wide = data[4] == 2
    layout = Layout(data, "<" if data[5] == 1 else ">")
    form = "HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"
    head = layout.take(form, 16)
    elf = Elf(layout, wide, head[0], head[1], names=head[12])
    elf.end = head[7]
    _segments(elf, head[4], head[9], head[8])
    _parts(elf, head[5], head[11], head[10])
    if not elf.segments and elf.type in (2, 3):
        elf.missing.append("segments")
    return elf


def _segments(elf: Elf, at: int, count: int, stride: int) -> None:
    if not count:
        return
    rows = list(elf.layout.rows("IIQQQQQQ" if elf.wide else "IIIIIIII", at, count, stride))
    for row in rows[:MAX_SEGMENTS]:
        if elf.wide:
            kind, flags, offset, address, _, size = row[:6]
        else:
            kind, offset, address, _, size, _, flags = row[:7]
        elf.segments.append(Segment(kind, flags, offset, address, size))
        if kind == _LOAD:
            elf.end = max(elf.end, offset + size)
    if len(rows) < count or count > MAX_SEGMENTS:
        elf.missing.append("segments")
    if elf.end > len(elf.layout.data):
        elf.missing.append("the end of the file")


def _parts(elf: Elf, at: int, count: int, stride: int) -> None:
    """The section table: for linkers and people only, so a file may go without one."""
    form = "IIQQQQIIQQ" if elf.wide else "IIIIIIIIII"
    if not at:
        return
    rows = list(elf.layout.rows(form, at, min(count or 1, MAX_SECTIONS), stride))
    if not count and rows:  # more than fit into the header: the first row tells
        count = rows[0][5]
        rows = list(elf.layout.rows(form, at, min(count, MAX_SECTIONS), stride))
    if elf.names == 0xFFFF and rows:
        elf.names = rows[0][6]
    for row in rows:
        elf.parts.append(Part(row[0], row[1], row[2], row[4], row[5], row[6]))
        if row[1] not in (0, _NOBITS):
            elf.end = max(elf.end, row[4] + row[5])
    elf.end = max(elf.end, at + count * stride)
    if len(rows) < count or elf.end > len(elf.layout.data):
        elf.missing.append("sections")


def _dynamic(elf: Elf) -> Dynamic:
    """What the dynamic linker is told: by segments, which it goes by, never by sections."""
    found = Dynamic()
    for one in elf.segments:
        if one.type == _DYNAMIC:
            found.read(elf.layout, elf.wide, one.offset, one.size, elf.offset)
    return found


def _static(elf: Elf) -> tuple[int, int, int, int] | None:
    """Offset and size of the symbol table of a relocatable file, and of the names for it."""
    if elf.type != 1:
        return None
    for one in elf.parts:
        if one.type == _SYMTAB and one.link < len(elf.parts):
            names = elf.parts[one.link]
            return one.offset, one.size, names.offset, names.size
    return None


def _role(elf: Elf, dynamic: Dynamic) -> Role:
    """Programs that may lie anywhere in memory look like libraries, but name who interprets them."""
    if elf.type == 1:
        return Role.OBJECT
    interpreted = any(one.type == _INTERP for one in elf.segments) and not dynamic.named
    if elf.type == 2 or dynamic.flags & _PIE or interpreted:
        return Role.EXECUTABLE
    return Role.LIBRARY


def _sections(elf: Elf) -> tuple[Section, ...]:
    if not any(one.type for one in elf.parts):
        return _as_loaded(elf, [one for one in elf.segments if one.type == _LOAD])
    runs = [one for one in elf.segments if one.type == _LOAD and one.flags & _RUNS]
    named = sum(one.size for one in elf.parts if one.flags & _INSTRUCTIONS and one.type != _NOBITS)
    hidden = named * 2 < sum(one.size for one in runs)
    return (*_named(elf), *(_as_loaded(elf, runs) if hidden else ()))


def _as_loaded(elf: Elf, runs: list[Segment]) -> tuple[Section, ...]:
    """Parts as the loader sees them, who does not look at sections."""
    data = elf.layout.data
    return tuple(
        Section(
            f"segment {at}", one.size, entropy(data, one.offset, one.size), bool(one.flags & _RUNS)
        )
        for at, one in enumerate(runs[:MAX_LISTED])
    )


def _named(elf: Elf) -> tuple[Section, ...]:
    data = elf.layout.data
    names = elf.parts[elf.names].offset if elf.names < len(elf.parts) else -1
    found = []
    large = sorted((one for one in elf.parts if one.type), key=lambda one: -one.size)[:MAX_LISTED]
    for one in sorted(large, key=lambda one: one.offset):
        name = elf.layout.text(names + one.name) if names >= 0 else ""
        bits = 0.0 if one.type == _NOBITS else entropy(data, one.offset, one.size)
        found.append(Section(name, one.size, bits, bool(one.flags & _INSTRUCTIONS)))
    return tuple(found)


__all__ = ["MAX_LIBRARIES", "read_elf"]
