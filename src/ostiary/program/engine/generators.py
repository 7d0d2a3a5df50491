"""What does a generator give, and what does it do with what is sent into it?"""

import ast

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.value import Value, unknown

MAX_SENT = 2_000  # values into one generator


class _PausedError(Exception):
    """The generator waits at a `yield` for what nobody sent yet."""


class Sent:
    """All that was sent or thrown into one generator so far, handed out one by one as it asks for it."""

    def __init__(self, closure: Closure, several: list[tuple[Value, bool]]) -> None:
        self.closure = closure
        self._several = several
        self._next = 0

    def take(self, frame: Frame, inside: Closure | None) -> tuple[Value, bool]:
        """What the `yield` at hand gives, and whether it raises it instead."""
        if inside is not self.closure:
            return unknown(), False  # another generator, which nobody sends anything
        if self._next >= len(self._several):
            raise _PausedError(frame.returns)
        self._next += 1
        return self._several[self._next - 1]


def sent(asked: Asked, base: Value, *, raised: bool = False) -> Value | None:
    """The answer of a generator of the program to `send` or `throw`; None if the value is none.

    Its function is followed once more from its beginning, and each of its `yield` gives what was
    sent when, or raises it.
    """
    held = asked.m.generators.get(id(base.items))
    if held is None or not asked.given:
        return None
    _, closure, given, named = held
    m, before = asked.m, asked.m.sent
    history = m.histories.setdefault(id(base.items), [])
    if len(history) >= MAX_SENT:
        del history[0]
        m.cut(asked.frame, "it sends more into a generator than is remembered")
    history.append((asked.given[-1 if raised else 0], raised))
    m.sent = Sent(closure, list(history))
    m.gains(base.items)
    state = m.stack, m.thrown
    m.stack = [*m.stack]
    try:
        answer = invoke(m, closure, given, named)
    except _PausedError as paused:
        answer = Value(items=list(paused.args[0]))
    finally:
        m.sent = before
        m.stack, m.thrown = state
    return _telling(answer)


def _telling(answer: Value) -> Value:
    """Of all that it yields, what tells the most; which one it is hangs on what was sent before."""
    several = answer.items if isinstance(answer.items, list) else [answer]
    ordered = [one for one in several if one.how or one.marks] or several[-1:]
    return ordered[0] if ordered else unknown(answer.marks)


@expression(ast.Yield)
def _yielded(m: Machine, node: ast.Yield, frame: Frame) -> Value:
    """It gives to the function that it stands in what is sent."""
    frame.returns.append(m.value(node.value, frame) if node.value is not None else Value(None))
    frame.kind = "generator"
    if not isinstance(m.sent, Sent):
        return unknown()
    value, raised = m.sent.take(frame, m.stack[-1] if m.stack else None)
    if raised:
        m.throw(value)
    return value


@expression(ast.YieldFrom)
def _yielded_on(m: Machine, node: ast.YieldFrom, frame: Frame) -> Value:
    """All that another generator yields; it gives what that returns, which is what comes last."""
    other = m.value(node.value, frame)
    frame.kind = "generator"
    if not isinstance(other.items, list):
        frame.returns.append(other)
        return other
    frame.returns += other.items
    return other.items[-1] if other.items else Value(None)
