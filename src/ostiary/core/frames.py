"""Where does the interpreter keep the frames of functions that call each other deeply?"""

from collections.abc import Callable
from functools import update_wrapper
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

SLOTS = 66_000
"""Of eight bytes: half a megabyte. The block becomes one megabyte, and what is called has the other half."""


def in_one_block(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The same function, below which all frames lie in one block of memory.

    CPython (3.11 and later, `push_chunk` in `Python/pystate.c`) takes frames from blocks of 16 KB, and gives
    a block back when its first frame is left. A loop at the edge of one has the system make and clear a
    block for each call, which took a sixth of the time of an evaluation. A block is made as large as the
    first frame in it needs: this function claims more room than it uses, which costs addresses and no memory.
    """
    plain = cast("FunctionType", function)
    roomy = FunctionType(
        plain.__code__.replace(co_stacksize=SLOTS),
        plain.__globals__,
        plain.__name__,
        plain.__defaults__,
        plain.__closure__,
    )
    roomy.__kwdefaults__ = plain.__kwdefaults__
    return cast("Callable[Parameters, Result]", update_wrapper(roomy, plain))
