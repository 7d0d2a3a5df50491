"""What may a call be given as well, or go to, where nobody can tell which way was taken?"""

import ast
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.engine.code import Bound, Class, Closure, Frame
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.others import (
    MAX_OTHERS,
    acts,
    callable_inside,
    either,
    is_full,
    with_others,
)
from ostiary.program.engine.value import Value

MAX_CHOICE = 64  # texts of which one is taken
MAX_IN_VAIN = 64  # times in a row that one place called all it may call, and nothing new was done
MAX_LOOKED = 16  # arguments of one call, and elements of one of them

_NOTE = regex(r"://|[|;&`]|\brm\s|/\.|--?\w+\s")
"""What a text has in it that does more than others."""


def among(several: Iterable[Value]) -> tuple[Value, ...]:
    """What one of some texts, or of what can be called, may be: a few of them, the telling ones first."""
    telling = (one for one in several if (isinstance(one.const, str) and one.const) or leads(one))
    found = list(islice(telling, MAX_CHOICE + 1))
    if len(found) > MAX_CHOICE:
        return ()
    found.sort(key=lambda one: not (leads(one) or _NOTE.search(str(one.const)[:400])))
    return tuple(found[:MAX_OTHERS])


def leads(value: Value) -> bool:
    """Whether something of it can be called: code of the program, or a name outside that does something."""
    if value.code is not None or callable_inside(value.items):
        return True
    return bool(value.symbol and acts(value.symbol))


def some_missing(several: list[Value]) -> list[Value]:
    """Elements of which nobody knows which are there: the first and the last may be any of the others."""
    if len(several) < 2:
        return several
    others = among(several)
    first, *inner, last = several
    return [with_others(first, *others), *inner, with_others(last, *others)]


def let_through(several: list[Value], tests: list[Value]) -> list[Value]:
    """The elements that pass a test, and those of which nobody knows whether they do."""
    pairs = zip(several, tests, strict=True)
    kept = [one for one, test in pairs if not test.known or test.const]
    return kept if all(one.known for one in tests) else some_missing(kept)


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
    yield from (one for one in value.others if one.telling)
    if isinstance(value.items, list):
        for place, one in enumerate(value.items[:MAX_LOOKED]):
            for other in one.others:
                several = [*value.items[:place], other, *value.items[place + 1 :]]
                yield replace(value, items=several)


def beside(part: Value, several: Iterable[Value], place: int) -> Value:
    """The element of a container at a place, beside those of what the container may be as well."""
    lists = [one.items for one in several if isinstance(one.items, list)]
    return with_others(part, *(one[place] for one in lists if place < len(one)))


def full(several: Iterable[Value]) -> bool:
    """Whether any of some arguments may be more than what is kept of them."""
    inner = [
        each for one in several if isinstance(one.items, list) for each in one.items[:MAX_LOOKED]
    ]
    return any(map(is_full, (*several, *inner)))


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
    """A call of what may be one of several functions or classes: any of them may be meant.

    In scripts, where nearly all is chosen, only of what runs by itself.
    """
    if not target.others or not (frame.module.language == "python" or early(m)):
        return result
    in_vain: int = node.__dict__.get("ways", 0) if isinstance(node, ast.AST) else 0
    if in_vain >= MAX_IN_VAIN:
        if not m.astray:
            m.cut(
                frame, "it calls one of several functions more often than each of them is followed"
            )
        return result
    if is_full(target):
        m.cut(frame, "it calls one of more functions than are followed")
    news = m.ledger.news
    frame.weak += 1
    try:
        with Doubt(m, frame):
            for one in target.others:
                if isinstance(one.code, Closure | Bound | Class) or (
                    one.code is None and one.symbol
                ):
                    result = either(m.call(one, given, named, node, frame), result)
    finally:
        frame.weak -= 1
    if isinstance(node, ast.AST):
        node.__dict__["ways"] = 0 if m.ledger.news > news else in_vain + 1
    return result
