"""What does a zip hold, by every index in it and by what no index lists?"""

from collections.abc import Iterator
from typing import BinaryIO

from ostiary.formats.archive.links import Links
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import Names
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.archive.zip import entries
from ostiary.formats.archive.zip.ends import MAX_ENDS, MAX_TAIL, End, Tail, find_ends
from ostiary.formats.archive.zip.gaps import gaps
from ostiary.formats.archive.zip.visit import Visitor
from ostiary.formats.contents import Fault, FaultKind

MAX_INDEX = 64 << 20


def has_index(stream: BinaryIO) -> bool:
    """Whether an end record in the tail really leads to an index; four bytes alone stand in many programs."""
    size = stream.seek(0, 2)
    start = max(0, size - MAX_TAIL)
    stream.seek(start)
    for end in find_ends(Tail(stream.read(MAX_TAIL), start)):
        stream.seek(end.start)
        if end.length and stream.read(4) == b"PK\1\2":
            return True
    return False


def read_zip(stream: BinaryIO, scope: Scope) -> Iterator[Member | Fault]:
    """Members and faults in the order of the index, then those of other indexes and of none."""
    size = stream.seek(0, 2)
    names = Names(scope)
    visitor = Visitor(stream, size, scope, names, Links())
    start = max(0, size - MAX_TAIL)
    tail = Tail(visitor.read(start, MAX_TAIL), start)
    ends = find_ends(tail)
    if not ends:
        yield scope.fault(FaultKind.TRUNCATED, "", "the zip has no index")
    known: set[entries.Entry] = set()
    for count, end in enumerate(ends):
        if count and not _rivals(visitor, end):
            continue
        if count:
            message = "more than one end record: extractors differ in which index they read"
            yield scope.fault(FaultKind.DISAGREE, "", message)
        yield from _end(visitor, end, known)
    if len(ends) == MAX_ENDS:
        yield scope.fault(FaultKind.DISAGREE, "", f"{MAX_ENDS} or more end records")
    yield from gaps(visitor)
    yield from visitor.links.resolve(names)
    if visitor.links.files or visitor.links.folders:
        yield from visitor.again()


def _rivals(visitor: Visitor, end: End) -> bool:
    """Whether a further end record could be somebody's index, and is not inside a member's content."""
    if any(start <= end.at < stop for start, stop in visitor.spans if start != end.start):
        inside = [one for one in visitor.spans if one[0] <= end.at < one[1]]
        if all(visitor.read(start, 4) == b"PK\3\4" for start, _ in inside):
            return False
    return end.length == end.count == 0 or visitor.read(end.start, 4) == b"PK\1\2"


def _end(visitor: Visitor, end: End, known: set[entries.Entry]) -> Iterator[Member | Fault]:
    """All that one end record leads to; entries that an earlier one led to as well are not read twice."""
    scope = visitor.scope
    for message in end.odd:
        yield scope.fault(FaultKind.DISAGREE, "", message)
    for message in end.hidden:
        yield scope.fault(FaultKind.HIDDEN, "", message)
    visitor.spans.append((end.at, visitor.size if end.hidden else end.stop))
    available = max(0, end.at - end.start)
    if available > MAX_INDEX:
        yield scope.fault(FaultKind.LIMIT, "", f"an index of more than {MAX_INDEX} bytes")
        available = MAX_INDEX
    count = used = 0
    try:
        for entry, stop in entries.central(visitor.read(end.start, available), end.shift):
            count, used = count + 1, stop
            if entry not in known:
                known.add(entry)
                yield from visitor.visit(entry)
    except BrokenError as error:
        yield scope.fault(error.kind, "", error.message)
    visitor.spans.append((end.start, end.start + used))
    yield from _sums(scope, end, used, count)


def _sums(scope: Scope, end: End, used: int, count: int) -> Iterator[Fault]:
    """What the end record declares about its index, and what the index is."""
    if used != end.length:
        message = f"the index has {used} bytes where {end.length} are declared"
        yield scope.fault(FaultKind.DISAGREE, "", message)
    if count != end.count and count & 0xFFFF != end.count:
        message = f"the index lists {count} members where {end.count} are declared"
        yield scope.fault(FaultKind.DISAGREE, "", message)
