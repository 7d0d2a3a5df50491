"""Pickles that lie in the constants of another one in some common dress: base64, hexadecimal digits, zlib."""

import base64
import binascii
import zlib
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

MAX_SEARCHED = 64 << 20
"""Bytes of a pickle in which they are looked for."""
STEP, BEFORE, OVER = 1 << 20, 16, 1 << 16
"""Bytes that are searched at once, those before a constant that say how long it is, and those of a line."""
MAX_FOUND = 20
MAX_SEEN = 20_000
"""Places that begin like one and are looked at."""
MAX_DECODED = 1 << 20
"""Bytes of one of them."""
LEAST = 16
"""Bytes of a constant that is worth a look."""

_SIGNS = (b"gA", b"800", b"x\x01", b"x\x9c", b"x\xda")
"""How the marks of protocols begin in base64 and in hexadecimal digits, and zlib at its usual levels."""
_LENGTHS = ((b"\x8cCU", 1), (b"XBT", 4), (b"\x8d\x8e\x96", 8))
"""Opcodes of constants, and the bytes of the length that follows."""
_LINE = regex(rb"[^\n'\"]*")
_PICKLE = regex(rb"\x80[\x00-\x05]")


def encoded(extent: Extent, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Where one begins, and what it is once it is undressed; at most `MAX_FOUND` of them."""
    found = 0
    for at, length in _constants(extent, start, min(end, start + MAX_SEARCHED)):
        made = _undressed(extent.at(at, length))
        if _PICKLE.match(made):
            found += 1
            yield at, made
        if found == MAX_FOUND:
            return


def _constants(extent: Extent, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where constants begin with a sign, and how long they are."""
    seen = 0
    for base in range(start, end, STEP):
        data = extent.at(base, min(STEP + OVER, end - base))
        for sign in _SIGNS:
            at = data.find(sign, BEFORE - 3 if base > start else 0)
            while 0 <= at < STEP + BEFORE and seen < MAX_SEEN:
                seen += 1
                length = _length(data, at)
                if LEAST <= length <= min(2 * MAX_DECODED, extent.size - base - at):
                    yield base + at, length
                at = data.find(sign, at + 1)


def _length(data: bytes, at: int) -> int:
    """How long the constant is that begins here; 0 where none does."""
    for codes, width in _LENGTHS:
        opcode = data[at - width - 1 : at - width] if at > width else b""
        if opcode and opcode in codes:
            return int.from_bytes(data[at - width : at], "little")
    if at and data[at - 1] in b"V'\"" and (found := _LINE.match(data, at)):
        return found.end() - at
    return 0


def _undressed(text: bytes) -> bytes:
    try:
        if text[:1] == b"x":
            return zlib.decompressobj().decompress(text, MAX_DECODED)
        if text[:1] == b"8":
            return bytes.fromhex(text.decode("ascii"))
        plain = text.translate(bytes.maketrans(b"-_", b"+/"), b"\r\n")
        return base64.b64decode(plain, validate=True)
    except (zlib.error, binascii.Error, ValueError):
        return b""
