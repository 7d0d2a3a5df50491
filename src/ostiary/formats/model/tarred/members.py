"""Which members does a tar have, and is every other byte of it what a tar needs?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.names import FILE, FOLDER, LINK, Names
from ostiary.formats.archive.scope import BrokenError, Budget, Scope
from ostiary.formats.archive.tar.extended import MAX_EXTENDED, SPECIAL, Extra, decimal
from ostiary.formats.archive.tar.header import BLOCK, ZEROS, Header, checksum_ok, parse
from ostiary.formats.contents import FaultKind
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_TAIL = 64 << 20
"""Bytes after the end mark that are searched for anything but zeros."""
STEP = 1 << 20
WIDE = 8 << 30
"""Sizes from which on the header alone cannot hold them."""

_FILES = (b"0", b"\0", b"7")
_FORMS = {b"1": LINK, b"2": LINK, b"5": FOLDER}
_FAULTS = {
    FaultKind.TRAVERSAL: (Topic.REACH, "member-outside", Gravity.HARMFUL),
    FaultKind.ABSOLUTE: (Topic.REACH, "member-outside", Gravity.HARMFUL),
    FaultKind.DUPLICATE: (Topic.HIDING, "duplicate-member", Gravity.HARMFUL),
}


class Item(NamedTuple):
    """One member: its path, the kind in its header, and where its bytes lie in the tar."""

    name: str
    form: str
    start: int
    size: int

    @property
    def stop(self) -> int:
        """Where its bytes end."""
        return self.start + self.size


def members(sheet: Sheet) -> tuple[Item, ...]:
    """All members in order. What is odd goes to the sheet.

    Headers, padding and the end are owned, the bytes of members are not. Raises `LimitError` where there are
    too many of them.
    """
    return tuple(_Walk(sheet).run())


@dataclass(slots=True)
class _Walk:
    """One reading of one tar."""

    sheet: Sheet
    at: int = 0
    names: Names = field(init=False)
    scope: Scope = field(init=False)
    extra: Extra = field(default_factory=Extra)

    def __post_init__(self) -> None:
        self.scope = Scope(self.sheet.path, Budget(Limits(), self.sheet.extent.size))
        self.names = Names(self.scope)

    def run(self) -> Iterator[Item]:
        extent = self.sheet.extent
        while True:
            block = extent.at(self.at, BLOCK)
            if block == ZEROS or not block:
                break
            if len(block) < BLOCK or not checksum_ok(block):
                self._broken("no header of tar stands where the next member should begin")
                return
            head = parse(block)
            if head.size < 0:
                self._broken("a member whose size is no number")
                return
            self.scope.budget.entry(len(head.name))
            self.sheet.own(self.at, self.at + BLOCK)
            try:
                item = self._entry(head)
            except BrokenError as error:
                self._broken(error.message)
                return
            if item:
                yield item
        self._end()

    def _broken(self, message: str) -> None:
        self.sheet.broken("tar-damaged", message, self.at)
        self.sheet.stop(message)

    def _odd(self, rule: str, message: str, gravity: Gravity = Gravity.BROKEN) -> None:
        self.sheet.odd(Topic.HIDING, rule, message, at=self.at, gravity=gravity)

    def _entry(self, head: Header) -> Item | None:
        """One header with what follows it; None for those that only describe the next one."""
        start = self.at + BLOCK
        if head.odd:
            self._odd("tar-readers-differ", f"a header has {head.odd}")
        if head.kind in SPECIAL:
            if head.size > MAX_EXTENDED:
                raise BrokenError(FaultKind.LIMIT, "an extended header that is too large")
            wide: dict[bytes, bytes] = {}
            self.extra.add(head.kind, self.sheet.extent.at(start, head.size), wide)
            self._step(start, head.size, own=True)
            return None
        size = self._size(head)
        name = self._name(head)
        item = Item(name, self._form(head, name), start, size)
        if item.stop > self.sheet.extent.size:
            message = f"{item.stop - self.sheet.extent.size} bytes of `{name}` are missing"
            raise BrokenError(FaultKind.TRUNCATED, message)
        self.extra = Extra()
        self._step(start, size, own=False)
        return item

    def _step(self, start: int, size: int, *, own: bool) -> None:
        """Go on behind some content; its padding must be zeros."""
        stop = start + size
        pad = -size % BLOCK
        if self.sheet.extent.at(stop, pad).strip(b"\0"):
            self._odd("bytes-in-padding", "bytes stand in the padding after a member")
        else:
            self.sheet.own(stop, stop + pad)
        if own:
            self.sheet.own(start, stop)
        self.at = stop + pad

    def _size(self, head: Header) -> int:
        said = self.extra.pax.get(b"size")
        size = head.size if said is None else decimal(said)
        if size < 0:
            raise BrokenError(FaultKind.CORRUPT, "a pax size that is no number")
        if size != head.size and not (head.size == 0 and size >= WIDE):
            message = f"pax gives {size} bytes and the header {head.size}: readers differ"
            self._odd("tar-readers-differ", message, Gravity.HARMFUL)
        return size

    def _name(self, head: Header) -> str:
        for message in self.extra.contradictions():
            self._odd("tar-readers-differ", message)
        if any(key.startswith(b"GNU.sparse.") for key in self.extra.pax) or head.kind == b"S":
            raise BrokenError(FaultKind.UNSUPPORTED, "a sparse member, which is not read")
        raw = self.extra.pax.get(b"path") or self.extra.name or head.name
        form = FOLDER if raw.endswith(b"/") else _FORMS.get(head.kind, FILE)
        name = self.names.admit(raw.decode("utf-8", "surrogateescape"), form)
        for fault in self.names.drain():
            topic, rule, gravity = _FAULTS.get(
                fault.kind, (Topic.STRUCTURE, "member-name", Gravity.NOTE)
            )
            message = f"`{fault.path}`: {fault.message}"
            self.sheet.odd(topic, rule, message, at=self.at, gravity=gravity)
        return name

    def _form(self, head: Header, name: str) -> str:
        form = _FORMS.get(head.kind, FILE)
        if form == LINK:
            target = head.link.decode("utf-8", "replace")
            self._odd("member-link", f"`{name}` is a link to `{target}`")
        elif form == FILE and head.kind not in _FILES:
            kind = head.kind.decode("ascii", "backslashreplace")
            self._odd("tar-readers-differ", f"`{name}` is of type `{kind}`")
        return form

    def _end(self) -> None:
        """Zeros up to the end of the file, and nothing else."""
        if self.extra.seen:
            self._odd("tar-readers-differ", "an extended header stands before no member")
        extent = self.sheet.extent
        if self.at >= extent.size:
            self.sheet.odd(Topic.STRUCTURE, "no-end-mark", "the tar has no end mark", at=self.at)
        at = self.at
        stop = min(extent.size, at + MAX_TAIL)
        while at < stop:
            block = extent.at(at, min(STEP, stop - at))
            if block.strip(b"\0"):
                at += len(block) - len(block.lstrip(b"\0"))
                message = f"{extent.size - at} bytes follow the end of the tar"
                self._odd("bytes-after-tar", message, Gravity.UNUSUAL)
                break
            at += len(block)
        self.sheet.own(self.at, at)
