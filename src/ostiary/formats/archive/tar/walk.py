"""What members does a tar stream hold, in every way that extractors may read it?"""

from collections.abc import Iterator

from ostiary.formats.archive.feed import Feed
from ostiary.formats.archive.links import Links
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import FILE, FOLDER, LINK, Names
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.archive.tar import header
from ostiary.formats.archive.tar.body import Body
from ostiary.formats.archive.tar.extended import MAX_EXTENDED, SPECIAL, Extra, decimal
from ostiary.formats.archive.tar.header import BLOCK, ZEROS, Header
from ostiary.formats.contents import Fault, FaultKind

MAX_VIEWS = 3
"""Readings inside readings, where two extractors would go on at different places."""

_PADS = frozenset(bytes(count) for count in range(BLOCK))
_FORMS = {b"1": LINK, b"2": LINK, b"3": LINK, b"4": LINK, b"5": FOLDER, b"6": LINK, b"V": FOLDER}
_DEVICES = {b"3": "a character device", b"4": "a block device", b"6": "a named pipe"}


class Walk:
    """One reading of one stream; `run` yields its members and faults in order."""

    def __init__(self, feed: Feed, scope: Scope, names: Names, links: Links, view: int = 0) -> None:
        self.feed = feed
        self.scope = scope
        self.names = names
        self.links = links
        self.view = view
        self.extra = Extra()
        self.wide: dict[bytes, bytes] = {}
        self.where = ""
        self.plain = True  # no extended header stands before the next member
        self.marked = (
            False  # the end mark was there, or a fault says why the walk stopped before it
        )

    def run(self) -> Iterator[Member | Fault]:
        """All entries, then what follows the end mark; what breaks the stream ends as a fault."""
        try:
            while block := self._header():
                head = header.parse(block)
                self.scope.budget.entry(len(head.name))
                if member := self._ordinary(head):
                    yield member
                else:
                    yield from self._entry(head)
            yield from self._end()
            if self.extra.seen:
                yield self.fault(FaultKind.HIDDEN, "an extended header stands before no member")
        except BrokenError as error:
            self.marked = True
            yield from self.names.drain()
            yield self.scope.fault(error.kind, self.where, error.message)
            yield from self._rest(error.kind if self.where else None)

    def _header(self) -> bytes:
        """The next header, empty at the end mark or the end of the stream."""
        self.where = ""
        block = self.feed.take(BLOCK)
        if not block or block == ZEROS:
            self.marked = block == ZEROS
            return b""
        if len(block) < BLOCK and block.strip(b"\0"):
            raise BrokenError(FaultKind.TRUNCATED, "the tar ends inside a header")
        if len(block) == BLOCK and not header.checksum_ok(block):
            raise BrokenError(FaultKind.CORRUPT, "what should be a tar header is none")
        return block if len(block) == BLOCK else b""

    def fault(self, kind: FaultKind, message: str) -> Fault:
        """A fault at the member at hand."""
        return self.scope.fault(kind, self.where, message)

    def other(self, data: bytes) -> Iterator[Member | Fault]:
        """Read bytes of a member as headers, as an extractor does that takes the member for shorter."""
        if len(data) >= BLOCK and header.checksum_ok(data[:BLOCK]):
            if self.view >= MAX_VIEWS:
                yield self.scope.fault(FaultKind.LIMIT, "", "too many readings inside readings")
                return
            self.scope.budget.spend(len(data))
            feed = Feed(iter((data,)))
            yield from Walk(feed, self.scope, self.names, self.links, self.view + 1).run()

    def _rest(self, kind: FaultKind | None) -> Iterator[Fault]:
        """Unpack to the end after a break, so that a damaged or hidden tail is told of too.

        With `kind`, one member broke the walk; its name, perhaps among tests, is not all that is unread.
        """
        try:
            length = sum(len(chunk.strip(b"\0")) for chunk in self.feed.rest())
            if kind and length:
                yield self.scope.fault(kind, "", "the members after a broken one were not read")
        except BrokenError as error:
            yield self.scope.fault(error.kind, "", error.message)

    def _end(self) -> Iterator[Member | Fault]:
        """After the first block of zeros: some extractors stop here, others go on."""
        feed = self.feed
        for chunk in feed.rest():
            bare = len(chunk.lstrip(b"\0"))
            if bare:
                start = feed.taken - bare  # back to the block that this byte stands in
                feed.push(chunk[max(0, len(chunk) - bare - start % BLOCK) :])
                break
        else:
            return
        block = feed.take(BLOCK)
        feed.push(block)
        message = "data follows the end mark of the tar"
        if self.view < MAX_VIEWS and len(block) == BLOCK and header.checksum_ok(block):
            yield self.fault(FaultKind.HIDDEN, f"{message}: members that most extractors miss")
            yield from Walk(feed, self.scope, self.names, self.links, self.view + 1).run()
        else:
            length = sum(len(chunk) for chunk in feed.rest())
            yield self.fault(FaultKind.HIDDEN, f"{message} ({length} bytes)")
            if self.view >= MAX_VIEWS:
                yield self.scope.fault(
                    FaultKind.LIMIT, "", "too many end marks: what follows is unread"
                )

    def _entry(self, head: Header) -> Iterator[Member | Fault]:
        if self.plain and head.kind == b"0" and not head.odd and not head.name.endswith(b"/"):
            yield from self.names.drain()
            yield from Body(self.feed, self.scope, self.where, head, {}, self.other).read(head.size)
        else:
            yield from self._unusual(head)

    def _ordinary(self, head: Header) -> Member | None:
        """A regular file of which nothing but its header says anything, and that is as it says.

        The fast way, without generators: None sends the entry the long way, its name already admitted.
        """
        if not self.plain or head.kind != b"0" or head.odd or head.name.endswith(b"/"):
            return None
        path = self._admit(head.name, FILE)
        size = head.size
        if self.names.faults or size > self.scope.limits.member_bytes:
            return None
        data = self.feed.take(size)
        pad = self.feed.take(-size % BLOCK)
        if len(data) == size and pad in _PADS:
            return self.scope.member(path, data, head.mode & 0o111 > 0)
        self.feed.push(data + pad)  # the long way tells what is wrong
        return None

    def _unusual(self, head: Header) -> Iterator[Member | Fault]:
        if head.size < 0:
            self.where = _text(head.name)
            raise BrokenError(FaultKind.CORRUPT, "the size of a member is no number")
        if head.kind in SPECIAL:
            yield from self._special(head)
            return
        pax = {**self.wide, **self.extra.pax} if self.wide else self.extra.pax
        raw, link, size = head.name, head.link, head.size
        odd = [head.odd] if head.odd else []
        if pax or self.extra.seen or self.extra.odd:
            raw = self.extra.name or raw
            link = self.extra.link or link
            raw = pax.get(b"GNU.sparse.name", pax.get(b"path", raw))
            link = pax.get(b"linkpath", link)
            if b"size" in pax:
                size = decimal(pax[b"size"])
            odd += self.extra.contradictions()
        form = _form(head.kind, raw)
        path = self._admit(raw, form)
        if self.names.faults:
            yield from self.names.drain()
        for message in odd:
            yield self.fault(FaultKind.DISAGREE, message)
        if size < 0:
            raise BrokenError(FaultKind.CORRUPT, "the pax size of a member is no number")
        self.extra = Extra()
        self.plain = not self.wide
        if form == FILE:
            yield from Body(self.feed, self.scope, path, head, pax, self.other).read(size)
        else:
            yield from self._bare(head, path, link, size)

    def _admit(self, raw: bytes, form: str) -> str:
        limit = self.scope.limits.name_bytes
        if len(raw) > limit:
            self.names.note(FaultKind.LIMIT, _text(raw[:80]), f"a name of more than {limit} bytes")
            raw = raw[:limit]
        self.where = self.names.admit(raw.decode("utf-8", "surrogateescape"), form)
        return self.where

    def _bare(self, head: Header, path: str, link: bytes, size: int) -> Iterator[Member | Fault]:
        """An entry that has no body: a folder, a link, a device."""
        if head.kind in (b"1", b"2"):
            self.links.add(path, link.decode("utf-8", "surrogateescape"), hard=head.kind == b"1")
        elif head.kind in _DEVICES:
            yield self.fault(FaultKind.DEVICE, f"the member is {_DEVICES[head.kind]}")
        if not size:
            return
        yield self.fault(
            FaultKind.DISAGREE, f"an entry without content declares {size} bytes of it"
        )
        if size > self.scope.limits.member_bytes:
            raise BrokenError(FaultKind.LIMIT, "its content is too large to be read")
        data = self.feed.take(size)
        self.feed.skip(-size % BLOCK)
        yield self.scope.member(path, data)
        yield from self.other(data)

    def _special(self, head: Header) -> Iterator[Fault]:
        self.where = _text(head.name)
        if head.size > MAX_EXTENDED:
            self.feed.skip(head.size + -head.size % BLOCK)
            message = f"an extended header of more than {MAX_EXTENDED} bytes"
            yield self.scope.fault(FaultKind.LIMIT, "", message)  # its own name says nothing
            return
        data = self.feed.take(head.size)
        if len(data) < head.size:
            raise BrokenError(FaultKind.TRUNCATED, "the tar ends inside an extended header")
        self.feed.skip(-head.size % BLOCK)
        self.plain = False
        try:
            self.extra.add(head.kind, data, self.wide)
        except BrokenError as error:
            yield self.scope.fault(error.kind, "", error.message)


def _form(kind: bytes, raw: bytes) -> str:
    """What takes shape at the path; a V7 tar marks a folder by its slash alone."""
    return FOLDER if raw.endswith(b"/") and kind == b"\0" else _FORMS.get(kind, FILE)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
