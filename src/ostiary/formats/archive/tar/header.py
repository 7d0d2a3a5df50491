"""What does one 512-byte tar header say, and could another reader take it otherwise?"""

import zlib
from typing import NamedTuple

from ostiary.core.regex import regex

BLOCK = 512
ZEROS = bytes(BLOCK)
MAX_NUMBER = 1 << 62

_ENDS = b"\0 "
_OCTAL = regex(rb" *([0-7]*)[ \0]*")


class Header(NamedTuple):
    """One header. `odd` names what extractors read differently; `size` is -1 if it is no number.

    A tuple, since one is made for every member and unpacked at once.
    """

    name: bytes
    kind: bytes
    size: int
    mode: int
    link: bytes
    odd: str
    raw: bytes


def checksum_ok(block: bytes) -> bool:
    """Whether a block carries a tar checksum (POSIX ustar: the sum of its bytes, signed or not)."""
    # Adler-32's low half is 1 + the sum of the bytes mod 65521, exact for 256 bytes: far faster than sum().
    total = (zlib.adler32(block[:256]) & 0xFFFF) + (zlib.adler32(block[256:]) & 0xFFFF) - 2
    total += 8 * 32 - (zlib.adler32(block[148:156]) & 0xFFFF) + 1
    said = number(
        block[148:155] if block[155] == 32 else block[148:156]
    )  # mostly digits, NUL, space
    if said == total:
        return True
    high = sum(1 for byte in block[:148] + block[156:] if byte > 127)
    return said == total - 256 * high


def number(field: bytes) -> int:
    """A numeric field: octal digits, or GNU's base 256; -1 if it is neither."""
    digits = field[:-1]
    if digits.isdigit() and field[-1] in _ENDS:
        try:
            return int(digits, 8)
        except ValueError:  # an 8 or a 9
            return -1
    if field[0] in (0x80, 0xFF):
        value = int.from_bytes(field[1:], "big") if field[0] == 0x80 else -1
        return value if value < MAX_NUMBER else -1
    found = _OCTAL.fullmatch(field)
    if found is None:
        return -1
    return int(found[1] or b"0", 8)


def parse(block: bytes) -> Header:
    """Read a header whose checksum holds. Source: POSIX.1-2017 pax, section on ustar; GNU tar manual."""
    name = block[:100].partition(b"\0")[0]
    magic = block[257:263]
    kind = block[156:157]
    link = block[157:257].partition(b"\0")[0] if kind in b"12" else b""
    odd = ""
    if block[345]:
        prefix = block[345:500].partition(b"\0")[0]
        if magic == b"ustar\0":
            name = prefix + b"/" + name
        elif kind != b"S":
            odd = "a name prefix in a header that is not POSIX"
    size = number(block[124:136])
    if size < 0:
        odd = "a size that is no octal number"
    return Header(name, kind, size, number(block[100:108]), link, odd, block)
