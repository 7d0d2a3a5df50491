"""What do statements do that are run round by round, and those that leave them?"""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from ostiary.program.engine.code import Frame
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.loops import each, endless, takes_in
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.rounds import Rounds, goes_on
from ostiary.program.engine.statements import assign
from ostiary.program.engine.unfinished import NESTED
from ostiary.program.engine.value import Value, unknown
from ostiary.program.flow import Act

ENTERED = 4  # steps that it takes to begin a loop with a condition, by the time that it takes
_GOES_ON = frozenset({"", "continue"})


MAX_INSIDE = (
    8  # loops of one function inside each other: the rounds of each multiply those of all others
)


@contextmanager
def at_work(m: Machine, loop: ast.stmt, frame: Frame) -> Iterator[bool]:
    """While a loop runs, it can be left by its names. Tells whether it lies too deep to be run."""
    names = loop.__dict__.get("labels", ())
    m.labels += names
    frame.loops += 1
    try:
        yield frame.loops > MAX_INSIDE
    finally:
        frame.loops -= 1
        del m.labels[len(m.labels) - len(names) :]


def _once(m: Machine, frame: Frame, step: Callable[[], str]) -> str:
    """A loop that lies too deep: one round, which may be any of them."""
    m.cut(frame, NESTED)
    frame.weak += 1
    try:
        with Doubt(m, frame):
            step()
    finally:
        frame.weak -= 1
    return ""


def leaving(m: Machine, word: str, node: ast.Break | ast.Continue) -> str:
    """What a statement that leaves a loop, or a round, says: with the name of that loop, if it tells one.

    A name that no loop around bears counts for nothing: what ends at no loop would end all that is behind.
    """
    label = node.__dict__.get("label")
    return f"{word} {label}" if label in m.labels else word


def arriving(signal: str, loop: ast.stmt) -> str:
    """What ends a round, as its loop takes it: what bears the name of another one is meant for that."""
    word, _, label = signal.partition(" ")
    return word if label and label in loop.__dict__.get("labels", ()) else signal


@statement(ast.Break)
def _break(m: Machine, node: ast.Break, _: Frame) -> str:
    return leaving(m, "break", node)


@statement(ast.Continue)
def _continue(m: Machine, node: ast.Continue, _: Frame) -> str:
    return leaving(m, "continue", node)


def _round(m: Machine, node: ast.For | ast.AsyncFor | ast.While, frame: Frame) -> str:
    """One round, and how it ends. What would end all that is behind does not, where it may have been left."""
    around, frame.perhaps = frame.perhaps, frozenset()
    try:
        signal = arriving(m.run(node.body, frame), node)
    finally:
        mine, frame.perhaps = frame.perhaps, around
    if not mine:
        return signal
    left = {arriving(one, node) for one in mine}
    frame.perhaps = around | {one for one in left if " " in one}
    if signal in _OF_LOOPS:
        return signal
    if "continue" in left:
        return ""
    return "break" if "break" in left else signal


_OF_LOOPS = frozenset({"", "continue", "break"})


@statement(ast.For, ast.AsyncFor)
def _for(m: Machine, node: ast.For, frame: Frame) -> str:
    over = m.value(node.iter, frame)
    doubt = Doubt(m, frame, over=False)

    def step(one: Value) -> str:
        weak = frame.weak
        assign(m, node.target, one, frame)
        signal = _round(m, node, frame)
        doubt.over |= frame.weak > weak
        frame.weak = weak
        return signal

    with at_work(m, node, frame) as deep, doubt:
        one = partial(step, unknown(over.marks)) if deep else None
        signal = each(m, over, frame, step) if one is None else _once(m, frame, one)
    if node.orelse and not signal:
        signal = _otherwise(m, node, frame)
    return signal


def _otherwise(m: Machine, node: ast.For, frame: Frame) -> str:
    """What a loop runs that nothing left; where something may have, what was bound before may stand."""
    weak = frame.weak
    frame.weak += any(isinstance(one, ast.Break) for part in node.body for one in ast.walk(part))
    try:
        with Doubt(m, frame, over=frame.weak > weak):
            signal = m.run(node.orelse, frame)
        return signal if frame.weak == weak else ""
    finally:
        frame.weak = weak


@statement(ast.While)
def _while(m: Machine, node: ast.While, frame: Frame) -> str:
    m.steps -= ENTERED
    with at_work(m, node, frame) as deep:
        if deep:
            return _once(m, frame, partial(m.run, node.body, frame))
        with Doubt(m, frame, over=False) as doubt:
            return _rounds(m, node, frame, doubt)


def _rounds(m: Machine, node: ast.While, frame: Frame, doubt: Doubt) -> str:
    before = m.unrolling
    python = frame.module.language == "python"
    inside = frame.kind != "module"
    hangs = endless(node) and not (inside and (python or takes_in(node)))
    if hangs:
        m.act(Act.HANG, "loop", node, frame)
    rounds = Rounds(m, node, frame)
    while rounds.begins():
        test = goes_on(m.value(node.test, frame), node.test, frame, first=rounds.first())
        if test is None:
            break
        if not test:
            return m.run(node.orelse, frame) if node.orelse else ""
        m.unrolling, weak = True, frame.weak
        try:
            signal = _round(m, node, frame)
        finally:
            doubt.over |= frame.weak > weak
            m.unrolling, frame.weak = before, weak
        if signal == "break":
            return ""
        if signal not in _GOES_ON:
            return signal
        if rounds.ended():
            break
    weak = frame.weak
    if weak and not rounds.first():
        return ""  # what a round binds may not be bound, and that was so in each of them
    frame.weak += 1
    doubt.over = True
    try:
        m.run(node.body, frame)
    finally:
        frame.weak = weak
    return ""
