"""Is this native code, bytecode or a pickle, by its structure rather than by a few bytes?"""

import re
import zlib
from typing import Literal

from ostiary.core.regex import regex
from ostiary.formats.contents import Kind

Answer = tuple[Kind, str]
Order = Literal["little", "big"]

_ELF_TYPES = {1: "object file", 2: "executable", 3: "shared object", 4: "core file"}
_ELF_MACHINES = {
    3: "x86", 8: "MIPS", 20: "PowerPC", 21: "PowerPC64", 22: "S390", 40: "ARM", 62: "x86-64",
    183: "AArch64", 190: "CUDA", 224: "AMD GPU", 243: "RISC-V", 247: "BPF", 258: "LoongArch",
}  # fmt: skip
_PE_MACHINES = {0x14C: "x86", 0x8664: "x86-64", 0x1C4: "ARM", 0xAA64: "AArch64", 0x200: "Itanium"}
_MACH_MACHINES = {7: "x86", 0x1000007: "x86-64", 12: "ARM", 0x100000C: "AArch64", 18: "PowerPC"}
_MACH_TYPES = {
    1: "object file",
    2: "executable",
    6: "dynamic library",
    8: "bundle",
    10: "debug symbols",
}
_MACH: dict[bytes, tuple[Order, int]] = {
    b"\xfe\xed\xfa\xce": ("big", 32),
    b"\xfe\xed\xfa\xcf": ("big", 64),
    b"\xce\xfa\xed\xfe": ("little", 32),
    b"\xcf\xfa\xed\xfe": ("little", 64),
}
_FAT = (b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"\xbe\xba\xfe\xca", b"\xbf\xba\xfe\xca")
_PYTHONS = (
    (3390, "3.7"), (3400, "3.8"), (3420, "3.9"), (3430, "3.10"), (3450, "3.11"), (3500, "3.12"),
    (3550, "3.13"), (3600, "3.14"), (3650, "3.15"),
)  # fmt: skip
_OPCODES = frozenset(b"()]}cNKMJIXUVCGBTlpqtdi.\x85\x88\x89\x8a\x8c\x8e\x8f\x95\x96")
_TEXT_PICKLE_START = regex(rb"\((?:[lid]p[0-9]*\n|[dl]p)|\(*[ci][A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n")


def elf(data: bytes) -> Answer | None:
    """ELF: class, machine and type (System V ABI, ELF header)."""
    if data[:4] != b"\x7fELF":
        return None
    if len(data) < 20:
        return Kind.NATIVE, "ELF, cut off"
    order: Order = "big" if data[5] == 2 else "little"
    bits = {1: "32-bit", 2: "64-bit"}.get(data[4], "odd-class")
    kind = int.from_bytes(data[16:18], order)
    machine = int.from_bytes(data[18:20], order)
    name = _ELF_MACHINES.get(machine, f"machine {machine}")
    return Kind.NATIVE, f"ELF {bits} {name} {_ELF_TYPES.get(kind, 'file')}"


def portable(data: bytes) -> Answer | None:
    """PE, by its DOS header's pointer (PE format, MS-DOS stub)."""
    if data[:2] != b"MZ" or len(data) < 64:
        return None
    at = int.from_bytes(data[60:64], "little")
    head = data[at : at + 24]
    if head[:4] != b"PE\0\0" or len(head) < 24:
        return (Kind.NATIVE, "DOS executable") if b"\0" in data[:64] else None
    machine = int.from_bytes(head[4:6], "little")
    kind = "DLL" if int.from_bytes(head[22:24], "little") & 0x2000 else "executable"
    return Kind.NATIVE, f"PE {_PE_MACHINES.get(machine, f'machine {machine}')} {kind}"


