"""Programs made of a description: real headers and tables, no instruction in them that could run.

    elf 64 little library
    import socket libc.so.6
    export PyInit_fast
    section .text 16384 dense
    string https://example.invalid/x
    append zip

The first line names format, bits, byte order and role; without more words it is `64 little library`.
A section is `plain` or `dense` (bytes as even as if compressed); `append` and `embed` take `zip`, `elf`,
`pe`, `text` or `zeros`; `long` widens the strings to two bytes a letter.
"""

import hashlib
import io
import struct
import zipfile

from msgspec import Struct, field


class Plan(Struct):
    """What a program is to hold."""

    format: str = "elf"
    bits: int = 64
    order: str = "<"
    role: str = "library"
    imports: list[tuple[str, str]] = field(default_factory=list)
    libraries: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    sections: list[tuple[str, bytes]] = field(default_factory=list)
    strings: bytes = b""
    appended: bytes = b""
    bare: bool = False

    @property
    def wide(self) -> bool:
        return self.bits == 64


def assemble(text: str) -> bytes:
    """The program that a description asks for."""
    first, *lines = [line.strip() for line in text.strip().splitlines()]
    plan = Plan(first.split()[0])
    for word in first.split()[1:]:
        if word in {"32", "64"}:
            plan.bits = int(word)
        elif word in {"little", "big"}:
            plan.order = "<" if word == "little" else ">"
        elif word == "bare":
            plan.bare = True
        else:
            plan.role = word
    for line in filter(None, lines):
        _add(plan, *line.partition(" ")[::2])
    return BUILD[plan.format](plan) + plan.appended


def _add(plan: Plan, key: str, rest: str) -> None:
    if key == "import":
        name, _, library = rest.partition(" ")
        plan.imports.append((name, library or "libc.so.6"))
    elif key == "library":
        plan.libraries.append(rest)
    elif key == "export":
        plan.exports.append(rest)
    elif key == "section":
        name, size, kind = rest.split()
        plan.sections.append((name, filling(int(size), dense=kind == "dense")))
    elif key == "string":
        plan.strings += rest.encode() + b"\0"
    elif key == "long":
        plan.strings += b"\0" * (len(plan.strings) % 2) + rest.encode("utf-16-le") + b"\0\0"
    elif key == "embed":
        plan.strings += b"\0" * 16 + _matter(rest)
    elif key == "append":
        plan.appended += _matter(rest)
    else:
        raise ValueError(key)


