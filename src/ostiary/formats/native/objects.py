"""What do objects that a linker takes say: COFF files, and libraries of objects in `ar` files?

Sources: Microsoft, "PE Format" (COFF); System V `ar`, with the long names of GNU and BSD.
"""

from ostiary.core.errors import ParseError
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.pe import MACHINES
from ostiary.formats.native.record import Import, Role, Section, Tables

MAX_SECTIONS = 65_535
MAX_LISTED = 64
MAX_SYMBOLS = 200_000
MAX_MEMBERS = 50_000

_CODE = 0x20000020
_EXTERNAL = 2
_TABLES = (b"/", b"//", b"/SYM64/", b"__.SYMDEF", b"__.SYMDEF SORTED", b"/<ECSYMBOLS>/")
_OBJECTS = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\0\0\xff\xff", b"BC\xc0\xde", b"\xde\xc0\x17\x0b", b"\0asm", b"rust",
)  # fmt: skip
"""How objects begin, those that Windows' linkers import from and compilers' own forms among them."""


def read_coff(data: bytes) -> Tables:
    """The tables of a COFF object. Raises `ParseError` if it has none."""
    layout = Layout(data)
    machine, count, _, symbols, symbol_count, optional, _ = layout.take("HHIIIHH", 0)
    if machine not in MACHINES or optional:
        raise ParseError("no COFF object")
    sections = []
    for row, numbers in enumerate(layout.rows("8xIIIIIIHHI", 20, min(count, MAX_LISTED))):
        at = 20 + 40 * row
        size, offset, flags = numbers[2], numbers[3], numbers[8]
        name = layout.text(at, at + 8)
        sections.append(Section(name, size, entropy(data, offset, size), bool(flags & _CODE)))
    names = symbols + 18 * symbol_count
    missing = ("symbols",) if names > len(data) else ()
    imports: dict[Import, None] = {}
    for row, numbers in enumerate(layout.rows("IIIhHBB", symbols, min(symbol_count, MAX_SYMBOLS))):
        zero, offset, value, section, _, storage, _ = numbers
        if storage == _EXTERNAL and not section and not value:
            at = symbols + 18 * row
            name = layout.text(at, at + 8) if zero else layout.text(names + offset)
            imports[Import(name)] = None
    return Tables(
        format="coff",
        machine=MACHINES[machine],
        role=Role.OBJECT,
        imports=tuple(imports),
        sections=tuple(sections),
        end=len(data),
        missing=missing,
    )


def read_ar(data: bytes) -> Tables:
    """The members of a library that is linked into others. Raises `ParseError` if it is none."""
    if not data.startswith(b"!<arch>\n"):
        raise ParseError("no ar file")
    at, count, odd = 8, 0, False
    missing: list[str] = []
    while at + 60 <= len(data) and count < MAX_MEMBERS:
        head = data[at : at + 60]
        size = _size(head)
        if size < 0 or at + 60 + size > len(data):
            missing.append("members")
            break
        odd = odd or not _is_object(data, head, at + 60)
        at += 60 + size + size % 2
        count += 1
    if count >= MAX_MEMBERS or (at < len(data) and not missing):
        missing.append("members")
    if odd:
        missing.append("a member that is no object")
    return Tables("ar", "objects", Role.ARCHIVE, end=len(data), missing=tuple(missing))


def _size(head: bytes) -> int:
    text = head[48:58].strip()
    return int(text) if head[58:60] == b"`\n" and text.isdigit() else -1


def _is_object(data: bytes, head: bytes, at: int) -> bool:
    name = head[:16].strip()
    if name in _TABLES or name.startswith(b"__.SYMDEF"):
        return True
    if name.startswith(b"#1/") and name[3:].isdigit():  # BSD: the name comes first
        length = int(name[3:])
        if data[at : at + 9] == b"__.SYMDEF":
            return True
        at += length
    start = data[at : at + 4]
    if start in _OBJECTS or not start.strip(b"\0"):
        return True
    return int.from_bytes(start[:2], "little") in MACHINES or name.startswith(b"lib.rmeta")
