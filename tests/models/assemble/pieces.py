"""Terms that stand for bytes, and blocks of them, shared by the languages of containers.

A term is `"text"` with the escapes of Python, `hex:00ff`, `zeros:8`, `fill:ff:8`, `numbers:8` (bytes that
look like nothing), `u8:`, `u16:`, `u32:` and `u64:` with a number, or an opcode of pickles: its name, and
after a colon its argument. A block is lines of terms, or after a first line `as LANGUAGE` a text in that
language.
"""

import pickletools
import re
import struct
from collections.abc import Iterable
from importlib import import_module

_TERM = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s":]+(?::"(?:[^"\\]|\\.)*"|:\S*)?')
_CODES = {one.name: one.code.encode("latin-1") for one in pickletools.opcodes}
_NUMBERS = {"u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q"}
_LINES = {"GLOBAL": 2, "INST": 2, "PERSID": 1, "STRING": 1, "INT": 1, "LONG": 1, "UNICODE": 1}
_COUNTED = {"BINUNICODE": "<I", "SHORT_BINUNICODE": "<B", "BINBYTES": "<I", "SHORT_BINBYTES": "<B"}
_FIXED = {"PROTO": "<B", "BININT": "<i", "BININT1": "<B", "BININT2": "<H", "FRAME": "<Q"}
_FIXED |= {"BINPUT": "<B", "BINGET": "<B", "EXT1": "<B"}


def terms(line: str) -> bytes:
    """The bytes of one line of terms."""
    return b"".join(_one(term) for term in _TERM.findall(line))


def block(lines: Iterable[str]) -> bytes:
    """The bytes of a block."""
    rows = [one for one in lines if one.strip()]
    if rows and rows[0].startswith("as "):
        language = rows[0][3:].strip().replace("-", "_")
        made = import_module(f"assemble.{language}").assemble("\n".join(rows[1:]) + "\n")
        assert isinstance(made, bytes)
        return made
    return b"".join(terms(one) for one in rows)


def grouped(text: str) -> list[tuple[str, list[str]]]:
    """The lines that begin at the margin, each with the indented lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("  ") and found:
            found[-1][1].append(line[2:])
        elif line.strip():
            found.append((line, []))
    return found


def numbers(count: int) -> bytes:
    """Bytes that begin and end like no file."""
    return bytes((7 + 13 * at) & 0x7F | 0x81 for at in range(count))


def _text(quoted: str) -> bytes:
    return (
        quoted[1:-1]
        .encode("latin-1", "backslashreplace")
        .decode("unicode_escape")
        .encode("latin-1")
    )


def _one(term: str) -> bytes:
    if term.startswith('"'):
        return _text(term)
    name, _, argument = term.partition(":")
    raw = _text(argument) if argument.startswith('"') else argument.encode()
    if name == "hex":
        return bytes.fromhex(argument)
    if name == "zeros":
        return bytes(int(argument))
    if name == "fill":
        value, count = argument.split(":")
        return bytes.fromhex(value) * int(count)
    if name == "numbers":
        return numbers(int(argument))
    if name in _NUMBERS:
        return struct.pack(_NUMBERS[name], int(argument, 0))
    return _CODES[name] + _argument(name, argument, raw)


def _argument(name: str, argument: str, raw: bytes) -> bytes:
    if name in _LINES:
        head, _, tail = raw.rpartition(b".") if _LINES[name] == 2 else (b"", b"", raw)
        return (head + b"\n" if _LINES[name] == 2 else b"") + tail + b"\n"
    if name in _COUNTED:
        return struct.pack(_COUNTED[name], len(raw)) + raw
    if name in _FIXED:
        return struct.pack(_FIXED[name], int(argument, 0))
    if name == "LONG1":
        value = int(argument, 0)
        width = value.bit_length() // 8 + 1
        return bytes([width]) + value.to_bytes(width, "little", signed=True)
    assert not argument, name
    return b""