def filling(size: int, *, dense: bool) -> bytes:
    """Bytes of a section, the same each time: as even as cipher text, or as uneven as code."""
    if not dense:
        return (b"\x55\x48\x89\xe5\x90\x90\xc3\0" * (size // 8 + 1))[:size]
    blocks = (hashlib.sha256(at.to_bytes(4, "big")).digest() for at in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def _matter(kind: str) -> bytes:
    if kind == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(zipfile.ZipInfo("run.py"), "VALUE = 1\n" * 20)
        return out.getvalue()
    if kind in {"elf", "pe"}:
        return assemble(f"{kind} executable\nimport puts")
    return {"text": b"#!/bin/sh\n" + b"echo inert\n" * 20, "zeros": bytes(512)}[kind]


def elf(plan: Plan) -> bytes:
    """Header, program header, names, symbols, hash, dynamic section, contents, section header."""
    order, wide = plan.order, plan.wide
    head, row = (64, 56) if wide else (52, 32)
    libraries = dict.fromkeys([*plan.libraries, *(one for _, one in plan.imports)])
    names, at = b"\0", {}
    for word in [*(one for one, _ in plan.imports), *plan.exports, *libraries]:
        at[word] = len(names)
        names += word.encode() + b"\0"
    symbols = bytes(24 if wide else 16)
    for word, defined in [
        *((one, 0) for one, _ in plan.imports),
        *((one, 1) for one in plan.exports),
    ]:
        symbols += (
            struct.pack(order + "IBBHQQ", at[word], 18, 0, defined, defined * 4096, 0)
            if wide
            else struct.pack(order + "IIIBBH", at[word], defined * 4096, 0, 18, 0, defined)
        )
    count = len(symbols) // (24 if wide else 16)
    table = struct.pack(order + f"II{count + 1}I", 1, count, *([0] * (count + 1)))
    base = head + row * 3
    places = [base, base + len(symbols), base + len(symbols) + len(table)]
    dynamic_at = places[2] + len(names) + -len(names) % 8
    rows = [(1, at[one]) for one in libraries]
    rows += [(4, places[1]), (5, places[2]), (6, places[0]), (10, len(names)), (0, 0)]
    dynamic = b"".join(struct.pack(order + ("QQ" if wide else "II"), *one) for one in rows)
    body = symbols + table + names.ljust(dynamic_at - places[2], b"\0") + dynamic
    parts, labels = [(0, 0, 0, 0, 0)], b"\0"
    for name, data in [*plan.sections, (".rodata", plan.strings)]:
        parts.append(
            (
                len(labels),
                1,
                4 if name.startswith((".t", "UPX")) else 2,
                base + len(body),
                len(data),
            )
        )
        labels += name.encode() + b"\0"
        body += data
    parts.append((len(labels), 3, 0, base + len(body), len(labels) + 10))
    labels += b".shstrtab\0"
    body += labels
    shape = "IIQQQQIIQQ" if wide else "IIIIIIIIII"
    header_at = base + len(body)
    for label, kind, flags, offset, size in () if plan.bare else parts:
        body += struct.pack(order + shape, label, kind, flags, 0, offset, size, 0, 0, 1, 0)
    total = base + len(body)
    segments = [(1, 5, 0, total), (2, 6, dynamic_at, len(dynamic)),
                (3 if plan.role == "executable" else 0, 4, places[2], 1)]  # fmt: skip
    heads = b"".join(
        struct.pack(order + "IIQQQQQQ", kind, flags, offset, offset, offset, size, size, 1)
        if wide
        else struct.pack(order + "IIIIIIII", kind, offset, offset, offset, size, size, flags, 1)
        for kind, flags, offset, size in segments
    )
    listed, header_at = (0, 0) if plan.bare else (len(parts), header_at)
    machine = {(True, "<"): 62, (False, "<"): 3, (True, ">"): 22, (False, ">"): 8}[wide, order]
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]) + bytes(9)
    start = struct.pack(
        order + ("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"), 3, machine, 1, 0, head, header_at, 0,
        head, row, 3, 64 if wide else 40, listed, max(0, listed - 1),
    )  # fmt: skip
    return ident + start + heads + body


def pe(plan: Plan) -> bytes:
    """DOS header, COFF header, optional header, section table, and all tables in the last section."""
    start, optional = 64, 240 if plan.wide else 224
    parts = [*plan.sections, (".rdata", b"")]
    headers = start + 24 + optional + 40 * len(parts)
    offset = headers
    places = []
    for _, data in parts[:-1]:
        places.append(offset)
        offset += len(data)
    places.append(offset)
    memory = [0x1000 * 16 * (at + 1) for at in range(len(parts))]
    base, blob = memory[-1], bytearray()

    def put(data: bytes) -> int:
        blob.extend(data)
        return base + len(blob) - len(data)

    groups: dict[str, list[str]] = {}
    for name, library in plan.imports:
        groups.setdefault(library, []).append(name)
    descriptors = b""
    for library, words in groups.items():
        thunks = [put(b"\0\0" + word.encode() + b"\0") for word in words]
        table = put(struct.pack(f"<{len(thunks) + 1}{'Q' if plan.wide else 'I'}", *thunks, 0))
        descriptors += struct.pack("<IIIII", table, 0, 0, put(library.encode() + b"\0"), table)
    asked = (put(descriptors + bytes(20)), len(descriptors) + 20) if groups else (0, 0)
    offered = (0, 0)
    if plan.exports:
        places_of = [put(one.encode() + b"\0") for one in plan.exports]
        names = put(struct.pack(f"<{len(places_of)}I", *places_of))
        number = len(places_of)
        offered = (
            put(struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, 0, 1, number, number, 0, names, 0)),
            40,
        )
    put(plan.strings)
    parts[-1] = (".rdata", bytes(blob))
    directories = [offered, asked] + [(0, 0)] * 14
    flags = 0x2022 if plan.role == "library" else 0x22
    machine = 0x8664 if plan.wide else 0x14C
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", machine, len(parts), 0, 0, 0, optional, flags)
    front = struct.pack("<H", 0x20B if plan.wide else 0x10B)
    front = front.ljust(60, b"\0") + struct.pack("<I", headers)
    front = front.ljust(108 if plan.wide else 92, b"\0") + struct.pack("<I", 16)
    front += b"".join(struct.pack("<II", *one) for one in directories)
    rows = b"".join(
        name.encode().ljust(8, b"\0")
        + struct.pack("<IIIIIIHHI", len(data), at, len(data), place, 0, 0, 0, 0,
                      0x60000020 if name.startswith((".t", "UPX")) else 0x40000040)
        for (name, data), at, place in zip(parts, memory, places, strict=True)
    )  # fmt: skip
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", start)
    return dos + coff + front.ljust(optional, b"\0") + rows + b"".join(data for _, data in parts)


