"""In which order does JavaScript put the elements of an array?"""

from functools import cmp_to_key

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.operators import js_text
from ostiary.program.engine.value import NOTHING, Value

MAX_SORTED = 4096  # elements that a function of the program puts in order


class _UnknownError(Exception):
    """Nobody can tell which of two comes first."""


def put_in_order(asked: Asked, items: list[Value]) -> None:
    """`array.sort()` and `array.sort(by)`; where nobody can tell, the elements stay as they are."""
    if asked.given and asked.arg(0).const is not None:
        _by(asked, items)
        return
    items.sort(key=lambda one: js_text(one.const) if one.const is not NOTHING else "")


def _by(asked: Asked, items: list[Value]) -> None:
    """By what a function says of two elements at a time (ECMA-262, 23.1.3.30.2)."""

    def compared(one: Value, two: Value) -> int:
        answer = asked.m.call(asked.arg(0), [one, two], {}, asked.node, asked.frame)
        told = answer.const
        if told is None:
            return 0
        if not isinstance(told, (int, float)):
            raise _UnknownError
        return (told > 0) - (told < 0)

    if len(items) > MAX_SORTED:
        asked.m.cut(asked.frame, "it puts more elements in order by a function than are compared")
        return
    try:
        items[:] = sorted(items, key=cmp_to_key(compared))
    except _UnknownError:
        return
