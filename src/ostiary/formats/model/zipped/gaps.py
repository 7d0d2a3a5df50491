"""Which bytes of a zip does no directory account for, and are there members in them?"""

from collections.abc import Iterator

from ostiary.formats.archive.member import Member
from ostiary.formats.archive.zip.gaps import gaps as archive_gaps
from ostiary.formats.archive.zip.visit import Visitor
from ostiary.formats.contents import Fault, FaultKind
from ostiary.formats.model.extent import Held

MAX_GAPS = 256 << 20
"""Bytes of gaps that are searched for members, all of them together."""

Found = tuple[Fault | None, tuple[str, Held] | None]


def gaps(visitor: Visitor) -> Iterator[Found]:
    """Faults, and the members that lie in bytes which nobody owns."""
    position = total = 0
    for start, stop in sorted(visitor.spans):
        total += max(0, start - position)
        position = max(position, stop)
    total += max(0, visitor.size - position)
    if total > MAX_GAPS:
        message = f"{total} bytes belong to no member: they were not searched"
        yield Fault(FaultKind.LIMIT, "", message), None
        return
    for one in archive_gaps(visitor):
        if isinstance(one, Member):
            yield None, (one.path, Held(one.data))
        elif one.kind is not FaultKind.DISAGREE:  # overlaps were told of with their place
            yield one, None
