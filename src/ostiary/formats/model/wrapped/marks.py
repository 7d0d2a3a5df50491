"""By which compressor was a file written?"""

import re
import zlib

from ostiary.core.regex import regex
from ostiary.formats.archive import lz4, zstd
from ostiary.formats.archive.frames import is_skippable
from ostiary.formats.model.extent import Extent

ZFILE = regex(rb"ZF(0x[0-9a-f]{1,16})L?\x20*")
"""What joblib wrote before version 0.10: a length in hexadecimal digits, then zlib."""
ZFILE_HEAD = 21

_BZIP2 = regex(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", re.DOTALL)
_LZMA = regex(rb"\x5d\0{2}.{2}(?:\xff{8}|.{5}\0{3})", re.DOTALL)


def sniff(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the first bytes of each compressor."""
    return bool(kind(head))


def kind(head: bytes) -> str:
    """`gzip`, `bzip2`, `xz`, `lzma`, `zlib`, `zstd`, `lz4`, `zfile`, or empty."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"\xfd7zXZ\0"):
        return "xz"
    if head.startswith(zstd.MAGIC) or is_skippable(head[:4]):
        return "lz4" if _after_skippable(head) == lz4.MAGIC else "zstd"
    if head.startswith(lz4.MAGIC):
        return "lz4"
    if _BZIP2.match(head):
        return "bzip2"
    if ZFILE.match(head) and _inflates(head[ZFILE_HEAD:].lstrip(b" ")):
        return "zfile"
    if head[:1] == b"x" and _inflates(head):
        return "zlib"
    return "lzma" if _LZMA.match(head) else ""


def _after_skippable(head: bytes) -> bytes:
    """The magic after a first frame that zstd and lz4 both pass over, as far as it is at hand."""
    if not is_skippable(head[:4]):
        return b""
    at = 8 + int.from_bytes(head[4:8], "little")
    return head[at : at + 4]


def _inflates(head: bytes) -> bool:
    """Whether bytes are the begin of a zlib stream: two bytes of header alone say little."""
    if len(head) < 2 or head[0] & 15 != 8 or (head[0] << 8 | head[1]) % 31:
        return False
    decoder = zlib.decompressobj()
    try:
        made = decoder.decompress(head, 64)
    except zlib.error:
        return False
    return bool(made) or decoder.eof
