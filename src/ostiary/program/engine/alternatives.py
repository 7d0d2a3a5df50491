"""What may a call be given as well, or go to, where nobody can tell which way was taken?"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import MAX_OTHERS, Value, either

MAX_CHOICE = 64  # texts of which one is taken
MAX_LOOKED = 16  # arguments of one call, and elements of one of them

_NOTE = regex(r"://|[|;&`]|\brm\s|/\.|--?\w+\s")
"""What a text has in it that does more than others."""


def among(several: Iterable[Value]) -> tuple[Value, ...]:
    """What one of some known texts may be: a few of them, first those that look as if they did something."""
    texts = [one for one in several if isinstance(one.const, str) and one.const]
    if len(texts) > MAX_CHOICE:
        return ()
    texts.sort(key=lambda one: not _NOTE.search(str(one.const)[:400]))
    return tuple(texts[:MAX_OTHERS])


def each_way(
    given: list[Value], named: dict[str, Value]
) -> Iterator[tuple[list[Value], dict[str, Value]]]:
    """The arguments of a call with each of the others in the place of one of them."""
    for place, one in enumerate(given[:MAX_LOOKED]):
        for other in _instead(one):
            yield [*given[:place], other, *given[place + 1 :]], named
    for name, one in list(named.items())[:MAX_LOOKED]:
        for other in _instead(one):
            yield given, {**named, name: other}


def _instead(value: Value) -> Iterator[Value]:
    """What stands in the place of an argument, or of one element of it."""
    yield from value.others
    if isinstance(value.items, list):
        for place, one in enumerate(value.items[:MAX_LOOKED]):
            for other in one.others:
                several = [*value.items[:place], other, *value.items[place + 1 :]]
                yield replace(value, items=several)


def full(several: Iterable[Value]) -> bool:
    """Whether any of some arguments may be more than what is kept of them."""
    inner = [
        each for one in several if isinstance(one.items, list) for each in one.items[:MAX_LOOKED]
    ]
    return any(len(one.others) >= MAX_OTHERS for one in (*several, *inner))


def each_one(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
    result: Value,
) -> Value:
    """A call of what may be one of several functions of the program: any of them may be meant."""
    frame.weak += 1
    try:
        for one in target.others:
            if isinstance(one.code, Closure | Bound):
                result = either(m.call(one, given, named, node, frame), result)
    finally:
        frame.weak -= 1
    return result
