"""Compressed files: the first line names the compressor, a block under it is what is packed.

`stream KIND` with a block, several of them one after another; `bytes` with a block of what is not packed;
`cut N` takes away the last bytes.
"""

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Callable

import zstandard

from assemble.pieces import block, grouped


def _lz4(data: bytes) -> bytes:
    """A frame of one block that is not packed."""
    head = b"\x60\x40"
    return (
        b"\x04\x22\x4d\x18"
        + head
        + b"\x82"
        + struct.pack("<I", len(data) | 1 << 31)
        + data
        + bytes(4)
    )


def _lz4_packed(data: bytes) -> bytes:
    """A frame of one block: literals, a match of zeros, literals; the data ends in 64 zeros and 8 bytes."""
    first, rest = data[:-72] + b"\0", data[-8:]
    token = min(15, len(first))
    more = b"" if token < 15 else _more(len(first) - 15)
    packed = bytes([token << 4 | 15]) + more + first + b"\1\0" + _more(63 - 4 - 15)
    packed += bytes([len(rest) << 4]) + rest
    return b"\x04\x22\x4d\x18\x60\x40\x82" + struct.pack("<I", len(packed)) + packed + bytes(4)


def _more(length: int) -> bytes:
    return b"\xff" * (length // 255) + bytes([length % 255])


def _zfile(data: bytes) -> bytes:
    return b"ZF" + hex(len(data)).encode().ljust(19) + zlib.compress(data)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "zlib": zlib.compress,
    "zstd": zstandard.compress,
    "lz4": _lz4,
    "lz4-packed": _lz4_packed,
    "zfile": _zfile,
}


def assemble(text: str) -> bytes:
    """The file."""
    out = b""
    for line, inner in grouped(text):
        words = line.split()
        if words[0] == "stream":
            out += PACK[words[1]](block(inner))
        elif words[0] == "cut":
            out = out[: -int(words[1])]
        else:
            out += block(inner)
    return out
