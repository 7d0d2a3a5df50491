"""What stands behind the end of a program, and which whole programs stand inside it?"""

from collections.abc import Iterator
from typing import Literal

from ostiary.core.regex import regex
from ostiary.formats.native.record import Tables

MIN_OVERLAY = 64
"""Bytes behind the end that are worth a name; less is padding."""
MAX_EMBEDDED = 50
MAX_CANDIDATES = 5_000

_ELF = regex(rb"\x7fELF[\x01\x02][\x01\x02]\x01")
_PE = regex(rb"PE\x00\x00[\x4c\x64][\x01\x86\xaa]")
_PYINSTALLER = b"MEI\x0c\x0b\x0a\x0b\x0e"
_ZIP_END = b"PK\5\6"
_STARTS = (
    (b"\x7fELF", "ELF program"),
    (b"MZ", "Windows program"),
    (b"PK\3\4", "zip archive"),
    (b"\x1f\x8b\x08", "gzip stream"),
    (b"\xfd7zXZ\0", "xz stream"),
    (b"\x28\xb5\x2f\xfd", "zstd stream"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "rar archive"),
    (b"MSCF", "cab archive"),
    (b"BZh", "bzip2 stream"),
    (b"!<arch>", "ar archive"),
    (b"hsqs", "file system"),
    (b"#!", "script"),
    (b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (b"<?php", "script"),
)
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"


def appended(data: bytes, tables: Tables) -> str:
    """The kind of bytes behind the end, a signature left out; empty for none and for padding."""
    end, (start, stop) = tables.end, tables.stamp
    if end >= len(data):
        return _ending(data)
    whole = ((end, len(data)),)
    gaps = ((end, start), (stop, len(data))) if start >= end else whole
    for low, high in gaps:
        if high - low >= MIN_OVERLAY and (kind := _kind(data, low, high)):
            return kind
    return _ending(data)


def _ending(data: bytes) -> str:
    """A zip archive is found from its end, so tables that claim its bytes do not make it less of one."""
    at = data.rfind(_ZIP_END, max(0, len(data) - 66_000))
    if at < 0 or at + 22 > len(data):
        return ""
    comment = int.from_bytes(data[at + 20 : at + 22], "little")
    entries = int.from_bytes(data[at + 10 : at + 12], "little")
    return "zip archive" if entries and at + 22 + comment == len(data) else ""


def _kind(data: bytes, low: int, high: int) -> str:
    head = data[low : low + 4096]
    if not head.strip(b"\0") and not data[low:high].strip(b"\0"):
        return ""
    if data.rfind(_PYINSTALLER, max(low, high - 4096), high) >= 0:
        return "PyInstaller archive"
    start = head.lstrip(b"\0 \r\n")
    for magic, kind in _STARTS:
        if start.startswith(magic):
            return kind
    if data.rfind(_ZIP_END, max(low, high - 66_000), high) >= 0:
        return "zip archive"
    return "text" if not head.translate(None, _PLAIN) else "bytes of no known type"


def embedded(data: bytes, end: int) -> tuple[str, ...]:
    """Kinds of whole programs before the end; only what has a header that holds together counts."""
    end = min(end, len(data))
    found = [*_programs(data, end), *_windows(data, end)]
    return tuple(kind for _, kind in sorted(found)[:MAX_EMBEDDED])


def _programs(data: bytes, end: int) -> Iterator[tuple[int, str]]:
    for count, match in enumerate(_ELF.finditer(data, 16, end)):
        if count >= MAX_CANDIDATES:
            return
        at = match.start()
        order: Literal["little", "big"] = "little" if data[at + 5] == 1 else "big"
        kind = int.from_bytes(data[at + 16 : at + 18], order)
        version = int.from_bytes(data[at + 20 : at + 24], order)
        size = 52 if data[at + 4] == 1 else 64
        place = at + (40 if size == 52 else 52)
        head = int.from_bytes(data[place : place + 2], order)
        machine = int.from_bytes(data[at + 18 : at + 20], order)
        if kind in (2, 3) and version == 1 and head == size and machine not in (190, 224, 247):
            yield at, f"ELF {'program' if kind == 2 else 'library'}"


def _windows(data: bytes, end: int) -> Iterator[tuple[int, str]]:
    """A PE header with the DOS header before it that points to it."""
    for count, match in enumerate(_PE.finditer(data, 64, end)):
        if count >= MAX_CANDIDATES:
            return
        at = match.start()
        low = max(1, at - 1024)
        start = data.rfind(b"MZ", low, at - 62)
        while start >= low:
            if int.from_bytes(data[start + 60 : start + 64], "little") == at - start:
                flags = int.from_bytes(data[at + 22 : at + 24], "little")
                yield start, f"Windows {'library' if flags & 0x2000 else 'program'}"
                break
            start = data.rfind(b"MZ", low, start + 1)
