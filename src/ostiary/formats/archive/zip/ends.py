"""Where does a zip's index stand, and could another extractor find another one?"""

import struct

from msgspec import Struct

from ostiary.formats.archive.detect import END, TAIL

MAX_ENDS = 4
"""Readings of one zip; more end records than that are still told of."""

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = b"PK\1\2"


class End(Struct, frozen=True):
    """One reading of the end of a zip: where the index starts in the file, its length and its count.

    `shift` is what must be added to the offsets in the index; `at` and `stop` bound the end records;
    `odd` names what extractors read differently.
    """

    start: int
    length: int
    count: int
    shift: int
    at: int
    stop: int
    odd: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


class Tail(Struct, frozen=True):
    """The last bytes of a file, enough for every end record that an extractor would find."""

    data: bytes
    base: int

    @property
    def size(self) -> int:
        """The length of the whole file."""
        return self.base + len(self.data)

    def at(self, position: int, count: int) -> bytes:
        """Bytes at a position of the file, empty if they are not all in the tail."""
        start = position - self.base
        return self.data[start : start + count] if 0 <= start <= len(self.data) - count else b""


MAX_TAIL = TAIL + 4096


def find_ends(tail: Tail) -> list[End]:
    """All readings, the one that Python's zipfile takes first. Source: APPNOTE.TXT 4.3.14 to 4.3.16."""
    found: list[End] = []
    position = len(tail.data)
    while len(found) < MAX_ENDS:
        position = tail.data.rfind(END, 0, position + 3 if position else 0)
        if position < 0 or len(tail.data) - position < _END.size:
            if position < 0:
                break
            continue
        found += _readings(tail, tail.base + position)
    return found[:MAX_ENDS]


def _readings(tail: Tail, at: int) -> list[End]:
    _, disk, first_disk, here, count, length, offset, comment = _END.unpack(tail.at(at, _END.size))
    odd, hidden = [], []
    stop = at + _END.size + comment
    if stop < tail.size:
        hidden.append(f"{tail.size - stop} bytes follow the end of the zip")
    elif stop > tail.size:
        odd.append("the zip's comment is longer than the file")
        stop = tail.size
    text = tail.at(at + _END.size, stop - at - _END.size)
    if len(text) > 1024 or (
        text and not text.decode("utf-8", "replace").replace("\n", "").isprintable()
    ):
        hidden.append(f"the zip's comment holds {len(text)} bytes")
    if disk or first_disk or here != count:
        odd.append("the zip says that it is one part of several")
    narrow = _end(tail, at, stop, (offset, length, count), (odd, hidden))
    wide = _wide(tail, at, stop, odd, hidden)
    if wide is None:
        return [narrow]
    saturated = 0xFFFF in (here, count) or 0xFFFFFFFF in (length, offset)
    same = _end(tail, wide.at, stop, (offset, length, count), (odd, hidden))
    if saturated or _where(wide) in (_where(narrow), _where(same)):
        return [wide]
    message = "the zip64 end record says otherwise than the plain one"
    return [End(wide.start, wide.length, wide.count, wide.shift, wide.at, wide.stop,
                (*wide.odd, message), wide.hidden), narrow]  # fmt: skip


def _where(end: End) -> tuple[int, int, int]:
    return end.start, end.length, end.count


def _end(
    tail: Tail,
    records: int,
    stop: int,
    said: tuple[int, int, int],
    notes: tuple[list[str], list[str]],
) -> End:
    """An end whose index lies right before it, if it is there, else where the record says."""
    offset, length, count = said
    start = records - length
    shift = start - offset
    if start < 0 or (length and tail.at(start, 4) not in (b"", _CENTRAL)):
        start, shift = offset, 0
    return End(start, length, count, shift, records, stop, tuple(notes[0]), tuple(notes[1]))


def _wide(tail: Tail, at: int, stop: int, odd: list[str], hidden: list[str]) -> End | None:
    """The zip64 reading, if there is a locator (APPNOTE 4.3.14, 4.3.15)."""
    raw = tail.at(at - _LOCATOR.size, _LOCATOR.size)
    if len(raw) < _LOCATOR.size or raw[:4] != b"PK\6\7":
        return None
    _, _, where, _ = _LOCATOR.unpack(raw)
    direct = at - _LOCATOR.size - _END64.size
    for place in dict.fromkeys((direct, where)):
        record = tail.at(place, _END64.size)
        if record[:4] == b"PK\6\6":
            fields = _END64.unpack(record)
            said = (fields[9], fields[8], fields[7])
            end = _end(tail, place, stop, said, (odd, hidden))
            extent = place + 12 + fields[1]
            more = list(hidden)
            if extent != at - _LOCATOR.size:
                more.append("the zip64 end record does not reach up to its locator")
            if place != where + end.shift:
                odd = [*odd, "the zip64 locator points elsewhere"]
            return End(
                end.start, end.length, end.count, end.shift, place, stop, tuple(odd), tuple(more)
            )
    return None
