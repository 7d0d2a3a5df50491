"""Which opcode does a byte of a pickle stand for, and what argument follows it in the stream?"""

import re
from collections.abc import Callable, Mapping
from struct import unpack_from

from ostiary.core.errors import ParseError

MAX_NUMBER = 1 << 20
"""Bytes of an integer that is read as a number."""
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPED = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "\n": "",
}

Reader = Callable[[bytes, int], tuple[object, int]]
"""From the bytes and the place behind the opcode to its argument and the place behind that."""


def _nothing(_: bytes, at: int) -> tuple[object, int]:
    return None, at


def _end(data: bytes, at: int, length: int) -> int:
    if at + length > len(data):
        raise ParseError("an argument of the pickle ends too early")
    return at + length


def _unsigned(width: int) -> Reader:
    def read(data: bytes, at: int) -> tuple[object, int]:
        end = _end(data, at, width)
        return int.from_bytes(data[at:end], "little"), end

    return read


def _signed(data: bytes, at: int) -> tuple[object, int]:
    end = _end(data, at, 4)
    return int.from_bytes(data[at:end], "little", signed=True), end


def _sized(width: int, made: Callable[[bytes], object], *, signed: bool = False) -> Reader:
    def read(data: bytes, at: int) -> tuple[object, int]:
        start = _end(data, at, width)
        length = int.from_bytes(data[at:start], "little", signed=signed)
        if length < 0:
            raise ParseError("an argument of the pickle has a negative length")
        end = _end(data, start, length)
        return made(data[start:end]), end

    return read


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.find(b"\n", at)
    if end < 0:
        raise ParseError("an argument of the pickle has no end of line")
    return data[at:end], end + 1


def _on_line(made: Callable[[bytes], object]) -> Reader:
    def read(data: bytes, at: int) -> tuple[object, int]:
        line, end = _line(data, at)
        try:
            return made(line), end
        except ValueError as error:
            raise ParseError("an argument of the pickle is not of its kind") from error

    return read


def _two_lines(data: bytes, at: int) -> tuple[object, int]:
    first, at = _line(data, at)
    second, at = _line(data, at)
    return (_utf8(first), _utf8(second)), at


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise ParseError("a text of the pickle is not UTF-8") from error


def _latin(raw: bytes) -> str:
    return raw.decode("latin-1")


def _long(raw: bytes) -> object:
    """None where the number is larger than anybody needs."""
    return int.from_bytes(raw, "little", signed=True) if len(raw) <= MAX_NUMBER else None


def _decimal(line: bytes) -> object:
    """INT: `00` and `01` are the truth values, and the base is that of the prefix."""
    if line in {b"00", b"01"}:
        return line == b"01"
    return int(line, 0)


def _decimal_long(line: bytes) -> object:
    return int(line.removesuffix(b"L"), 0)


def _quoted(line: bytes) -> object:
    """STRING: the text as Python writes it, quotes around it."""
    line = line.strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in {b"'", b'"'}:
        raise ParseError("a text of the pickle has no quotes")
    return _ESCAPE.sub(_unescaped, line[1:-1].decode("latin-1"))


def _unescaped(found: re.Match[str]) -> str:
    coded, octal, other = found.groups()
    if coded or octal:
        return chr(int(coded or octal, 16 if coded else 8) & 0xFF)
    return _ESCAPED.get(other, found[0])


def _float(data: bytes, at: int) -> tuple[object, int]:
    end = _end(data, at, 8)
    return unpack_from(">d", data, at)[0], end


def _raw_unicode(line: bytes) -> object:
    return line.decode("raw_unicode_escape")


_BYTE, _SHORT, _WORD = _unsigned(1), _unsigned(2), _unsigned(4)

OPCODES: Mapping[int, tuple[str, Reader]] = {
    ord(code): (name, reader)
    for code, name, reader in (
        ("(", "MARK", _nothing),
        (".", "STOP", _nothing),
        ("0", "POP", _nothing),
        ("1", "POP_MARK", _nothing),
        ("2", "DUP", _nothing),
        ("F", "FLOAT", _on_line(float)),
        ("I", "INT", _on_line(_decimal)),
        ("J", "BININT", _signed),
        ("K", "BININT1", _BYTE),
        ("L", "LONG", _on_line(_decimal_long)),
        ("M", "BININT2", _SHORT),
        ("N", "NONE", _nothing),
        ("P", "PERSID", _on_line(_latin)),
        ("Q", "BINPERSID", _nothing),
        ("R", "REDUCE", _nothing),
        ("S", "STRING", _on_line(_quoted)),
        ("T", "BINSTRING", _sized(4, _latin, signed=True)),
        ("U", "SHORT_BINSTRING", _sized(1, _latin)),
        ("V", "UNICODE", _on_line(_raw_unicode)),
        ("X", "BINUNICODE", _sized(4, _utf8)),
        ("a", "APPEND", _nothing),
        ("b", "BUILD", _nothing),
        ("c", "GLOBAL", _two_lines),
        ("d", "DICT", _nothing),
        ("}", "EMPTY_DICT", _nothing),
        ("e", "APPENDS", _nothing),
        ("g", "GET", _on_line(int)),
        ("h", "BINGET", _BYTE),
        ("i", "INST", _two_lines),
        ("j", "LONG_BINGET", _WORD),
        ("l", "LIST", _nothing),
        ("]", "EMPTY_LIST", _nothing),
        ("o", "OBJ", _nothing),
        ("p", "PUT", _on_line(int)),
        ("q", "BINPUT", _BYTE),
        ("r", "LONG_BINPUT", _WORD),
        ("s", "SETITEM", _nothing),
        ("t", "TUPLE", _nothing),
        (")", "EMPTY_TUPLE", _nothing),
        ("u", "SETITEMS", _nothing),
        ("G", "BINFLOAT", _float),
        ("B", "BINBYTES", _sized(4, bytes)),
        ("C", "SHORT_BINBYTES", _sized(1, bytes)),
        ("\x80", "PROTO", _BYTE),
        ("\x81", "NEWOBJ", _nothing),
        ("\x82", "EXT1", _BYTE),
        ("\x83", "EXT2", _SHORT),
        ("\x84", "EXT4", _signed),
        ("\x85", "TUPLE1", _nothing),
        ("\x86", "TUPLE2", _nothing),
        ("\x87", "TUPLE3", _nothing),
        ("\x88", "NEWTRUE", _nothing),
        ("\x89", "NEWFALSE", _nothing),
        ("\x8a", "LONG1", _sized(1, _long)),
        ("\x8b", "LONG4", _sized(4, _long, signed=True)),
        ("\x8c", "SHORT_BINUNICODE", _sized(1, _utf8)),
        ("\x8d", "BINUNICODE8", _sized(8, _utf8)),
        ("\x8e", "BINBYTES8", _sized(8, bytes)),
        ("\x8f", "EMPTY_SET", _nothing),
        ("\x90", "ADDITEMS", _nothing),
        ("\x91", "FROZENSET", _nothing),
        ("\x92", "NEWOBJ_EX", _nothing),
        ("\x93", "STACK_GLOBAL", _nothing),
        ("\x94", "MEMOIZE", _nothing),
        ("\x95", "FRAME", _unsigned(8)),
        ("\x96", "BYTEARRAY8", _sized(8, bytes)),
        ("\x97", "NEXT_BUFFER", _nothing),
        ("\x98", "READONLY_BUFFER", _nothing),
    )
}
"""Every opcode of the protocols 0 to 5 (PEP 307, PEP 3154, PEP 574)."""
