"""Which bytes of a zip does no index account for, and do they hold members?"""

from collections.abc import Generator, Iterator

from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import FILE, FOLDER
from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.archive.zip import entries
from ostiary.formats.archive.zip.entries import Entry
from ostiary.formats.archive.zip.visit import MAX_HEADER, Visitor
from ostiary.formats.contents import Fault, FaultKind

SCAN = 1 << 20
MAX_GAPS = 1000


def gaps(visitor: Visitor) -> Iterator[Member | Fault]:
    """Faults for bytes that nobody owns or that two members own, and the members found in them."""
    position = 0
    found = 0
    shared = False
    for start, stop in [*sorted(set(visitor.spans)), (visitor.size, visitor.size)]:
        if start > position:
            found += 1
            if found > MAX_GAPS:
                message = f"more than {MAX_GAPS} gaps between members"
                yield visitor.scope.fault(FaultKind.LIMIT, "", message)
                return
            yield from _gap(visitor, position, start)
        shared = shared or start < position
        position = max(position, stop)
    if shared:
        message = "members overlap: the same bytes belong to several"
        yield visitor.scope.fault(FaultKind.DISAGREE, "", message)


def _gap(visitor: Visitor, start: int, stop: int) -> Iterator[Member | Fault]:
    place = "before the first member" if start == 0 else f"at offset {start}, between members"
    if stop == visitor.size:
        place = f"at offset {start}, after the last member"
    message = f"{stop - start} bytes that no index lists stand {place}"
    yield visitor.scope.fault(FaultKind.HIDDEN, "", message)
    while True:  # every turn moves on and is counted by the budget
        at = _next_header(visitor, start, stop)
        if at < 0:
            return
        found = entries.local(visitor.read(at, min(MAX_HEADER, stop - at)), at)
        start = at + 4
        visitor.scope.budget.entry(0)
        if found is not None:
            here, length = found
            start = at + length
            used = yield from _stray(visitor, here, start, stop)
            start += used


def _next_header(visitor: Visitor, start: int, stop: int) -> int:
    while start < stop:
        block = visitor.read(start, min(SCAN, stop - start))
        found = block.find(b"PK\3\4")
        if found >= 0:
            return start + found
        if len(block) < SCAN:
            return -1
        start += len(block) - 3
    return -1


def _stray(
    visitor: Visitor, here: Entry, start: int, stop: int
) -> Generator[Member | Fault, None, int]:
    """The member that an extractor sees which reads from the front; returns its packed length."""
    scope = visitor.scope
    scope.budget.entry_name(len(here.name))
    form = FOLDER if here.name.endswith(b"/") else FILE
    path = visitor.admit(here, form)
    yield from visitor.names.drain()
    yield scope.fault(FaultKind.HIDDEN, path, "a member that the index does not list")
    if here.flags & entries.ENCRYPTED:
        yield scope.fault(FaultKind.ENCRYPTED, path, "the member is encrypted")
        return min(here.packed, stop - start)
    open_end = here.flags & entries.DESCRIPTOR and not here.packed
    packed = stop - start if open_end else here.packed
    try:
        found = visitor.unpack(start, packed, here.method)
    except BrokenError as error:
        yield scope.fault(error.kind, path, error.message)
        return 0
    yield from visitor.deliver((path, form, False), found.data, found.cut)
    return found.used
