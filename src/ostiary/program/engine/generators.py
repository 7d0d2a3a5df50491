"""What does a generator give, and what does it do with what is sent into it?"""

import ast

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Frame
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.value import Value, unknown


def sent(asked: Asked, base: Value, *, raised: bool = False) -> Value | None:
    """The answer of a generator of the program to `send` or `throw`; None if the value is none.

    Its function is followed once more, and each of its `yield` gives what is sent, or raises it.
    """
    held = asked.m.generators.get(id(base.items))
    if held is None or not asked.given:
        return None
    _, closure, given, named = held
    m, before = asked.m, (asked.m.sent, asked.m.raising)
    m.sent, m.raising = asked.given[-1 if raised else 0], raised
    m.state += 1  # no answer from before
    try:
        answer = invoke(m, closure, given, named)
    finally:
        m.sent, m.raising = before
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
    if m.sent is not None and m.raising:
        m.throw(m.sent)
    return m.sent if m.sent is not None else unknown()


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
