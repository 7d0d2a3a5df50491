"""What do the index and the local header of a zip member say, and do they say the same?"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.contents import FaultKind

CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
ENCRYPTED, DESCRIPTOR, PATCHED, STRONG, UTF8, MASKED = 0x1, 0x8, 0x20, 0x40, 0x800, 0x2000
_COMPARED = ENCRYPTED | DESCRIPTOR | PATCHED | STRONG | MASKED
FULL = 0xFFFFFFFF


class Entry(NamedTuple):
    """One header, central or local. `offset` is where the local header stands in the file.

    A tuple, since one is made for every member and unpacked at once.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int = 0
    system: int = 0
    odd: str = ""
    unicode: bytes = b""


def central(data: bytes, shift: int) -> Iterator[tuple[Entry, int]]:
    """The entries of an index and where each ends in `data`, as long as there are any.

    Source: APPNOTE.TXT 4.3.12.
    """
    at = 0
    while at + CENTRAL.size <= len(data) and data[at : at + 4] == b"PK\1\2":
        (_, made, _, flags, method, _, _, crc, packed, size, names, extras, comments, _, _, attributes,
         offset) = CENTRAL.unpack_from(data, at)  # fmt: skip
        at += CENTRAL.size
        name = data[at : at + names]
        extra = data[at + names : at + names + extras]
        at += names + extras + comments
        if at > len(data):
            raise BrokenError(FaultKind.TRUNCATED, "the zip's index ends inside an entry")
        odd, unicode = "", b""
        if extra:
            (size, packed, offset), odd, unicode = _extra(extra, (size, packed, offset))
        yield (
            Entry(
                name,
                flags,
                method,
                crc,
                packed,
                size,
                offset + shift,
                attributes,
                made >> 8,
                odd,
                unicode,
            ),
            at,
        )


def agrees(data: bytes, entry: Entry) -> int:
    """The length of the local header at the start of `data` if it is as `entry` says, without extras."""
    if len(data) < LOCAL.size:
        return 0
    magic, _, flags, method, _, _, crc, packed, size, names, extras = LOCAL.unpack_from(data)
    said = (
        b"PK\3\4",
        entry.flags,
        entry.method,
        entry.crc,
        entry.packed,
        entry.size,
        len(entry.name),
        0,
    )
    length = LOCAL.size + names
    if (magic, flags, method, crc, packed, size, names, extras) != said:
        return 0
    return length if data[LOCAL.size : length] == entry.name and not entry.unicode else 0


def local(data: bytes, offset: int) -> tuple[Entry, int] | None:
    """The local header at the start of `data` and its length; None if there is none.

    Source: APPNOTE.TXT 4.3.7.
    """
    if len(data) < LOCAL.size or data[:4] != b"PK\3\4":
        return None
    _, _, flags, method, _, _, crc, packed, size, names, extras = LOCAL.unpack_from(data)
    end = LOCAL.size + names + extras
    if len(data) < end:
        return None
    odd, unicode = "", b""
    if extras:
        extra = data[LOCAL.size + names : end]
        (size, packed, _), odd, unicode = _extra(extra, (size, packed, 0))
    name = data[LOCAL.size : LOCAL.size + names]
    return Entry(name, flags, method, crc, packed, size, offset, 0, 0, odd, unicode), end


def differences(index: Entry, here: Entry) -> list[str]:
    """In which fields the two headers contradict each other."""
    found = []
    if index.name != here.name:
        found.append(f"name (`{here.name.decode('utf-8', 'backslashreplace')[:200]}`)")
    if index.method != here.method:
        found.append("compression method")
    if (index.flags ^ here.flags) & _COMPARED or (
        (index.flags ^ here.flags) & UTF8 and not index.name.isascii()
    ):
        found.append("flags")
    later = here.flags & DESCRIPTOR
    if index.crc != here.crc and not (later and here.crc == 0):
        found.append("CRC")
    if index.packed != here.packed and not (later and here.packed in (0, FULL)):
        found.append("packed size")
    if index.size != here.size and not (later and here.size in (0, FULL)):
        found.append("size")
    return found


def descriptor(data: bytes, entry: Entry) -> int:
    """The length of the data descriptor at the start of `data` that matches `entry`, 0 if none does.

    With or without its signature, with 4-byte or 8-byte sizes (APPNOTE 4.3.9).
    """
    for signature in (b"PK\7\x08", b""):
        for form in ("<LLL", "<LQQ"):
            if max(entry.packed, entry.size) > FULL and form == "<LLL":
                continue
            wanted = signature + struct.pack(form, entry.crc, entry.packed, entry.size)
            if data.startswith(wanted):
                return len(wanted)
    return 0


def _extra(extra: bytes, said: tuple[int, int, int]) -> tuple[tuple[int, int, int], str, bytes]:
    """Sizes and offset with those of a zip64 field (APPNOTE 4.5.3), what is odd, a Unicode name (4.6.9)."""
    values = list(said)
    odd, unicode = "", b""
    at = 0
    seen: set[int] = set()
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        body = extra[at + 4 : at + 4 + length]
        if len(body) < length:
            odd = "an extra field that is cut off"
            break
        at += 4 + length
        if kind in (0x0001, 0x7075) and kind in seen:
            odd = "an extra field twice"
        seen.add(kind)
        if kind == 0x0001:
            wanted = [index for index, value in enumerate(values) if value == FULL]
            for place, index in enumerate(wanted):
                if len(body) >= 8 * place + 8:
                    values[index] = struct.unpack_from("<Q", body, 8 * place)[0]
                elif index < 2 or said[2]:
                    odd = "a zip64 field that is too short"
        elif kind == 0x7075:
            unicode = body[5:]
    return (values[0], values[1], values[2]), odd, unicode
