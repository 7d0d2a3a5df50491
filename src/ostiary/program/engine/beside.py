"""What works beside the rest of the program: threads, tasks and callbacks that see what is put in later?"""

import ast

from ostiary.core.coverage import Reach
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.machine import MAX_GAINED, Machine
from ostiary.program.engine.value import Value
from ostiary.program.engine.workers import Worker, concerned

_ORDER = {one: place for place, one in enumerate(Reach)}

MAX_BESIDE = 64  # functions that work beside the rest, of one file and what it imports
MAX_TASKS = 8  # coroutines among the arguments of one call


def beside(asked: Asked, target: Value, given: list[Value], named: dict[str, Value]) -> None:
    """Remember a function that goes on working while the code behind its start puts something in."""
    m = asked.m
    _remember(m, Worker(target, given, named, asked.node, asked.frame, m.reach, m.deep, m.state))


def tasks(asked: Asked) -> None:
    """The same for coroutines: calls that stand among the arguments.

    Of several, a later one may already have put in what an earlier one takes out.
    """
    m = asked.m
    calls = [one for one in getattr(asked.node, "args", ()) if isinstance(one, ast.Call)]
    state = -1 if len(calls) > 1 and m.state else m.state
    for one in calls[:MAX_TASKS]:
        _remember(m, Worker(None, [], {}, one, asked.frame, m.reach, m.deep, state))


def _remember(m: Machine, one: Worker) -> None:
    for other in m.beside:
        if other.frame is one.frame and other.node is one.node and _same(other.target, one.target):
            other.given, other.named = one.given, one.named  # started in a loop
            return
    if len(m.beside) >= MAX_BESIDE:
        m.cut(one.frame, "it starts more functions beside the rest than are followed")
    else:
        m.beside.append(one)


def _same(one: Value | None, other: Value | None) -> bool:
    return one is other or (one is not None and other is not None and one.code is other.code)


def once_more(m: Machine, first: int = 0) -> None:
    """Run each of them from the `first` on again that sees something which came to carry more loot meanwhile.

    What it does then happens when both it and the code at hand have run.
    """
    for one in m.beside[first:]:
        news = [(what, name) for state, what, name in m.gained if state > one.state]
        full = len(m.gained) >= MAX_GAINED and one.state != m.state
        one.state = m.state
        if full or (news and concerned(m, one, news)):
            _again(m, one)


def _again(m: Machine, one: Worker) -> None:
    before = m.reach, m.deep
    if _ORDER[one.reach] >= _ORDER[m.reach]:
        m.reach, m.deep = one.reach, one.deep or m.deep
    try:
        if one.target is None:
            m.value(one.node, one.frame)
        else:
            m.call(one.target, one.given, one.named, one.node, one.frame)
    finally:
        m.reach, m.deep = before
