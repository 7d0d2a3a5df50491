"""What do bytes look like that their format gives no meaning: an archive, a program, another stream?"""

from ostiary.formats.binaries import elf, mach, pickle
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

HEAD = 256
TAIL = 64
"""Bytes of both ends that are looked at."""
LEAST = 64
"""Bytes of a region that is looked at."""
MAX_REGIONS = 4_000
"""Regions of one file that are looked at; further ones only have their lengths checked."""

_MAGIC = (
    (b"PK\x03\x04", "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x1f\x8b\x08", "a gzip stream"),
    (b"\xfd7zXZ\x00", "an xz stream"),
    (b"\x28\xb5\x2f\xfd", "a zstd stream"),
    (b"#!/", "a script"),
    (b"<?php", "a script"),
)
_ZIP_END = b"PK\x05\x06"


def looks(head: bytes, tail: bytes = b"") -> str:
    """What the first and last bytes of a region say that it is; empty for numbers, as far as one can see.

    A run of weights may begin with any bytes at all, so only marks of three bytes and more are believed.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if len(head) >= 20 and elf(head) and head[4] in (1, 2) and head[5] in (1, 2) and head[6] == 1:
        return "an ELF program"
    if head[:2] == b"MZ" and (b"This program" in head or b"PE\0\0" in head):
        return "a Windows program"
    if len(head) >= 16 and head[:1] in b"\xfe\xce\xcf" and mach(head):
        return "a Mach-O program"
    if len(head) > 3 and head[:1] == b"\x80" and head[2:3] == b"\x95" and pickle(head):
        return "a pickle"
    if tail[-22:-18] == _ZIP_END:
        return "the end of a zip archive"
    return ""


def sniff(sheet: Sheet, extent: Extent, start: int, end: int, what: str) -> None:
    """Look at both ends of a region that was skipped; only what has a mark of its own is told."""
    if end - start < LEAST:
        return
    head = extent.at(start, min(HEAD, end - start))
    tail = extent.at(max(start, end - TAIL), min(TAIL, end - start))
    if found := looks(head, tail):
        message = f"the bytes of `{what}` look like {found}"
        sheet.odd(Topic.HIDING, "disguised-bytes", message, at=start)


def unowned(sheet: Sheet, start: int, end: int, rule: str) -> None:
    """Bytes that no rule explains: tell of them, and have them read if they are a model file."""
    if end <= start:
        return
    extent = sheet.extent
    form = sheet.nested(f"{rule}@{start}", Part(extent, start, end - start))
    found = looks(extent.at(start, HEAD), extent.at(max(start, end - TAIL), TAIL))
    seems = f", which look like {form or found}" if form or found else ""
    sheet.odd(
        Topic.HIDING,
        rule,
        f"{end - start} bytes belong to nothing in the file{seems}",
        at=start,
        gravity=Gravity.HARMFUL if form else Gravity.BROKEN,
    )
