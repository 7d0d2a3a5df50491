"""What bytes does a member of a zip have?"""

from msgspec.structs import replace

from ostiary.core.errors import LimitError
from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.archive.zip import extract
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held, Part
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.stream import Stream
from ostiary.formats.model.zipped.headers import LIES
from ostiary.formats.model.zipped.members import LIMITS, Item, scope

MAX_CHECKED = 4 << 20
"""Bytes of a stored member whose CRC is computed; longer ones are tensors, and not read at all."""


def explained(sheet: Sheet, item: Item) -> None:
    """The bytes of this member are explained."""
    sheet.own(item.start, item.stop)


def content(sheet: Sheet, desk: Desk, item: Item, *, own: bool = True) -> Extent | None:
    """The bytes of a member, where they lie or unpacked; None where they could not be had.

    They are owned then, unless the caller does that. What is odd about them, and why they could not be had,
    goes to the sheet.
    """
    if item.stored:
        if own:
            explained(sheet, item)
        there = max(0, min(item.entry.size, sheet.extent.size - item.start))
        part = Part(sheet.extent, item.start, there)
        if there == item.entry.size <= MAX_CHECKED:
            _checksum(sheet, item, extract.checksum(part.at(0, item.entry.size)))
        return part
    return _unpacked(sheet, desk, item, own=own)


def small(sheet: Sheet, desk: Desk, item: Item, limit: int) -> bytes | None:
    """The bytes of a member that is read as a whole; None where they could not be had.

    Raises `LimitError` where there are more than `limit`.
    """
    if item.entry.size > limit:
        raise LimitError(f"`{item.name}` of {item.entry.size} bytes; {limit} are read")
    extent = content(sheet, desk, item)
    return None if extent is None else extent.at(0, extent.size)


def _checksum(sheet: Sheet, item: Item, crc: int) -> None:
    if crc != item.entry.crc:
        message = f"`{item.name}` does not match its CRC: some readers refuse it, others load it"
        sheet.odd(Topic.HIDING, "wrong-crc", message, at=item.start, gravity=Gravity.BROKEN)


def _unpacked(sheet: Sheet, desk: Desk, item: Item, *, own: bool) -> Extent | None:
    entry = item.entry
    if not desk.hold(entry.size):
        sheet.stop(f"`{item.name}` of {entry.size} bytes is too large to be unpacked here")
        return None
    limits = replace(LIMITS, member_bytes=max(1, entry.size), total_bytes=4096 << 20)
    try:
        if item.stop > sheet.extent.size:
            return None
        found = extract.unpack(
            Stream(sheet.extent), item.start, item.stop, entry.method, scope(sheet, limits)
        )
    except BrokenError as error:
        _refused(sheet, item, error)
        return None
    if own:
        explained(sheet, _used(item, found.used))
    if entry.flags & LIES and (found.size, found.crc) != (entry.size, entry.crc):
        _encrypted(sheet, item)
        return Held(found.data)
    if entry.flags & LIES:
        message = f"`{item.name}` is marked as encrypted or patched, and is not"
        sheet.odd(Topic.HIDING, "member-flags", message, at=entry.offset, gravity=Gravity.HARMFUL)
    _compared(sheet, item, found)
    return Held(found.data)


def _compared(sheet: Sheet, item: Item, found: extract.Unpacked) -> None:
    """Whether what came out is what was declared."""
    entry = item.entry
    for message in found.hidden:
        sheet.odd(Topic.HIDING, "unlisted-bytes", f"`{item.name}`: {message}", at=item.start)
    if found.used < entry.packed:
        message = f"{entry.packed - found.used} bytes follow the packed data of `{item.name}`"
        sheet.odd(Topic.HIDING, "unlisted-bytes", message, at=item.start + found.used)
    if found.size != entry.size:
        message = f"`{item.name}` unpacks to {found.size} bytes where {entry.size} are declared"
        sheet.odd(
            Topic.HIDING, "zip-readers-differ", message, at=entry.offset, gravity=Gravity.BROKEN
        )
    _checksum(sheet, item, found.crc)


def _used(item: Item, count: int) -> Item:
    """The same member with as many packed bytes as were used."""
    return item._replace(entry=item.entry._replace(packed=min(count, item.entry.packed)))


def _refused(sheet: Sheet, item: Item, error: BrokenError) -> None:
    if item.entry.flags & LIES:
        _encrypted(sheet, item)
        return
    sheet.broken("zip-damaged", f"`{item.name}`: {error.message}", item.start)
    sheet.stop(f"`{item.name}`: {error.message}")


def _encrypted(sheet: Sheet, item: Item) -> None:
    message = f"`{item.name}` is encrypted"
    sheet.broken("encrypted-member", message, item.entry.offset)
    sheet.stop(message)
