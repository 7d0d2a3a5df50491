"""Does a region that is taken for numbers begin or end as a file of another kind does?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet

FRONT, BACK = 64, 64
"""Bytes of a region that are looked at."""

_MAGICS = (
    (b"\x7fELF\x01", "an ELF program"),
    (b"\x7fELF\x02", "an ELF program"),
    (b"PK\3\4", "a zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh91AY&SY", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xcf\xfa\xed\xfe\x07\0\0\x01", "a Mach-O program"),
    (b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "a Mach-O program"),
    (b"\xca\xfe\xba\xbe\0\0\0", "a Mach-O program or a Java class"),
    (b"#!/", "a script"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
)
_DOS = regex(rb"MZ.{58}[\x40-\xff].\0\0", re.DOTALL)
_NAMES = rb"[A-Za-z_][A-Za-z0-9_.]{1,40}"
_PICKLE = regex(
    rb"\x80[\x04\x05]\x95.{3}\0{5}"  # a frame shorter than 16 MB
    rb"|\x80[\x02\x03](?:[\])}\(]q\0|\}\(|c%b\n|\]\(|X..\0\0|\x8a\n)"  # the usual first opcodes
    rb"|\(?[ci]%b\n%b\n|\((?:lp|dp|S')" % (_NAMES, _NAMES, _NAMES),
    re.DOTALL,
)


def of_magic(front: bytes, back: bytes = b"") -> str:
    """What a region is besides numbers, by its first and last bytes; empty if nothing speaks for it."""
    for magic, what in _MAGICS:
        if front.startswith(magic):
            return what
    if _DOS.match(front):
        return "a Windows program"
    if _PICKLE.match(front):
        return "a pickle"
    at = back.rfind(b"PK\5\6")
    if at >= 0 and back[at + 4 : at + 8] == bytes(4):  # both disk numbers are 0
        return "a zip, by its end"
    return ""


def check_region(
    sheet: Sheet, name: str, start: int, stop: int, extent: Extent | None = None
) -> bool:
    """Whether the region from `start` up to `stop` looks like numbers; if not, the sheet says so."""
    whole = extent or sheet.extent
    front = whole.at(start, min(FRONT, max(0, stop - start)))
    if not front:
        return True
    back = front if stop - start <= FRONT else whole.at(max(start, stop - BACK), BACK)
    what = of_magic(front, back)
    if what:
        message = f"the numbers of `{name}` begin or end as {what} does"
        sheet.odd(Topic.HIDING, "file-in-numbers", message, at=start)
    return not what
