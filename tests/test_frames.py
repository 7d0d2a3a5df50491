"""Frames in one block: the same function, and no block made and cleared for each call."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.core.frames import in_one_block

DEPTHS = 400
CALLS = 300


def callee() -> list[int]:
    """Its frame is larger than that of its caller, so that it crosses an edge at some depth."""
    a = b = c = d = e = f = g = h = i = j = k = m = n = o = p = q = r = s = t = u = 0
    return [a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u]


def at_depth(depth: int) -> int:
    """Faults of the memory of many calls of a function from a stack of some depth."""
    if depth:
        return at_depth(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        callee()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst() -> int:
    """The most of them, whatever the depth."""
    return max(map(at_depth, range(DEPTHS)))


def told(function: str) -> int:
    code = f"import test_frames as t; print(({function})())"
    here = Path(__file__).parent
    argv = [sys.executable, "-c", code]
    return int(subprocess.run(argv, capture_output=True, check=True, text=True, cwd=here).stdout)


def test_no_depth_has_the_system_make_a_block_for_each_call() -> None:
    assert told("t.worst") >= CALLS  # should this fail, the interpreter needs it no longer
    assert told("t.in_one_block(t.worst)") < CALLS // 10


def test_it_is_the_same_function() -> None:
    inside = 3

    def plain(one: int, /, two: int = 2, *rest: int, three: int = inside, **more: int) -> str:
        """Join them."""
        return f"{one} {two} {rest} {three} {more} {inside}"

    roomy = in_one_block(plain)
    assert roomy(1) == plain(1)
    assert roomy(1, 4, 5, three=6, four=7) == plain(1, 4, 5, three=6, four=7)
    assert (roomy.__name__, roomy.__doc__, roomy.__module__) == ("plain", "Join them.", __name__)


def same(function: Callable[[], int]) -> Callable[[], int]:
    return function


@pytest.mark.parametrize("wrap", [in_one_block, same])
def test_what_it_raises_comes_out(wrap: Callable[[Callable[[], int]], Callable[[], int]]) -> None:
    def fails() -> int:
        return {"one": 1}["two"]

    def deep() -> int:
        return deep() + 1

    with pytest.raises(KeyError, match="two"):
        wrap(fails)()
    with pytest.raises(RecursionError):
        wrap(deep)()