def mach(plan: Plan) -> bytes:
    """Header, one segment, libraries, symbols."""
    order, wide = plan.order, plan.wide
    head = 32 if wide else 28
    libraries = list(dict.fromkeys([*plan.libraries, *(one for _, one in plan.imports)]))
    loads = b""
    for one in libraries:
        name = one.encode() + b"\0"
        name += b"\0" * (-len(name) % 8)
        loads += struct.pack(order + "IIIIII", 0xC, 24 + len(name), 24, 0, 0, 0) + name
    sections = [*plan.sections, ("__cstring", plan.strings)]
    fixed = (72 if wide else 56) + (80 if wide else 68) * len(sections)
    base = head + fixed + len(loads) + 24
    names, symbols, body = b"\0", b"", b""
    for word, library in [*plan.imports, *((one, "") for one in plan.exports)]:
        note = (libraries.index(library) + 1) << 8 if library else 0
        kind, value = (1, 0) if library else (15, 4096)
        symbols += struct.pack(
            order + ("IBBHQ" if wide else "IBBHI"), len(names), kind, 0, note, value
        )
        names += b"_" + word.encode() + b"\0"
    rows = b""
    for part, data in sections:
        shape = "QQIIIIIIII" if wide else "IIIIIIIII"
        flags = 0x80000400 if part == "__text" else 0
        tail = [0] * (3 if wide else 2)
        rows += part.encode().ljust(16, b"\0") + b"__TEXT".ljust(16, b"\0")
        rows += struct.pack(order + shape, 0, len(data), base + len(body), 0, 0, 0, flags, *tail)
        body += data
    count = len(plan.imports) + len(plan.exports)
    where = base + len(body)
    table = struct.pack(order + "IIIIII", 2, 24, where, count, where + len(symbols), len(names))
    total = where + len(symbols) + len(names)
    segment = struct.pack(order + "II", 0x19 if wide else 1, fixed) + b"__TEXT".ljust(16, b"\0")
    shape = "QQQQIIII" if wide else "IIIIIIII"
    segment += struct.pack(order + shape, 0, total, 0, total, 7, 5, len(sections), 0) + rows
    magic = {(True, "<"): 0xFEEDFACF, (False, "<"): 0xFEEDFACE}.get((wide, "<"), 0)
    machine = {(True, "<"): 0x100000C, (False, "<"): 7, (True, ">"): 0x1000012, (False, ">"): 18}
    kind = {"library": 6, "executable": 2}[plan.role]
    commands = segment + loads + table
    front = struct.pack(order + "IIIIIII", magic, machine[wide, order], 0, kind, 2 + len(libraries),
                        len(commands), 0) + bytes(4 if wide else 0)  # fmt: skip
    return front + commands + body + symbols + names


def fat(plan: Plan) -> bytes:
    """One architecture after another, the same program in each."""
    plans = [Plan("mach", 64, "<", plan.role, plan.imports, plan.libraries, plan.exports,
                  plan.sections, plan.strings), Plan("mach", 32, ">", plan.role)]  # fmt: skip
    parts = [mach(one) for one in plans]
    head = 8 + 2 * (32 if plan.wide else 20)
    rows, offset = b"", head
    for part, machine in zip(parts, (0x100000C, 18), strict=True):
        shape, tail = (">IIQQII", (0, 0)) if plan.wide else (">IIIII", (0,))
        rows += struct.pack(shape, machine, 0, offset, len(part), *tail)
        offset += len(part)
    return struct.pack(">II", 0xCAFEBABF if plan.wide else 0xCAFEBABE, 2) + rows + b"".join(parts)


def wasm(plan: Plan) -> bytes:
    """Imports, exports, and the strings as data."""

    def number(value: int) -> bytes:
        out = b""
        while value > 0x7F:
            out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
        return out + bytes([value])

    def text(word: str) -> bytes:
        return number(len(word)) + word.encode()

    asked = b"".join(text(library) + text(name) + b"\0\0" for name, library in plan.imports)
    offered = b"".join(text(name) + b"\0\0" for name in plan.exports)
    parts = [(2, number(len(plan.imports)) + asked), (7, number(len(plan.exports)) + offered)]
    parts += [(10, data) for _, data in plan.sections] + [(11, plan.strings)]
    return b"\0asm\1\0\0\0" + b"".join(
        bytes([kind]) + number(len(data)) + data for kind, data in parts
    )


def ar(plan: Plan) -> bytes:
    """One object as a member."""
    member = elf(Plan())
    head = b"a.o/".ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"644".ljust(8)
    whole = head + str(len(member)).encode().ljust(10) + b"`\n" + member
    return b"!<arch>\n" + whole + b"\n" * (len(member) % 2)


def coff(plan: Plan) -> bytes:
    """An object with one section and one symbol for each import."""
    symbols = b"".join(
        name.encode().ljust(8, b"\0")[:8] + struct.pack("<IhHBB", 0, 0, 0, 2, 0)
        for name, _ in plan.imports
    )
    head = struct.pack("<HHIIIHH", 0x8664, 1, 0, 60 + 16, len(plan.imports), 0, 0)
    row = b".text\0\0\0" + struct.pack("<IIIIIIHHI", 0, 0, 16, 60, 0, 0, 0, 0, 0x60000020)
    return head + row + bytes(16) + symbols + struct.pack("<I", 4)


BUILD = {"elf": elf, "pe": pe, "mach": mach, "fat": fat, "wasm": wasm, "ar": ar, "coff": coff}
_REST = "\nimport socket libc.so.6\nimport connect libc.so.6\nexport PyInit_fast\nstring https://example.invalid/x"
HEADS = (
    "elf", "elf bare", "elf 32", "elf big", "elf 32 big", "pe", "pe 32", "mach", "mach 32", "mach big",
    "mach 32 big", "fat", "fat 32", "wasm", "ar", "coff",
)  # fmt: skip


def one_of_each() -> list[bytes]:
    """A small program of each format, class and byte order."""
    return [assemble(head + _REST) for head in HEADS]
