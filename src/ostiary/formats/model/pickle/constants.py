"""Which value does an opcode push that carries a constant with it?"""

import re
from struct import unpack

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import DATA
from ostiary.formats.model.pickle.opcodes import OPCODES

MAX_CONSTANT = 1 << 16
"""Bytes of a constant that is worked out; a longer one is only data."""
MAX_DIGITS = 4300
"""Digits of a decimal number: the interpreter itself takes no more."""

_FIXED = {0x4E: None, 0x88: True, 0x89: False}
_TEXTS = frozenset({"BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"})
_OLD_TEXTS = frozenset({"BINSTRING", "SHORT_BINSTRING"})
_ESCAPE = regex(r"\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_OCTAL = regex(rb"\s*[+-]?0[0-7]+")
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


def constant_at(extent: Extent, at: int) -> object:
    """The constant that the opcode at `at` pushes: text, bytes, number, truth value or None.

    `DATA` for one that is longer than `MAX_CONSTANT`. ParseError where it is not of its kind.
    """
    head = extent.at(at, 9)
    code = head[0]
    if code in _FIXED:
        return _FIXED[code]
    opcode = OPCODES[code]
    if opcode.lines:
        line = extent.at(at + 1, MAX_CONSTANT).partition(b"\n")
        return on_line(opcode.name, line[0]) if line[1] else DATA
    if opcode.fixed:
        return plain(opcode.name, head[1 : 1 + opcode.fixed])
    start = 1 + opcode.counted
    length = int.from_bytes(head[1:start], "little")
    return plain(opcode.name, extent.at(at + start, length)) if length <= MAX_CONSTANT else DATA


def plain(name: str, raw: bytes) -> object:
    """The constant of an opcode with a binary argument, that argument given."""
    if name in _TEXTS:
        return utf8(raw)
    if name in _OLD_TEXTS:
        return raw.decode("latin-1")
    if name == "BINFLOAT":
        return unpack(">d", raw)[0] if len(raw) == 8 else DATA
    if name in {"BININT", "LONG1", "LONG4"}:
        return int.from_bytes(raw, "little", signed=True)
    return int.from_bytes(raw, "little") if name in {"BININT1", "BININT2"} else raw


def on_line(name: str, line: bytes) -> object:
    """The constant of an opcode whose argument is a line, that line given."""
    if name == "STRING":
        return _quoted(line)
    if name in {"INT", "LONG", "FLOAT"}:
        line = line.partition(b"\0")[0]
    try:
        if name == "UNICODE":
            return line.decode("raw_unicode_escape")
        if name == "FLOAT":
            return float(line)
        if name == "INT" and line in {b"00", b"01"}:
            return line == b"01"
        if name == "INT" and _OCTAL.fullmatch(line):
            return int(line, 8)
        return int(line.removesuffix(b"L") if name == "LONG" else line, 0)
    except ValueError as error:
        raise ParseError("an argument of the pickle is not of its kind") from error


def utf8(raw: bytes) -> str:
    """A text; ParseError where it is none."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise ParseError("a text of the pickle is not UTF-8") from error


def _quoted(line: bytes) -> str:
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
