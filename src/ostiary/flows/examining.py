"""Have one artifact examined by a worker, or take what was found in it before by this same version."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from msgspec.structs import replace

from ostiary.cluster.frames import Handed, Readable
from ostiary.cluster.hand import Failure
from ostiary.cluster.plan import Confinement
from ostiary.cluster.steady import Steady
from ostiary.cluster.wire import WireError
from ostiary.core.examination import Examination
from ostiary.flows.apart import PLAN, Given, Named, loose
from ostiary.flows.before import Before, Slot, Wanted
from ostiary.flows.packed import MAX_MEMORY, Packed, binds, pack

EXAMINE_GIVEN = Named("ostiary.flows.local", "examine_given")
EXAMINE_SHAPED = Named("ostiary.flows.local", "examine_shaped")
EXAMINE_SHARED = Named("ostiary.flows.local", "examine_shared")
_RECALLED = Named("ostiary.flows.again", "recalled")
_PEAK = Named("ostiary.flows.again", "peak")

Found = Examination | Failure


def examine_once(
    given: Given, place: Handed | Readable, before: Before | None, *, shaped: bool = False
) -> tuple[Found, Confinement | None]:
    """Examine one path in a worker of its own; `shaped` asks for sketches of its code."""
    work = EXAMINE_SHAPED if shaped else EXAMINE_GIVEN
    readable = (place.path,) if isinstance(place, Readable) else ()
    worker = Steady(replace(PLAN, readable=readable))
    try:
        if isinstance(place, Readable):
            return worker.ask(work, given, place), worker.confinement
        wanted = Wanted(given, shaped)
        found = examine_stream(worker, place.stream, wanted, before, lambda one: (work, given, one))
        return found, worker.confinement
    finally:
        worker.end()
        if isinstance(place, Handed):
            place.stream.close()


def examine_stream(
    worker: Steady,
    stream: BinaryIO,
    wanted: Wanted,
    before: Before | None,
    task: Callable[[Handed], tuple[Any, ...]],
) -> Found:
    """What is in a stream, by what was found in it before or else by a `task` (function, arguments)."""
    known = before.find(stream, wanted) if before else None
    if before and known:
        slot, packed = known
        kept = Packed(packed, wanted.given.name, slot.digest, wanted.shaped)
        recalled: Found = worker.ask(_RECALLED, kept)
        if not isinstance(recalled, Failure):
            before.took(slot)
            return recalled
    own = before.own(stream, wanted) if before else None
    if before is None or own is None:
        found: Found = worker.ask(*task(Handed(stream)))
        return found
    slot, copy = own
    with copy:
        found = worker.ask(*task(Handed(copy)))
    if not isinstance(found, Failure):
        _keep(found, slot, worker, before)
    return found


def _keep(found: Examination, slot: Slot, worker: Steady, before: Before) -> None:
    most = worker.ask(_PEAK)
    if isinstance(most, Failure) or most >= MAX_MEMORY or not binds(found, slot.digest):
        return
    with suppress(WireError):
        before.keep(slot, pack(found, loose(worker.confinement)))