def mach(data: bytes) -> Answer | None:
    """Mach-O, thin and fat; a Java class shares the magic of the latter (both are `cafebabe`)."""
    magic = data[:4]
    if magic in _FAT and len(data) >= 8:
        count = int.from_bytes(data[4:8], "big" if magic[0] == 0xCA else "little")
        if magic == b"\xca\xfe\xba\xbe" and count >= 40:  # a class file's version, 45 and up
            return Kind.NATIVE, "Java class"
        return Kind.NATIVE, f"Mach-O for {count} architectures"
    if magic not in _MACH or len(data) < 16:
        return None
    order, bits = _MACH[magic]
    machine = int.from_bytes(data[4:8], order)
    kind = int.from_bytes(data[12:16], order)
    name = _MACH_MACHINES.get(machine, f"machine {machine}")
    return Kind.NATIVE, f"Mach-O {bits}-bit {name} {_MACH_TYPES.get(kind, 'file')}"


def bytecode(data: bytes) -> Answer | None:
    """CPython or PyPy bytecode: two bytes of version, CR LF, and a code object after 8, 12 or 16 bytes."""
    if data[2:4] != b"\r\n" or len(data) < 9:
        return None
    if not any(byte & 0x7F == 0x63 for byte in (data[8:9] + data[12:13] + data[16:17])):
        return None
    if data[:2].isascii() and data[4:16].isascii() and b"\0" not in data[:64]:
        return None  # a short first line of a text with Windows line ends, such as `/*` or `--`
    number = int.from_bytes(data[:2], "little")
    names = [name for low, name in _PYTHONS if low <= number < low + 50]
    return Kind.BYTECODE, f"Python {names[-1]} bytecode" if names else f"Python bytecode ({number})"


def pickle(data: bytes) -> Answer | None:
    """A pickle of protocol 2 and up by its header, of 0 and 1 by its first line and its final dot."""
    if data[0] == 0x80 and len(data) > 3 and 2 <= data[1] <= 5:
        framed = data[2] == 0x95 and int.from_bytes(data[3:11], "little") <= len(data)
        if framed or (data[2] in _OPCODES and b"." in data[2:]):
            return Kind.PICKLE, f"pickle, protocol {data[1]}"
    elif data[0] in b"(ci" and data.rstrip()[-1:] == b"." and _TEXT_PICKLE_START.match(data):
        return Kind.PICKLE, "pickle, protocol 0"
    return None


def numpy(data: bytes) -> Answer | None:
    """A NumPy array; one of objects is a pickle (NumPy, NEP 1)."""
    if data[:6] != b"\x93NUMPY":
        return None
    if re.search(rb"'descr':[^{}]*O", data[:1024].partition(b"'fortran_order'")[0]):
        return Kind.PICKLE, "NumPy array of pickled objects"
    return Kind.DATA, "NumPy array"


def weak(data: bytes) -> Answer | None:
    """Formats whose magic is too short to be believed alone."""
    size = len(data)
    if data[:2] == b"BM" and size > 26 and data[6:10] == b"\0\0\0\0":
        return Kind.IMAGE, "BMP image"
    if data[0] == 0x78 and _inflates(data):
        return Kind.ARCHIVE, "zlib stream"
    if data[:2] == b"\x30\x82" and int.from_bytes(data[2:4], "big") + 4 == size:
        return Kind.DATA, "DER structure"
    if data[:2] in (b"\x64\x86", b"\x4c\x01", b"\x64\xaa") and size > 20 and _coff(data):
        return Kind.NATIVE, "COFF object file"
    if data[0] == 0x47 and size >= 377 and data[188] == data[376] == 0x47:
        return Kind.MEDIA, "MPEG transport stream"
    return None


def _inflates(data: bytes) -> bool:
    if int.from_bytes(data[:2], "big") % 31:
        return False
    try:
        return bool(zlib.decompressobj().decompress(data[:4096], 64))
    except zlib.error:
        return False


def _coff(data: bytes) -> bool:
    """No optional header, some sections, symbols inside the file (PE format, COFF file header)."""
    symbols = int.from_bytes(data[8:12], "little")
    sections = int.from_bytes(data[2:4], "little")
    return data[16:18] == b"\0\0" and 0 < sections < 4096 and symbols < len(data)
