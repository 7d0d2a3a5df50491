"""A file of which only those bytes are fetched that its reader asks for."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from msgspec import Struct

from ostiary.core.errors import UnreachedError
from ostiary.evidence.folder import Item, single
from ostiary.evidence.modelled import Resting, named, resting
from ostiary.formats.archive.gather import HEAD
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Cut, Member
from ostiary.formats.contents import Fault, FaultKind

BLOCK = 64 << 10
"""Bytes in which a file is fetched and kept."""

RUN = 16
"""Blocks that are fetched at once."""

KEPT = 512
"""Blocks of one file that are held."""

Fetch = Callable[[int, int], bytes]
"""Some bytes of one file, given offset and count: exactly so many. Raises `UnreachedError`."""


class Listed(Struct, frozen=True):
    """A file of a repository: had `whole`, read by ranges, or not at all, and then `lost` says why."""

    path: str
    size: int
    whole: bool = False
    lost: str = ""


class Far:
    """An extent over ranges. What could not be had once is not asked for again: `lost` says why."""

    __slots__ = ("_blocks", "_fetch", "lost", "size")

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch, self.size = fetch, size
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self.lost = ""

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`. Raises `UnreachedError`."""
        end = min(offset + count, self.size)
        if offset < 0 or end <= offset:
            return b""
        first, last = offset // BLOCK, (end - 1) // BLOCK
        pieces = [part for start in range(first, last + 1, RUN) for part in self._run(start, last)]
        data = b"".join(pieces) if len(pieces) > 1 else pieces[0]
        return data[offset - first * BLOCK : end - first * BLOCK]

    def _run(self, start: int, last: int) -> Iterator[bytes]:
        """Blocks from `start`, up to a run of them; those that are not held are fetched together."""
        wanted = range(start, min(last, start + RUN - 1) + 1)
        missing = [one for one in wanted if one not in self._blocks]
        held = {one: self._blocks[one] for one in wanted if one in self._blocks}
        if missing:
            held.update(self._fetched(missing[0], missing[-1]))
        for one in wanted:
            self._blocks[one] = held[one]
            self._blocks.move_to_end(one)
        while len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        yield from (held[one] for one in wanted)

    def _fetched(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        start, end = first * BLOCK, min((last + 1) * BLOCK, self.size)
        if self.lost:
            raise UnreachedError(self.lost)
        try:
            data = self._fetch(start, end - start)
        except UnreachedError as error:
            self.lost = error.message
            raise
        for number in range(first, last + 1):
            at = (number - first) * BLOCK
            yield number, data[at : at + BLOCK]


def far_members(
    files: Iterable[Listed], fetch: Callable[[int, int, int], bytes], limits: Limits | None = None
) -> Iterator[Item]:
    """Every file as an archive or a folder would give it; `fetch` takes a file's number, offset and count.

    A large model file is read in place; what nobody reads in place is fetched to its end, as far as a member
    of an archive would be kept. One that could not be had is a fault by its name.
    """
    bounds = limits or Limits()
    for number, file in enumerate(files):
        if file.lost:
            yield Fault(FaultKind.LIMIT, file.path, file.lost)
            continue

        def part(offset: int, count: int, number: int = number) -> bytes:
            return fetch(number, offset, count)

        extent = Far(part, file.size)
        try:
            if not file.whole and (found := resting(file.path, extent)):
                yield Resting(file.path, extent, found, far=True)
            elif file.size <= bounds.member_bytes:
                yield from single(BytesIO(extent.at(0, file.size)), file.path, bounds)
            else:
                yield Member(file.path, extent.at(0, HEAD), False, 0, Cut(file.size, ""))
                if named(file.path):
                    said = f"named as a model, of no format that is known here, and {file.size} bytes long"
                    yield Fault(FaultKind.LIMIT, file.path, f"{said}: only its head was read")
        except UnreachedError as error:
            yield Fault(FaultKind.LIMIT, file.path, error.message)
