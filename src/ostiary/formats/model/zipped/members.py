"""Which members does a zip have, for every reader, and which of its bytes are theirs?"""

from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.links import Links
from ostiary.formats.archive.names import FILE, FOLDER, LINK, Names
from ostiary.formats.archive.scope import BrokenError, Budget, Scope
from ostiary.formats.archive.zip import entries
from ostiary.formats.archive.zip.ends import MAX_ENDS, End
from ostiary.formats.archive.zip.entries import Entry
from ostiary.formats.archive.zip.visit import Visitor
from ostiary.formats.contents import Fault, FaultKind
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.stream import Stream
from ostiary.formats.model.zipped.gaps import gaps
from ostiary.formats.model.zipped.headers import compare
from ostiary.formats.model.zipped.marks import ends, local_header

MAX_INDEX = 64 << 20
"""Bytes of a directory that are read."""
LIMITS = Limits(member_bytes=64 << 20)
"""Of what is unpacked out of gaps; members themselves are measured before they are read."""

_CENTRAL, _WIDE = b"PK\1\2", b"PK\6\6"
_FAULTS = {
    FaultKind.TRAVERSAL: (Topic.REACH, "member-outside", Gravity.HARMFUL),
    FaultKind.ABSOLUTE: (Topic.REACH, "member-outside", Gravity.HARMFUL),
    FaultKind.DUPLICATE: (Topic.HIDING, "duplicate-member", Gravity.HARMFUL),
    FaultKind.CASE_CLASH: (Topic.HIDING, "member-case-clash", Gravity.NOTE),
    FaultKind.BAD_NAME: (Topic.STRUCTURE, "member-name", Gravity.NOTE),
    FaultKind.HIDDEN: (Topic.HIDING, "unlisted-bytes", Gravity.UNUSUAL),
    FaultKind.DISAGREE: (Topic.HIDING, "zip-readers-differ", Gravity.BROKEN),
}


class Item(NamedTuple):
    """One member: its path, what the directory says of it, and where its bytes begin in the zip."""

    name: str
    entry: Entry
    start: int

    @property
    def folder(self) -> bool:
        """Whether it stands for a folder."""
        return self.entry.name.endswith(b"/")

    @property
    def stop(self) -> int:
        """Where its packed bytes end."""
        return self.start + self.entry.packed

    @property
    def stored(self) -> bool:
        """Whether its bytes lie in the zip as they are."""
        return self.entry.method == 0 and self.entry.size == self.entry.packed


def scope(sheet: Sheet, limits: Limits = LIMITS) -> Scope:
    """A scope of its own for what is unpacked out of one zip."""
    return Scope(sheet.path, Budget(limits, sheet.extent.size))


def members(sheet: Sheet) -> tuple[Item, ...]:
    """All members in the order of the directory, those of further directories after them.

    What is odd goes to the sheet. Headers, directories and end records are owned; the bytes of the members
    are not: `content` owns those that it hands out, `explained` those that the caller can explain.
    Raises `LimitError` where there are too many.
    """
    return _Listing(sheet).all()


