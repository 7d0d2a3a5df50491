"""By what are files recognised that have no room of their own: two files in one, and what nobody opens?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.archive.zip.ends import End
from ostiary.formats.archive.zip.entries import central
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.zipped.marks import ends, is_zip

MAX_INDEX = 64 << 20
"""Bytes of a directory in which the first member is looked for."""

_TAIL = 70_000
_CENTRAL = b"PK\1\2"
_MAGICS = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"MSCF\0\0\0\0": "cab",
    b"xar!\0\x1c": "xar",
    b"!<arch>\n": "ar",
    b"!<thin>\n": "ar",
    b"070701": "cpio",
    b"070702": "cpio",
    b"070707": "cpio",
    b"hsqs": "squashfs",
    b"\x1f\x9d": "compress",
    b"LZIP\1": "lzip",
    b"\x02\x21\x4c\x18": "lz4 of before 2013",
    b"\x89LZO\0\r\n\x1a\n": "lzop",
    b"\xed\xab\xee\xdb": "rpm",
    b"**ACE**": "ace",
    b"zPQ": "zpaq",
}
_LATE = regex(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07(?:\0|\x01\0)|MSCF\0{4}", re.DOTALL)
"""Marks that say enough to be believed behind a head of something else."""
_LATE_STARTS = (b"7z\xbc", b"Rar!", b"MSCF")
_FIRST = tuple(_MAGICS)
_DIGITS = regex(rb"0707(?:0[12]|07)[0-9A-Fa-f]{60}")
_COMPRESS = regex(rb"\x1f\x9d[\x89-\x90]")


def polyglot(head: bytes, extent: Extent, _name: str) -> bool:
    """Whether a zip ends the file and does not begin it, or begins behind another zip."""
    end = zip_end(extent)
    if end is None or not is_zip(head):
        return end is not None
    return end.shift > 0 and zip_end(Part(extent, 0, first_member(extent, end))) is not None


def zip_end(extent: Extent) -> End | None:
    """The end record that closes the file, if it leads to a directory."""
    tail = extent.at(max(0, extent.size - _TAIL), _TAIL)
    if len(tail) < 68 or tail.find(5) < 0 or b"PK\5\6" not in tail:  # one byte is found much faster
        return None
    for end in ends(extent):
        if end.length and end.stop == extent.size and extent.at(end.start, 4) == _CENTRAL:
            return end
    return None


def first_member(extent: Extent, end: End) -> int:
    """Where the first member of the zip begins, or its directory if there is none."""
    data = extent.at(end.start, min(MAX_INDEX, max(0, end.at - end.start)))
    first = end.start
    try:
        for one, _ in central(data, end.shift):
            first = min(first, one.offset) if one.offset >= 0 else first
    except BrokenError:  # told of when the zip is read
        pass
    return first


def closed(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the first bytes of each, or by a mark behind a head that nobody knows."""
    return bool(closed_kind(head)[0])


def closed_kind(head: bytes) -> tuple[str, int]:
    """What it is and where it begins; empty if it is none of them."""
    if head.startswith(_FIRST):
        for magic, what in _MAGICS.items():
            if head.startswith(magic) and _sure(what, head):
                return what, 0
    late = _LATE.search(head) if any(one in head for one in _LATE_STARTS) else None
    if late:
        return next(
            what for magic, what in _MAGICS.items() if late[0].startswith(magic)
        ), late.start()
    return "", 0


def _sure(what: str, head: bytes) -> bool:
    """Whether a short mark is borne out by what follows it."""
    if what == "cpio":
        return bool(_DIGITS.match(head))
    return what != "compress" or bool(_COMPRESS.match(head))
