"""Which container is this, by its bytes?"""

from typing import BinaryIO

from ostiary.formats.archive.frames import is_skippable
from ostiary.formats.archive.tar.header import BLOCK, ZEROS, checksum_ok
from ostiary.formats.archive.zstd import MAGIC as ZSTD

TAIL = 65_557
"""A zip's end record with the longest comment (APPNOTE 4.3.16)."""
END = b"PK\5\6"

_ZIP = (b"PK\3\4", END, b"PK\7\x08PK")
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"MSCF\0\0\0\0": "cab",
    b"xar!\0": "xar",
    b"\x1f\x9d": "compress (.Z)",
    b"LZIP\1": "lzip",
    b"\x04\x22\x4d\x18": "lz4",
    b"\xed\xab\xee\xdb": "rpm",
    b"!<arch>\ndebian": "deb",
}
_FIRST = frozenset(magic[0] for magic in (*_OTHERS, *_ZIP, b"0", b"\x1f", b"B", b"\xfd", ZSTD))


def of_head(head: bytes) -> str:
    """`zip`, `gz`, `bz2`, `xz`, `zst`, `tar`, `other:NAME`, or empty, for the first 512 bytes of a file."""
    if head[:1] and (head[0] in _FIRST or head[0] & 0xF0 == 0x50) and (name := _by_magic(head)):
        return name
    if len(head) >= BLOCK and (
        head[257:262] == b"ustar" or (head[156] in b"\x000" and head[148] in b" 01")
    ):
        block = head[:BLOCK]
        if block != ZEROS and checksum_ok(block) and block[0]:
            return "tar"
    return ""


def _by_magic(head: bytes) -> str:
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(b"\x1f\x8b\x08"):
        return "gz"
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return "bz2"
    if head.startswith(b"\xfd7zXZ\0"):
        return "xz"
    if head.startswith(ZSTD) or is_skippable(head[:4]):
        return "zst"
    if head[:3] == b"070":  # digits are text too: believe them only before a whole cpio header
        return "other:cpio" if len(head) > 110 and head[:76].isalnum() else ""
    return next((f"other:{name}" for magic, name in _OTHERS.items() if head.startswith(magic)), "")


def ends_as_zip(data: bytes, kind: str = "") -> bool:
    """Whether a file has the end record of a zip in its tail; `data` may be the tail alone.

    In a bare tar (`kind`) the record must reach the very end: a zip that is its last member stands before
    the tar's own zeros, and is read as a member.
    """
    start = max(0, len(data) - TAIL)
    if data.find(5, start) < 0:  # one byte is found ten times faster than four
        return False
    at = data.rfind(END, start)
    if at < 0 or kind != "tar":
        return at >= 0
    return at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data)


_MACHINE = (
    b"\x7fELF",
    b"MZ",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
)


def by_chance(data: bytes) -> bool:
    """Whether machine code holds the four bytes of a zip's end without a zip that any reader would find.

    A reader looks for the record at the very end, and for the directory right before it (APPNOTE 4.3.16).
    """
    if not data.startswith(_MACHINE):
        return False
    at = data.rfind(END, max(0, len(data) - TAIL))
    if at < 0 or at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") != len(data):
        return True
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    return size == 0 or data[at - size : at - size + 4] != b"PK\1\2"


def stream_ends_as_zip(stream: BinaryIO, kind: str) -> bool:
    """The same of a stream."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    return ends_as_zip(stream.read(TAIL), kind)