@dataclass(slots=True)
class _Listing:
    """One reading of one zip."""

    sheet: Sheet
    visitor: Visitor = field(init=False)
    items: list[Item] = field(default_factory=list)
    known: set[Entry] = field(default_factory=set)
    places: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        one = scope(self.sheet)
        extent = self.sheet.extent
        self.visitor = Visitor(Stream(extent), extent.size, one, Names(one), Links())

    @property
    def extent(self) -> Extent:
        return self.sheet.extent

    def all(self) -> tuple[Item, ...]:
        found = ends(self.extent)
        if not found:
            self.sheet.broken("zip-without-index", "a zip without a directory at its end")
            self.sheet.stop("the zip has no directory")
        for count, end in enumerate(found):
            if count and not self._rivals(end):
                continue
            if count:
                self._odd("two-directories", "a second directory, which other readers take", end.at)
            self._end(end)
        if len(found) == MAX_ENDS:
            self._odd("two-directories", f"{MAX_ENDS} or more end records", found[-1].at)
        self._overlaps()
        for fault, data in gaps(self.visitor):
            if fault:
                self._fault(fault)
            elif data:
                self._stray(*data)
        return tuple(self.items)

    def _odd(
        self, rule: str, message: str, at: int = 0, gravity: Gravity = Gravity.HARMFUL
    ) -> None:
        self.sheet.odd(Topic.HIDING, rule, message, at=at, gravity=gravity)

    def _rivals(self, end: End) -> bool:
        """Whether a further end record is somebody's, and does not lie in a member's bytes."""
        if any(start <= end.at < stop for start, stop in self.visitor.spans):
            return False
        return self.extent.at(end.start, 4) == _CENTRAL

    def _end(self, end: End) -> None:
        """All that one end record leads to."""
        for message in end.odd:
            self._odd("zip-readers-differ", message, end.at, Gravity.BROKEN)
        for message in end.hidden:
            self._odd("bytes-after-zip", message, end.at, Gravity.UNUSUAL)
        if end.shift:
            self._shifted(end)
        wide = self.extent.at(end.at, 4) == _WIDE
        self._take(end.at, end.at + 22 + 76 * wide if end.hidden else end.stop)
        available = max(0, end.at - end.start)
        if available > MAX_INDEX:
            self.sheet.stop(f"a directory of more than {MAX_INDEX} bytes")
            available = MAX_INDEX
        self._entries(end, self.extent.at(end.start, available))

    def _shifted(self, end: End) -> None:
        """The end record says another place than right before it: readers take one or the other."""
        message = f"the offsets in the directory are {end.shift} bytes off: only some readers cope"
        inner = isinstance(self.extent, Part) and end.shift == -self.extent.start
        # what is appended to a file counts from the start of that file
        self._odd("shifted-directory", message, end.at, Gravity.NOTE if inner else Gravity.BROKEN)
        said = end.start - end.shift
        if said >= 0 and self.extent.at(said, 4) == _CENTRAL:
            message = "a second directory, where the end record says that it is"
            self._odd("two-directories", message, said)
            other = replace(end, start=said, shift=0)
            self._entries(other, self.extent.at(said, min(MAX_INDEX, max(0, end.at - said))))

    def _entries(self, end: End, data: bytes) -> None:
        count = used = 0
        try:
            for entry, stop in entries.central(data, end.shift):
                count, used = count + 1, stop
                if entry not in self.known:
                    self.known.add(entry)
                    self._member(entry)
        except BrokenError as error:
            self._broken(error)
        self._take(end.start, end.start + used)
        if used != end.length or (count != end.count and count & 0xFFFF != end.count):
            message = (
                f"the directory has {count} members in {used} bytes where {end.count} "
                f"in {end.length} are declared"
            )
            self._odd("zip-readers-differ", message, end.at, Gravity.BROKEN)

    def _broken(self, error: BrokenError, at: int = 0) -> None:
        self.sheet.broken("zip-damaged", error.message, at)
        self.sheet.stop(error.message)

    def _take(self, start: int, stop: int) -> None:
        """These bytes are the zip's own."""
        self.sheet.own(start, stop)
        self.visitor.spans.append((start, stop))

    def _member(self, entry: Entry) -> None:
        visitor = self.visitor
        visitor.scope.budget.entry(len(entry.name))
        form = FOLDER if entry.name.endswith(b"/") else FILE
        if entry.system == 3 and entry.attributes >> 28 == 0xA:
            form = LINK
            message = f"`{entry.name.decode('utf-8', 'replace')}` is a link, not a file"
            self._odd("member-link", message, entry.offset, Gravity.BROKEN)
        path = visitor.admit(entry, form)
        for fault in visitor.names.drain():
            self._fault(fault, entry)
        if entry.odd:
            message = f"the directory has {entry.odd} at `{path}`"
            self._odd("zip-readers-differ", message, entry.offset, Gravity.BROKEN)
        found = local_header(self.extent, entry)
        if found is None:
            message = f"no local header of `{path}` stands where the directory says"
            self.sheet.broken("no-local-header", message, entry.offset)
            self.sheet.stop(message)
            return
        here, start = found
        compare(self.sheet, entry, here, start, path)
        item = Item(path, entry, start)
        self._bounds(item, entry.flags | here.flags)
        self.items.append(item)

    def _bounds(self, item: Item, flags: int) -> None:
        """Own the header and the data descriptor of a member; check that its bytes are there."""
        size, stop = self.extent.size, item.stop
        if stop > size:
            message = f"{stop - size} bytes of `{item.name}` are missing"
            self.sheet.broken("truncated-member", message, item.start)
            self.sheet.stop(message)
        length = 0
        if flags & entries.DESCRIPTOR and stop <= size:
            length = entries.descriptor(self.extent.at(stop, 24), item.entry)
            if not length:
                message = f"the data descriptor after `{item.name}` does not match it"
                self._odd("zip-readers-differ", message, stop, Gravity.BROKEN)
        self.sheet.own(item.entry.offset, item.start)
        self.sheet.own(min(stop, size), min(stop + length, size))
        self.places.append((item.entry.offset, min(stop + length, size)))
        self.visitor.spans.append(self.places[-1])

    def _overlaps(self) -> None:
        position = 0
        others = set(self.visitor.spans) - set(self.places)
        for start, stop in sorted([*self.places, *others]):
            if start < position and stop > start:
                self._odd("overlapping-members", "the same bytes belong to several members", start)
                return
            position = max(position, stop)

    def _fault(self, fault: Fault, entry: Entry | None = None) -> None:
        """Something that the readers of archives say, in the words of models."""
        known = _FAULTS.get(fault.kind)
        message = f"`{fault.path}`: {fault.message}" if fault.path else fault.message
        if known is None:
            self.sheet.broken("zip-damaged", message)
            self.sheet.stop(message)
            return
        topic, rule, gravity = known
        if fault.kind is FaultKind.BAD_NAME and entry and min(entry.name, default=0) < 32:
            gravity = Gravity.HARMFUL
        self.sheet.odd(topic, rule, message, at=entry.offset if entry else 0, gravity=gravity)

    def _stray(self, name: str, extent: Extent) -> None:
        """A member that no directory lists: seen by readers that go from the front."""
        self._odd("unlisted-member", f"`{name}` stands in the zip, and no directory lists it")
        self.sheet.nested(name, extent)
