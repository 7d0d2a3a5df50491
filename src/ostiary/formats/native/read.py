"""What is this file of machine code, whatever its format?"""

from collections.abc import Callable

from ostiary.core.errors import ParseError
from ostiary.formats.native import fat, mach
from ostiary.formats.native.elf import read_elf
from ostiary.formats.native.objects import read_ar, read_coff
from ostiary.formats.native.overlay import appended, embedded
from ostiary.formats.native.packing import packer
from ostiary.formats.native.pe import read_pe
from ostiary.formats.native.record import NativeFile, Role, Tables
from ostiary.formats.native.strings import telling
from ostiary.formats.native.wasm import read_wasm

_COFF = (b"\x64\x86", b"\x4c\x01", b"\x64\xaa", b"\xc4\x01")
_READERS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], Tables]], ...] = (
    ((b"\x7fELF",), read_elf),
    ((b"MZ",), read_pe),
    (tuple(mach.MAGICS), mach.read_mach),
    (tuple(fat.MAGICS), fat.read_fat),
    ((b"\0asm",), read_wasm),
    ((b"!<arch>\n",), read_ar),
    (_COFF, read_coff),
)


def read_native(path: str, data: bytes) -> NativeFile:
    """The record of one file. Raises `ParseError` where no table can be read, or nobody knows the format."""
    tables = _tables(data)
    return NativeFile(
        path=path,
        format=tables.format,
        machine=tables.machine,
        role=tables.role,
        size=len(data),
        imports=tables.imports,
        libraries=tables.libraries,
        exports=tables.exports,
        sections=tables.sections,
        packer=packer(data, tables),
        overlay=appended(data, tables),
        embedded=embedded(data, tables.end) if tables.role is not Role.ARCHIVE else (),
        strings=telling(data, windows=tables.format in {"pe", "coff"}),
        signed=tables.signed,
        missing=tables.missing,
    )


def _tables(data: bytes) -> Tables:
    for magics, read in _READERS:
        if data.startswith(magics):
            return read(data)
    raise ParseError("machine code in a format that nobody here knows")
