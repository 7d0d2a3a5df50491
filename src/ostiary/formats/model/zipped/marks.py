"""Is this a zip, what does its directory list, and where are the bytes of a member?"""

from ostiary.formats.archive.zip import entries
from ostiary.formats.archive.zip.ends import MAX_TAIL, End, Tail, find_ends
from ostiary.formats.archive.zip.entries import Entry
from ostiary.formats.archive.zip.visit import MAX_HEADER
from ostiary.formats.model.extent import Extent

MAX_LISTED = 8 << 20
"""Bytes of a directory by which the kind of a zip is told."""
SPARE = 192
"""Bytes that are read with a local header for its extra fields, which align tensors."""
_HEADS = (b"PK\3\4", b"PK\5\6")
_CENTRAL = b"PK\1\2"


def sniff(head: bytes, _extent: Extent, _name: str) -> bool:
    """Any zip."""
    return is_zip(head)


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


def local_header(extent: Extent, entry: Entry) -> tuple[Entry, int] | None:
    """The local header of an entry and where its data begin; None where no header stands there."""
    if entry.offset < 0:
        return None
    block = extent.at(entry.offset, entries.LOCAL.size + len(entry.name) + SPARE)
    found = entries.local(block, entry.offset) or entries.local(
        extent.at(entry.offset, MAX_HEADER), entry.offset
    )
    return (found[0], entry.offset + found[1]) if found else None
