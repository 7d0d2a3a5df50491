"""Is this a zip, and what does its directory list?"""

from ostiary.formats.archive.zip.ends import MAX_TAIL, End, Tail, find_ends
from ostiary.formats.model.extent import Extent

MAX_LISTED = 8 << 20
"""Bytes of a directory by which the kind of a zip is told."""

_HEADS = (b"PK\3\4", b"PK\5\6")
_CENTRAL = b"PK\1\2"


def is_zip(head: bytes) -> bool:
    """Whether a file begins as a zip does, an empty one included."""
    return head.startswith(_HEADS)


def ends(extent: Extent) -> list[End]:
    """All end records that some reader would find, the one that Python's zipfile takes first."""
    base = max(0, extent.size - MAX_TAIL)
    return find_ends(Tail(extent.at(base, MAX_TAIL), base))


def directory(extent: Extent) -> bytes:
    """The directory of the first end record as it stands in the file, empty if there is none.

    Names stand in it in plain bytes: enough to tell by them what a zip is, without parsing it.
    """
    for end in ends(extent)[:1]:
        data = extent.at(end.start, min(MAX_LISTED, max(0, end.at - end.start)))
        return data if data.startswith(_CENTRAL) else b""
    return b""
