"""How much work something is, counted and not timed: a busy machine must not fail a test."""

import sys
from collections.abc import Callable
from types import FrameType


def calls_of(work: Callable[[], object]) -> int:
    """How many functions of Python and of C are called while it runs: the same number on every machine.

    What one function of C takes is not counted: the bound on a test's time, which is wide, ends that.
    """
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
