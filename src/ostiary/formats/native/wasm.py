"""What do the sections of a WebAssembly module say? Source: W3C, "WebAssembly Core", binary format."""

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.record import Import, Role, Section, Tables

MAX_SECTIONS = 256
MAX_IMPORTS = 20_000
MAX_EXPORTS = 500
MAX_NAME = 512

_NAMES = {
    0: "custom", 1: "type", 2: "import", 3: "function", 4: "table", 5: "memory", 6: "global",
    7: "export", 8: "start", 9: "element", 10: "code", 11: "data", 12: "data count", 13: "tag",
}  # fmt: skip
_IMPORT, _EXPORT, _CODE = 2, 7, 10


class _Cursor(Struct):
    """A place in the bytes."""

    data: bytes
    at: int
    end: int

    def byte(self) -> int:
        if self.at >= self.end:
            raise ParseError("the module ends early")
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """An unsigned number in LEB128, at most ten bytes long."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise ParseError("a number without an end")

    def text(self) -> str:
        size = self.number()
        if size > self.end - self.at:
            raise ParseError("a name longer than what holds it")
        start, self.at = self.at, self.at + size
        return self.data[start : start + min(size, MAX_NAME)].decode("utf-8", "replace")

    def limits(self) -> None:
        flags = self.number()
        self.number()
        if flags & 1:
            self.number()


class _Module(Struct):
    imports: dict[Import, None] = field(default_factory=dict)
    exports: dict[str, None] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_wasm(data: bytes) -> Tables:
    """The tables of a module. Raises `ParseError` if it is none of version 1."""
    if data[:8] != b"\0asm\1\0\0\0":
        raise ParseError("no WebAssembly module of version 1")
    module = _Module()
    cursor = _Cursor(data, 8, len(data))
    while cursor.at < len(data) and len(module.sections) < MAX_SECTIONS:
        try:
            _section(module, cursor)
        except ParseError:
            module.missing.append("sections")
            break
    else:
        if cursor.at < len(data):
            module.missing.append("sections")
    return Tables(
        format="wasm",
        machine="wasm",
        role=Role.EXECUTABLE if "_start" in module.exports else Role.LIBRARY,
        imports=tuple(module.imports),
        libraries=tuple(dict.fromkeys(one.library for one in module.imports)),
        exports=tuple(module.exports),
        sections=tuple(module.sections),
        end=len(data),
        missing=tuple(dict.fromkeys(module.missing)),
    )


def _section(module: _Module, cursor: _Cursor) -> None:
    kind, size = cursor.byte(), cursor.number()
    start = cursor.at
    if kind not in _NAMES or size > cursor.end - start:
        raise ParseError("no section")
    inner = _Cursor(cursor.data, start, start + size)
    name = _NAMES[kind]
    try:
        if kind == _IMPORT:
            _imports(module, inner)
        elif kind == _EXPORT:
            _exports(module, inner)
        elif not kind:
            name = f"custom {inner.text()}"
    except ParseError:
        module.missing.append(f"{name}s")
    module.sections.append(Section(name, size, entropy(cursor.data, start, size), kind == _CODE))
    cursor.at = start + size


def _imports(module: _Module, cursor: _Cursor) -> None:
    count = cursor.number()
    for _ in range(min(count, MAX_IMPORTS)):
        library, name = cursor.text(), cursor.text()
        module.imports[Import(name, library)] = None
        _described(cursor)
    if count > MAX_IMPORTS:
        module.missing.append("imports")


def _described(cursor: _Cursor) -> None:
    kind = cursor.byte()
    if kind == 0:  # a function of some type
        cursor.number()
    elif kind == 1:  # a table
        cursor.byte()
        cursor.limits()
    elif kind == 2:  # memory
        cursor.limits()
    elif kind in (3, 4):  # a global: its type and whether it changes; a tag: likewise two numbers
        cursor.byte()
        cursor.number()
    else:
        raise ParseError("an import of no known kind")


def _exports(module: _Module, cursor: _Cursor) -> None:
    for _ in range(min(cursor.number(), MAX_EXPORTS)):
        module.exports[cursor.text()] = None
        cursor.byte()
        cursor.number()
