"""How is one input turned into the next?"""

import gzip
import random
import struct
import zlib
from collections.abc import Callable

MAX_SIZE = 1 << 16
INTERESTING = (0, 1, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)
WORDS = (
    b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\7\x08", b"ustar\x0000", b"ustar  \0",
    b"../", b"/",
    b"\0", b"\\", b"C:", b"12 size=9\n", b"11 path=a\n", b"\x80\0\0\0\0\0\0\0\0\0\0\1", b"\x1f\x8b\x08\x04",
    b"\x50\x2a\x4d\x18\4\0\0\0", b"0000644\0", b"77777777777\0", b"\xff" * 8, b"!/", b"\xe2\x80\xae",
)  # fmt: skip


def mutate(data: bytes, pool: list[bytes], dice: random.Random) -> bytes:
    """A few random changes; half of the time checksums are put right again, so that parsing goes on."""
    out = bytearray(data)
    for _ in range(1 << dice.randrange(5)):
        dice.choice(_STEPS)(out, pool, dice)
        del out[MAX_SIZE:]
    if dice.random() < 0.5:
        seal(out)
    result = bytes(out)
    return gzip.compress(result, 1, mtime=0) if dice.random() < 0.05 else result


def seal(out: bytearray) -> None:
    """Put right the checksum of everything that looks like a tar header."""
    for start in range(0, len(out) - 511, 512):
        if out[start + 257 : start + 262] == b"ustar":
            out[start + 148 : start + 156] = b" " * 8
            total = sum(out[start : start + 512])
            out[start + 148 : start + 156] = b"%06o\0 " % total


def _place(out: bytearray, dice: random.Random) -> int:
    return dice.randrange(len(out)) if out else 0


def _flip(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    if out:
        out[_place(out, dice)] ^= 1 << dice.randrange(8)


def _byte(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    if out:
        out[_place(out, dice)] = dice.randrange(256)


def _number(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    at = _place(out, dice)
    form = dice.choice(("<B", "<H", "<L", "<Q"))
    width = struct.calcsize(form)
    value = dice.choice((*INTERESTING, len(out), at)) & ((1 << 8 * width) - 1)
    out[at : at + width] = struct.pack(form, value)


def _octal(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    if len(out) >= 512:
        at = dice.randrange(len(out) // 512) * 512 + 124
        out[at : at + 12] = b"%011o\0" % dice.choice((0, 1, 511, 512, 513, 1 << 20, 1 << 32))


def _kind(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    if len(out) >= 512:
        out[dice.randrange(len(out) // 512) * 512 + 156] = dice.choice(b"\x0001234567xgLKSXVDMNA")


def _word(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    at = _place(out, dice)
    word = dice.choice(WORDS)
    out[at : at + (len(word) if dice.random() < 0.7 else 0)] = word


def _cut(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    at = _place(out, dice)
    del out[at : at + dice.choice((1, 2, 4, 16, 100, 512, 4096))]


def _copy(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    at = _place(out, dice)
    piece = out[at : at + dice.choice((1, 4, 46, 512, 1024))]
    to = _place(out, dice)
    if dice.random() < 0.5 and len(piece) >= 512:
        to -= to % 512
    out[to:to] = piece


def _splice(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    other = dice.choice(pool)
    if other:
        start = dice.randrange(len(other))
        at = dice.choice((0, len(out), _place(out, dice)))
        out[at:at] = other[start : start + dice.randrange(1, 2048)]


def _wrap(out: bytearray, pool: list[bytes], dice: random.Random) -> None:
    if dice.random() < 0.1:
        out[:] = (
            zlib.compress(bytes(out), 1)
            if dice.random() < 0.3
            else gzip.compress(bytes(out), 1, mtime=0)
        )


_STEPS: tuple[Callable[[bytearray, list[bytes], random.Random], None], ...] = (
    _flip, _byte, _number, _number, _octal, _kind, _word, _cut, _copy, _splice, _wrap,
)  # fmt: skip
