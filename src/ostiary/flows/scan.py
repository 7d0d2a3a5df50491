"""Examine local archives, folders and files, without asking any registry."""

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from ostiary.cluster.frames import Handed
from ostiary.cluster.hand import Failure, warm
from ostiary.cluster.local import Task, run_all
from ostiary.cluster.plan import Plan
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.apart import PLAN, Asked, Named, hand_over, unreadable
from ostiary.flows.before import Before, Slot, Wanted
from ostiary.flows.packed import Packed, PackedError
from ostiary.policy.model import Policy
from ostiary.store.known_files import KNOWN

_SCANNED = Named("ostiary.flows.local", "scanned")
_UNREAD = Named("ostiary.flows.local", "unread")
_EXPLORED = Named("ostiary.flows.again", "explored")
_JUDGED_AGAIN = Named("ostiary.flows.again", "judged_again")


def scan(
    paths: Iterable[str],
    policy: Policy,
    world: World,
    *,
    workers: int = 1,
    plan: Plan = PLAN,
    before: Before | None = None,
) -> Iterator[tuple[str, Run]]:
    """One run for each path, as each ends. Nothing that is examined is executed or unpacked.

    Each path is read by a confined worker process; the run says where that could not be. What was
    examined `before` is only judged.
    """
    warm(plan)
    bounded = replace(world, environ={})
    desk = _Desk(policy, bounded, before)
    for turn, result in run_all(map(desk.begin, paths), workers, plan, then=desk.then):
        if isinstance(result, Run):
            yield turn.path, result
        else:
            why = result if isinstance(result, Failure) else _NO_RUN
            reason = f"the examination broke off: {why.message}"
            asked = Asked(turn.path, policy, bounded)
            yield turn.path, _UNREAD(asked, Cause.OPAQUE, reason, why.hint)


_NO_RUN = Failure(died=False, kind="WireError", message="its worker process gave no result")


class _Stage(Enum):
    """What the task at hand does for its path."""

    WHOLE = "read and judge"
    KEPT = "judge what was examined before"
    READ = "read"
    JUDGE = "judge what was just read"


class _Turn(Struct, frozen=True):
    """One path on its way; `slot` is where its examination belongs, if it may be kept."""

    path: str
    stage: _Stage = _Stage.WHOLE
    slot: Slot | None = None


class _Desk:
    """Which task comes next for a path.

    Where examinations are kept, reading and judging are two tasks: whoever has read an artifact reads
    no other one, so that none can speak for another, while the worker that judges keeps its list.
    """

    def __init__(self, policy: Policy, world: World, before: Before | None) -> None:
        self._policy = policy
        self._world = world
        self._listed = Path(world.data) / KNOWN
        self._before = before

    def begin(self, path: str) -> Task[_Turn, Any]:
        """The first task of a path."""
        return self._task(path, _Stage.KEPT)

    def then(self, turn: _Turn, result: Any) -> Task[_Turn, Any] | None:
        """The next task of a path, None where the result is its run or all that there will be."""
        failed = isinstance(result, Failure)
        if turn.stage is _Stage.KEPT:
            if failed:
                return self._task(turn.path, _Stage.READ)
            if self._before and turn.slot:
                self._before.took(turn.slot)
        elif turn.stage is _Stage.READ and _is_packed(result):
            return self._judge(turn, *result)
        elif turn.stage is _Stage.JUDGE and failed and result.kind == PackedError.__name__:
            return self._task(turn.path, _Stage.WHOLE)
        return None

    def _task(self, path: str, stage: _Stage) -> Task[_Turn, Any]:
        asked, beside, shaped = self._with_list(path)
        try:
            given, place = hand_over(Path(path))
        except ParseError as error:
            return _Turn(path), _UNREAD, (asked, Cause.OPAQUE, error.message, error.hint)
        except OSError as error:
            return _Turn(path), _UNREAD, (asked, *unreadable(error))
        if not isinstance(place, Handed) or self._before is None:
            return _Turn(path), _SCANNED, (asked, given, place, *beside)
        if stage is not _Stage.WHOLE:
            wanted = Wanted(given, shaped)
            known = self._before.find(place.stream, wanted) if stage is _Stage.KEPT else None
            if known:
                place.stream.close()
                slot, packed = known
                kept = Packed(packed, given.name, slot.digest, shaped)
                return _Turn(path, _Stage.KEPT, slot), _JUDGED_AGAIN, (asked, kept, *beside)
            own = self._before.own(place.stream, wanted)
            if own:
                _close(place, *beside)
                slot, copy = own
                read = (asked, given, Handed(copy, last=True), slot.digest, shaped)
                return _Turn(path, _Stage.READ, slot), _EXPLORED, read
        return _Turn(path), _SCANNED, (asked, given, replace(place, last=True), *beside)

    def _judge(
        self, turn: _Turn, packed: bytes, sound: bool, seconds: float
    ) -> Task[_Turn, Any] | None:
        if turn.slot is None or self._before is None:
            return None
        if sound:
            self._before.keep(turn.slot, packed)
        asked, beside, shaped = self._with_list(turn.path)
        name = Path(turn.path).name
        made = Packed(packed, name, turn.slot.digest, shaped, seconds)
        return replace(turn, stage=_Stage.JUDGE), _JUDGED_AGAIN, (asked, made, *beside)

    def _with_list(self, path: str) -> tuple[Asked, tuple[Handed, ...], bool]:
        """The list of known-bad files as an open file, or why it cannot be had; whether it has sketches."""
        asked = Asked(path, self._policy, self._world)
        try:
            stream = self._listed.open("rb")
            shaped = _sketched(stream)
        except FileNotFoundError:
            return asked, (), False
        except OSError as error:
            fault = f"{self._listed} cannot be read: {error.strerror}"
            return replace(asked, list_fault=fault), (), False
        return asked, (Handed(stream),), shaped


def _sketched(stream: BinaryIO) -> bool:
    """Whether a list has sketches of our version; the stream ends at its start."""
    from ostiary.formats.known_files import MAX_LINE, told_sketch  # not before: few bring in a list
    from ostiary.program.likeness.sketch import VERSION

    found = told_sketch(stream.readline(MAX_LINE + 1)) == VERSION
    stream.seek(0)
    return found


def _is_packed(result: Any) -> bool:
    kinds = [type(one) for one in result] if isinstance(result, tuple) else []
    return kinds == [bytes, bool, float]


def _close(*handed: Handed) -> None:
    for one in handed:
        one.stream.close()
