"""Containers that nobody here opens: they are named, and never called clean."""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet

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


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """By the first bytes of each, or by a mark behind a head that nobody knows."""
    return bool(_kind(head)[0])


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is, and that it was not opened."""
    what, at = _kind(sheet.extent.at(0, 4096))
    sheet.detail("container", what)
    if at:
        message = f"a {what} archive begins at offset {at}, behind something else"
        sheet.odd(Topic.HIDING, "late-archive", message, at=at)
    sheet.stop(f"a {what} archive cannot be opened here")


def _kind(head: bytes) -> tuple[str, int]:
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
