"""Where does control go in a `try`, and what does it take along, when nobody can tell what in it fails?"""

import ast

from ostiary.program.engine.code import Frame
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.others import either
from ostiary.program.engine.statements import aside
from ostiary.program.engine.value import Value, unknown

MAX_SEEN = 3  # rounds of such a loop in which handlers are looked at all the same


@statement(ast.Try, getattr(ast, "TryStar", ast.Try))
def _try(m: Machine, node: ast.Try, frame: Frame) -> str:
    around, m.thrown = m.thrown, []
    try:
        with Doubt(m, frame, over=bool(node.handlers)):
            signal = m.run(node.body, frame)
    finally:
        several, m.thrown = m.thrown, around
    if not any(one.type is None for one in node.handlers):
        m.throw(*several)  # none of the handlers may be meant for it
    if signal != "raise" and node.orelse and not signal:
        signal = m.run(node.orelse, frame)
    thrown = signal == "raise"
    seen: int = node.__dict__.get("seen", 0)
    node.__dict__["seen"] = seen + 1
    if thrown or not m.unrolling:
        frame.weak += not thrown
        try:
            with Doubt(m, frame, over=not thrown):
                ends = [_caught(m, one, several, frame) for one in node.handlers]
        finally:
            frame.weak -= not thrown
        frame.may_leave(signal, *ends)
        if ends and not all(ends):
            signal = ""  # what stands behind runs where one of them was needed
        elif ends and thrown:
            signal = ends[-1]
    elif seen < MAX_SEEN and not _turns(frame):  # in a loop that is run as if nothing was raised
        ends = [aside(m, one.body, frame) for one in node.handlers]
        frame.may_leave(signal, *ends)
        if ends and not all(ends):
            signal = ""
    last = m.run(node.finalbody, frame)
    return last or signal


def _turns(frame: Frame) -> bool:
    """Whether handlers may be a part of a decoder: in scripts they turn the table of texts once more."""
    return frame.module.language != "python" and frame.module.decodes


def _caught(m: Machine, node: ast.ExceptHandler, several: list[Value], frame: Frame) -> str:
    """Run a handler with all that may have been raised, joined; its name is bound in there only."""
    value: Value | None = None
    for one in several:
        value = either(value, one)
    held = frame.names.get(node.name) if node.name else None
    if node.name and (held is None or value is not None):
        frame.names[node.name] = value or unknown()
    before, m.caught = m.caught, value
    try:
        return m.run(node.body, frame)
    finally:
        m.caught = before
        if node.name and held is not None:
            frame.names[node.name] = held
        elif node.name and frame.module.language == "python":  # which forgets it there
            frame.names.pop(node.name, None)
