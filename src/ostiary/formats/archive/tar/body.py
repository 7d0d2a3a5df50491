"""What bytes does one regular tar member have, for each extractor that could read it?"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from ostiary.formats.archive.feed import Feed
from ostiary.formats.archive.gather import gather
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.archive.tar import sparse
from ostiary.formats.archive.tar.extended import decimal
from ostiary.formats.archive.tar.header import BLOCK, Header, number
from ostiary.formats.contents import Fault, FaultKind

MAX_EXTENSIONS = 5_000
"""Extension blocks of an old GNU sparse header, 21 pieces each."""

_KNOWN = (b"0", b"\0", b"7", b"S")


class Body(Struct, frozen=True):
    """The content of one member. `other` reads bytes as headers, for a second view."""

    feed: Feed
    scope: Scope
    path: str
    head: Header
    pax: dict[bytes, bytes]
    other: Callable[[bytes], Iterator[Member | Fault]]

    def read(self, size: int) -> Iterator[Member | Fault]:
        """Its members and faults; `size` is what pax says, or else the header."""
        head = self.head
        if head.kind == b"S":
            yield from self._old_sparse(size)
            return
        if head.kind not in _KNOWN:
            kind = head.kind.decode("ascii", "backslashreplace")
            yield self._fault(
                FaultKind.DISAGREE, f"of type `{kind}`: some extractors make a file of it"
            )
        if self.pax and head.size != size:
            yield from self._two_sizes(size, head.size)
            return
        if size > self.scope.limits.member_bytes:
            yield from self._large(size)
            return
        data = self._take(size)
        if pad := -size % BLOCK:
            yield from self._pad(pad)
        if self.pax and any(key.startswith(b"GNU.sparse.") for key in self.pax):
            yield from self._pax_sparse(data)
        yield self.scope.member(self.path, data, head.mode & 0o111 > 0)

    def _fault(self, kind: FaultKind, message: str) -> Fault:
        return self.scope.fault(kind, self.path, message)

    def _take(self, size: int) -> bytes:
        data = self.feed.take(size)
        if len(data) < size:
            raise BrokenError(
                FaultKind.TRUNCATED, f"{size - len(data)} bytes of the member are missing"
            )
        return data

    def _pad(self, pad: int) -> Iterator[Fault]:
        if self.feed.take(pad).strip(b"\0"):
            yield self._fault(FaultKind.HIDDEN, "bytes stand in the padding after the member")

    def _large(self, size: int) -> Iterator[Member | Fault]:
        """The head of a member that is too large to be kept, and the digest of all of it."""
        data, cut = gather(self.feed.stream(size), self.scope.limits.member_bytes)
        there = len(data) if cut is None else cut.size
        if there < size:
            raise BrokenError(
                FaultKind.TRUNCATED, f"{size - there} bytes of the member are missing"
            )
        yield from self._pad(-size % BLOCK)
        if self.pax and any(key.startswith(b"GNU.sparse.") for key in self.pax):
            yield self._fault(FaultKind.LIMIT, "a sparse member that is too large to be expanded")
        yield self.scope.member(self.path, data, self.head.mode & 0o111 > 0, cut)

    def _two_sizes(self, main: int, second: int) -> Iterator[Member | Fault]:
        """The pax size and the header's size differ: yield the file, and what follows it, both ways."""
        yield self._fault(
            FaultKind.DISAGREE, f"pax gives {main} bytes and the header {second}: extractors differ"
        )
        limit = self.scope.limits.member_bytes
        if max(main, second) > limit:
            message = f"its second reading was left out: larger than {limit} bytes"
            yield self._fault(FaultKind.LIMIT, message)
            yield from self._large(main)
            return
        executable = self.head.mode & 0o111 > 0
        if second > main:
            longer = self.feed.take(second)
            self.scope.budget.spend(len(longer))
            yield self.scope.member(self.path, longer, executable)
            self.feed.push(longer)
        data = self._take(main)
        self.feed.skip(-main % BLOCK)
        yield self.scope.member(self.path, data, executable)
        if second < main:
            yield self.scope.member(self.path, data[:second], executable)
            yield from self.other(data[second + -second % BLOCK :])

    def _old_sparse(self, size: int) -> Iterator[Member | Fault]:
        """GNU tar's sparse members (typeflag S, GNU tar manual, "Old GNU Format")."""
        raw = self.head.raw
        pieces = sparse.pieces_of(raw, 386, 4)
        more = raw[482]
        for _ in range(MAX_EXTENSIONS):
            if not more:
                break
            self.scope.budget.entry(0)
            block = self._take(BLOCK)
            pieces += sparse.pieces_of(block, 0, 21)
            more = block[504]
        if size > self.scope.limits.member_bytes:
            yield self._fault(FaultKind.LIMIT, "a sparse member that is too large to be expanded")
            yield from self._large(size)
            return
        data = self._take(size)
        yield from self._pad(-size % BLOCK)
        yield from self._expanded(data, pieces, number(raw[483:495]))
        yield self.scope.member(self.path, data, self.head.mode & 0o111 > 0)

    def _pax_sparse(self, data: bytes) -> Iterator[Member | Fault]:
        size = self.pax.get(b"GNU.sparse.realsize", self.pax.get(b"GNU.sparse.size", b""))
        found = sparse.pieces_of_pax(self.pax, data)
        if found is None:
            yield self._fault(FaultKind.CORRUPT, "the map of a sparse member makes no sense")
            return
        yield from self._expanded(data[found[1] :], found[0], decimal(size))

    def _expanded(
        self, packed: bytes, pieces: sparse.Pieces, size: int
    ) -> Iterator[Member | Fault]:
        yield self._fault(FaultKind.DISAGREE, "a sparse member: extractors see different bytes")
        data = sparse.expand(packed, pieces, size, self.scope.limits.member_bytes)
        if data is None:
            yield self._fault(FaultKind.CORRUPT, "the map of a sparse member makes no sense")
            return
        self.scope.budget.spend(len(data))
        yield self.scope.member(self.path, data, self.head.mode & 0o111 > 0)
