"""What does one zip member hold, by the index and by its local header?"""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.formats.archive.codecs import Source
from ostiary.formats.archive.links import Links
from ostiary.formats.archive.member import Cut, Member
from ostiary.formats.archive.names import FILE, FOLDER, LINK, Names
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.archive.zip import entries, extract
from ostiary.formats.archive.zip.entries import Entry
from ostiary.formats.contents import Fault, FaultKind

FAST = 1 << 20
"""Packed bytes that are read together with the local header."""
SPARE = 256
MAX_HEADER = 30 + 2 * 65_535

_UNUSUAL = entries.DESCRIPTOR | entries.ENCRYPTED
_DEVICES = {
    0x2000: "character device",
    0x6000: "block device",
    0x1000: "named pipe",
    0xC000: "socket",
}
_INPUT = (0x1000, b"-")
"""What Info-ZIP calls its standard input when it packs that, with the kind that a pipe has."""


class Visitor(Struct):
    """Reads members of one zip; remembers which bytes of the file they account for."""

    stream: Source
    size: int
    scope: Scope
    names: Names
    links: Links
    spans: list[tuple[int, int]] = field(default_factory=list)
    visited: list[tuple[str, Entry, int]] = field(default_factory=list)

    def visit(self, entry: Entry) -> Iterator[Member | Fault]:
        """The member of an index entry, every version of it, and what is wrong with it."""
        self.scope.budget.entry(len(entry.name))
        mode = entry.attributes >> 16 if entry.system == 3 else 0
        form = FOLDER if entry.name.endswith(b"/") else LINK if mode & 0xF000 == 0xA000 else FILE
        path = self.admit(entry, form)
        if self.names.faults:
            yield from self.names.drain()
        if entry.odd:
            yield self.scope.fault(FaultKind.DISAGREE, path, f"the index has {entry.odd}")
        if mode & 0xF000 in _DEVICES and (mode & 0xF000, entry.name) != _INPUT:
            message = f"the member is a {_DEVICES[mode & 0xF000]}"
            yield self.scope.fault(FaultKind.DEVICE, path, message)
        try:
            yield from self._located(entry, path, form, mode & 0o111 > 0)
        except BrokenError as error:
            yield self.scope.fault(error.kind, path, error.message)

    def again(self) -> Iterator[Member]:
        """Files once more, under the names that links give them."""
        for path, entry, start in self.visited:
            for alias in self.links.aliases(path):
                self.scope.budget.entry(len(alias))
                try:
                    found = self.unpack(start, entry.packed, entry.method)
                except BrokenError:
                    continue  # already told of at its first name
                yield self.scope.member(alias, found.data, cut=found.cut)

    def read(self, start: int, count: int) -> bytes:
        """Bytes of the file."""
        self.stream.seek(start)
        return self.stream.read(count)

    def admit(self, entry: Entry, form: str) -> str:
        """The member's path in its normal form; faults of the name gather in `names`."""
        raw = entry.name
        limit = self.scope.limits.name_bytes
        if len(raw) > limit:
            self.names.note(FaultKind.LIMIT, "", f"a name of more than {limit} bytes")
            raw = raw[:limit]
        if entry.flags & entries.UTF8 or raw.isascii():
            return self.names.admit(raw.decode("utf-8", "surrogateescape"), form)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp437")
        path = self.names.admit(text, form)
        self.names.note(FaultKind.BAD_NAME, path, "the name is not ASCII, and not marked as UTF-8")
        return path

    def _located(
        self, entry: Entry, path: str, form: str, executable: bool
    ) -> Iterator[Member | Fault]:
        if not 0 <= entry.offset <= self.size - entries.LOCAL.size:
            raise BrokenError(FaultKind.TRUNCATED, "the member lies outside the file")
        count = entries.LOCAL.size + len(entry.name) + SPARE + min(entry.packed, FAST)
        block = self.read(entry.offset, count)
        if (length := entries.agrees(block, entry)) and not entry.flags & _UNUSUAL:
            self.spans.append((entry.offset, min(entry.offset + length + entry.packed, self.size)))
            yield from self._content(entry, (path, form, executable), block, length)
            return
        found = entries.local(block, entry.offset) or entries.local(
            self.read(entry.offset, MAX_HEADER), entry.offset
        )
        if found is None:
            raise BrokenError(FaultKind.CORRUPT, "no local header stands where the index says")
        here, length = found
        start = entry.offset + length
        odd = entries.differences(entry, here)
        if odd or here.odd or entry.unicode or here.unicode:
            yield from self._contradictions(entry, here, path, odd)
        flags = entry.flags | here.flags
        yield from self._account(entry, path, start + entry.packed, flags)
        if flags & entries.ENCRYPTED:
            yield self.scope.fault(FaultKind.ENCRYPTED, path, "the member is encrypted")
            if entry.flags & here.flags & entries.ENCRYPTED:
                return
        yield from self._content(entry, (path, form, executable), block, length)
        if odd:
            yield from self._second(entry, here, path, start, executable)

    def _content(
        self, entry: Entry, place: tuple[str, str, bool], block: bytes, length: int
    ) -> Iterator[Member | Fault]:
        """The member by the index alone; `block` starts with its local header of `length` bytes."""
        path, form, executable = place
        start = entry.offset + length
        self.visited.append((path, entry, start))
        data = self._quick(entry, block, length)
        if data is None:
            yield from self._slow(entry, path, form, start, executable)
        elif form == FILE:
            yield self.scope.member(path, data, executable)
        else:
            yield from self.deliver((path, form, executable), data)

    def deliver(
        self, place: tuple[str, str, bool], data: bytes, cut: Cut | None = None
    ) -> Iterator[Member | Fault]:
        """A member's bytes, if it is more than an empty folder; `place` is path, form, mode bit."""
        path, form, executable = place
        if form == FOLDER and not data:
            return
        if form == FOLDER:
            yield self._disagree(path, f"a folder with {len(data)} bytes of content")
        elif form == LINK:
            self.links.add(path, data[:4096].decode("utf-8", "surrogateescape"), hard=False)
        yield self.scope.member(path, data, executable, cut)

    def _disagree(self, path: str, message: str) -> Fault:
        return self.scope.fault(FaultKind.DISAGREE, path, message)

    def _contradictions(
        self, entry: Entry, here: Entry, path: str, odd: list[str]
    ) -> Iterator[Fault]:
        for one in odd:
            yield self._disagree(path, f"index and local header differ in {one}")
        if here.odd:
            yield self._disagree(path, f"the local header has {here.odd}")
        for unicode in dict.fromkeys((entry.unicode, here.unicode)):
            if unicode and unicode != entry.name:
                text = unicode.decode("utf-8", "backslashreplace")
                yield self._disagree(path, f"a Unicode name field calls it `{text}`")

    def _account(self, entry: Entry, path: str, stop: int, flags: int) -> Iterator[Fault]:
        """Note which bytes of the file belong to the member, its data descriptor included."""
        if flags & entries.DESCRIPTOR:
            length = entries.descriptor(self.read(stop, 24), entry)
            if not length:
                yield self._disagree(path, "the data descriptor after the member does not match it")
            stop += length
        self.spans.append((entry.offset, min(stop, self.size)))

    def _quick(self, entry: Entry, block: bytes, length: int) -> bytes | None:
        """The common case: deflated, small, and just as declared. None if anything is otherwise."""
        if (
            entry.method != extract.DEFLATED
            or entry.size > self.scope.limits.ratio_floor
            or entry.size > self.scope.limits.member_bytes
            or length + entry.packed > len(block)
        ):
            return None
        data = extract.inflate(block[length : length + entry.packed], entry.size)
        if data is None or extract.checksum(data) != entry.crc:
            return None
        self.scope.budget.spend(len(data))
        return data

    def unpack(self, start: int, packed: int, method: int) -> extract.Unpacked:
        """Unpack a stretch of the file. Raises `BrokenError`."""
        if start + packed > self.size:
            missing = start + packed - self.size
            raise BrokenError(FaultKind.TRUNCATED, f"{missing} bytes of the member are missing")
        return extract.unpack(self.stream, start, start + packed, method, self.scope)

    def _slow(
        self, entry: Entry, path: str, form: str, start: int, executable: bool
    ) -> Iterator[Member | Fault]:
        """Any method, any size, and whatever contradicts the declaration."""
        found = self.unpack(start, entry.packed, entry.method)
        for message in found.hidden:
            yield self.scope.fault(FaultKind.HIDDEN, path, message)
        if found.used < entry.packed:
            message = f"{entry.packed - found.used} bytes follow the end of the packed data"
            yield self.scope.fault(FaultKind.HIDDEN, path, message)
        size = found.size
        if size != entry.size:
            yield self._disagree(path, f"{entry.size} bytes are declared, {size} came out")
        if found.crc != entry.crc:
            yield self.scope.fault(FaultKind.CORRUPT, path, "the content does not match its CRC")
        yield from self.deliver((path, form, executable), found.data, found.cut)
        if found.cut and entry.size < size:
            yield self.scope.fault(FaultKind.LIMIT, path, "its second reading was left out")
        elif entry.size < size:  # what an extractor makes of it that stops at the declared size
            yield self.scope.member(path, found.data[: entry.size], executable)

    def _second(
        self, entry: Entry, here: Entry, path: str, start: int, executable: bool
    ) -> Iterator[Member | Fault]:
        """The member as extractors see it that believe the local header."""
        packed = here.packed
        if here.flags & entries.DESCRIPTOR and not packed:
            packed = entry.packed
        if here.name != entry.name:
            path = self.admit(here, FILE)
            yield from self.names.drain()
        elif (here.method, packed, here.size) == (entry.method, entry.packed, entry.size):
            return
        try:
            found = self.unpack(start, min(packed, self.size - start), here.method)
        except BrokenError as error:
            yield self._disagree(path, f"read by its local header it is broken ({error.message})")
            return
        yield self.scope.member(path, found.data, executable, found.cut)
        if here.size < found.size and not here.flags & entries.DESCRIPTOR:
            if found.cut:
                yield self.scope.fault(FaultKind.LIMIT, path, "its second reading was left out")
                return
            yield self.scope.member(path, found.data[: here.size], executable)
