"""Examine what nobody examined before, and judge what somebody did; in a worker, all of this file."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec.structs import replace

from ostiary.cluster.plan import current
from ostiary.cluster.wire import WireError
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause
from ostiary.core.examination import Examination
from ostiary.core.run import Run
from ostiary.flows.apart import Asked, Given, unreadable
from ostiary.flows.listed import Listed, from_stream
from ostiary.flows.local import examine_given, judged, unread
from ostiary.flows.packed import MAX_MEMORY, Packed, PackedError, binds, pack, unpack
from ostiary.program.likeness.sketch import Shapes

Explored = tuple[bytes, bool, float]
"""An examination as `packed.pack` writes it, whether it may be kept, and the seconds that it took."""


def explored(
    asked: Asked, given: Given, stream: BinaryIO, digest: str, shaped: bool
) -> Explored | Run:
    """Examine an open file whose SHA-256 is known; the run about it if it cannot be read.

    Nothing is judged here: what has read an artifact sees neither the list nor another artifact.
    """
    started = time.monotonic()
    try:
        found = examine_given(given, stream, shaped=shaped)
    except ParseError as error:
        return unread(asked, Cause.OPAQUE, error.message, error.hint)
    except OSError as error:
        return unread(asked, *unreadable(error))
    try:
        packed = pack(found, current().lines())
    except WireError as error:
        reason = f"the examination broke off: {error}"
        return unread(asked, Cause.OPAQUE, reason, "")
    sound = binds(found, digest) and peak() < MAX_MEMORY
    return packed, sound, time.monotonic() - started


def judged_again(asked: Asked, packed: Packed, listed: BinaryIO | None = None) -> Run:
    """The run over an examination that was made before. Raises `PackedError` if it cannot be used."""
    started = time.monotonic() - packed.seconds
    known = from_stream(listed) if listed else Listed(None, asked.list_fault)
    if known.comparable and not packed.shaped:
        raise PackedError("it has no sketches to compare with the list of known-bad files")
    found = unpack(packed)
    if packed.shaped and not known.comparable:
        found = replace(found, facts=tuple(_but_sketches(found.facts)))
    return judged(asked, found, known, started)


def _but_sketches(facts: Iterable[object]) -> Iterator[object]:
    """What would have been found had nobody asked for sketches."""
    return (fact for fact in facts if not isinstance(fact, Shapes))


def recalled(packed: Packed) -> Examination:
    """An examination that was made before. Raises `PackedError`."""
    return unpack(packed)


def peak() -> int:
    """Bytes of memory that this process had at most; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10
