"""Follow one pickle from its first opcode to its STOP, a window and a frame at a time."""

from typing import NamedTuple

from ostiary.formats.model.pickle.bulk import expand
from ostiary.formats.model.pickle.machine import (
    ENDED,
    FIRST_STEP,
    LEAP,
    MARGIN,
    MAX_STACK,
    STEP,
    FaultError,
    LimitError,
    Machine,
)
from ostiary.formats.model.pickle.table import STEPS

MAX_FOLLOWED = 512 << 20
"""Bytes of opcodes that are followed one by one in one pickle."""


class Run(NamedTuple):
    """How far a pickle went: `fault` says why it broke, `rule` the rule for that, `limit` why it was left."""

    end: int
    fault: str = ""
    rule: str = ""
    limit: str = ""

    @property
    def whole(self) -> bool:
        """Whether it came to its STOP."""
        return not (self.fault or self.limit)


def follow(machine: Machine, start: int, most: int = MAX_FOLLOWED) -> Run:
    """Follow the pickle at `start`, for so many bytes at most; offsets are those of the extent."""
    machine.begin, machine.base, machine.data = start, start, b""
    machine.steps, machine.expand, machine.most = STEPS, expand, most
    at, horizon = _turn(machine, 0) if start < machine.size else (0, 0)
    if not horizon:
        return Run(start, "there is no pickle", "broken-stream")
    try:
        while True:
            data = machine.data
            while at < horizon:
                at = STEPS[data[at]](machine, at)
            if at >= ENDED:
                return _ended(machine, machine.base + at - ENDED)
            at, horizon = _turn(machine, at - LEAP if at >= LEAP else at)
    except FaultError as fault:
        return Run(_place(machine, at), fault.reason, fault.rule)
    except LimitError as limit:
        return Run(_place(machine, at), limit=str(limit))
    except (IndexError, OverflowError):
        return Run(_place(machine, at), "an argument of the pickle ends too early", "broken-stream")


def _place(machine: Machine, at: int) -> int:
    return min(machine.base + at % LEAP, machine.size)


def _ended(machine: Machine, end: int) -> Run:
    if machine.frame_end >= 0 and machine.frame_end != end:
        rule = "frame-straddle" if end > machine.frame_end else "frame-length"
        machine.clerk.odd(rule, "the pickle ends where its frame does not", end)
    return Run(end)


def _fill(machine: Machine, here: int) -> None:
    """Have the window begin at this place."""
    step = min(STEP, max(FIRST_STEP, (here - machine.begin) * 4))
    machine.data, machine.base = machine.extent.at(here, step), here
    machine.stale = False
    if not machine.data:
        raise FaultError("bytes of the pickle that should be there are not")


def _turn(machine: Machine, at: int) -> tuple[int, int]:
    """The next place and how far steps may go from there: the end of the frame or of the window."""
    here = machine.base + at
    if here > machine.size:
        raise FaultError("an argument of the pickle ends too early")
    if machine.frame_end >= 0:
        if here > machine.frame_end:
            machine.clerk.odd("frame-straddle", "an opcode goes beyond the end of its frame", here)
        if here >= machine.frame_end:
            machine.frame_end = -1
    if here == machine.size:
        raise FaultError("the pickle has no end")
    if here - machine.begin - machine.raw > machine.most:
        raise LimitError(f"more than {machine.most} bytes of opcodes in one pickle")
    if len(machine.stack) + len(machine.marks) > MAX_STACK:
        raise LimitError(f"more than {MAX_STACK} values wait on the stack")
    if machine.stale or here + MARGIN >= machine.base + len(machine.data):
        _fill(machine, here)
    left = (
        len(machine.data)
        if machine.base + len(machine.data) >= machine.size
        else len(machine.data) - MARGIN
    )
    if machine.frame_end >= 0:
        left = min(left, machine.frame_end - machine.base)
    machine.horizon = left
    return here - machine.base, left
