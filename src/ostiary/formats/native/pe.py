"""What do the tables of a Windows program say? Source: Microsoft, "PE Format"."""

from typing import NamedTuple

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.pe_tables import delayed, exports, imports
from ostiary.formats.native.record import Role, Section, Tables

MAX_SECTIONS = 96

MACHINES = {
    0x14C: "x86", 0x8664: "x86-64", 0x1C0: "arm", 0x1C4: "arm", 0xAA64: "arm64", 0x200: "itanium",
    0xA641: "arm64", 0x5064: "riscv", 0x6264: "loongarch", 0xEBC: "efi",
}  # fmt: skip
_LIBRARY = 0x2000  # of the characteristics
_EXECUTED = 0x20000020  # of a section: holds code, may be executed
_EXPORT, _IMPORT, _SECURITY, _DELAY, _MANAGED = 0, 1, 4, 13, 14


class Region(NamedTuple):
    """One section: where it lies in memory and in the file."""

    name: str
    address: int
    extent: int
    offset: int
    size: int
    flags: int


class Image(Struct):
    """A PE file while it is read."""

    layout: Layout
    machine: int
    flags: int
    wide: bool = False
    headers: int = 0
    directories: tuple[tuple[int, int], ...] = ()
    regions: list[Region] = field(default_factory=list)
    end: int = 0
    missing: list[str] = field(default_factory=list)

    def offset(self, address: int) -> int:
        """Where a relative virtual address lies in the file, -1 for nowhere."""
        for one in self.regions:
            if one.address <= address < one.address + max(one.size, one.extent):
                inner = address - one.address
                return one.offset + inner if inner < one.size else -1
        return address if 0 < address < self.headers else -1

    def directory(self, number: int) -> tuple[int, int]:
        """Address and size of a data directory, zeros if there is none."""
        return self.directories[number] if number < len(self.directories) else (0, 0)


def read_pe(data: bytes) -> Tables:
    """The tables of a PE file, 32 and 64 bits. Raises `ParseError` if even its header is none."""
    image = _header(data)
    asked = imports(image.layout, image.wide, image.directory(_IMPORT)[0], image.offset)
    later = delayed(image.layout, image.wide, image.directory(_DELAY)[0], image.offset)
    offered, broken = exports(image.layout, image.directory(_EXPORT)[0], image.offset)
    image.missing += [*asked.missing, *later.missing, *broken]
    stamp = _stamp(image)
    managed = ", managed" if image.directory(_MANAGED)[0] else ""
    return Tables(
        format="pe",
        machine=MACHINES.get(image.machine, f"machine {image.machine:#x}") + managed,
        role=Role.LIBRARY if image.flags & _LIBRARY else Role.EXECUTABLE,
        imports=tuple(dict.fromkeys((*asked.imports, *later.imports))),
        libraries=tuple(dict.fromkeys((*asked.libraries, *later.libraries))),
        exports=offered,
        sections=tuple(
            Section(one.name, one.size, entropy(data, one.offset, one.size),
                    bool(one.flags & _EXECUTED))
            for one in image.regions
        ),
        signed=stamp != (0, 0),
        end=image.end,
        stamp=stamp,
        missing=tuple(dict.fromkeys(image.missing)),
    )  # fmt: skip


def _header(data: bytes) -> Image:
    if data[:2] != b"MZ" or len(data) < 64:
        raise ParseError("no DOS header")
    layout = Layout(data)
    (at,) = layout.take("I", 60)
    if data[at : at + 4] != b"PE\0\0":
        raise ParseError("a DOS program without a PE header")
    machine, count, _, symbols, symbol_count, size, flags = layout.take("HHIIIHH", at + 4)
    image = Image(layout, machine, flags)
    optional = at + 24
    _optional(image, optional, size)
    _regions(image, optional + size, count)
    if symbols:  # of compilers that are not Microsoft's: symbols, then long names of sections
        _symbols(image, symbols, symbol_count)
    image.end = max(image.end, image.headers)
    if image.end > len(data):
        image.missing.append("the end of the file")
    return image


def _optional(image: Image, at: int, size: int) -> None:
    (magic,) = image.layout.take("H", at)
    if magic not in (0x10B, 0x20B):
        raise ParseError("an optional header of no known kind")
    image.wide = magic == 0x20B
    (image.headers,) = image.layout.take("I", at + 60)
    tables = at + (112 if image.wide else 96)
    (count,) = image.layout.take("I", tables - 4)
    inside = min(count, 16, max(0, at + size - tables) // 8)
    rows = [(address, extent) for address, extent in image.layout.rows("II", tables, inside)]
    image.directories = tuple(rows)
    if len(rows) < inside:
        image.missing.append("directories")


def _regions(image: Image, at: int, count: int) -> None:
    layout = image.layout
    for row, numbers in enumerate(layout.rows("8xIIIIIIHHI", at, min(count, MAX_SECTIONS))):
        extent, address, size, offset, *_, flags = numbers
        start = at + row * 40
        name = layout.text(start, start + 8)
        image.regions.append(Region(name, address, extent, offset, size, flags))
        if size:
            image.end = max(image.end, offset + size)
    if len(image.regions) < count:
        image.missing.append("sections")


def _symbols(image: Image, at: int, count: int) -> None:
    end = at + 18 * count
    for (size,) in image.layout.rows("I", end, 1):
        end += size
    if end <= len(image.layout.data):
        image.end = max(image.end, end)


def _stamp(image: Image) -> tuple[int, int]:
    """Where the signature lies: its directory alone holds an offset in the file."""
    at, size = image.directory(_SECURITY)
    if not at or not size:
        return 0, 0
    if at + size > len(image.layout.data):
        image.missing.append("its signature")
        return 0, 0
    return at, at + size
