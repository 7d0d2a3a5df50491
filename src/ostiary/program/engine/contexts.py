"""What do objects do at the edges of `with`?"""

import ast

from ostiary.core.regex import regex
from ostiary.program.engine.code import Closure, Frame, Instance
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.invoke import call_own, invoke
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.statements import assign
from ostiary.program.engine.value import Value


def _entered(m: Machine, value: Value) -> Value:
    """What `with value as x` binds."""
    if isinstance(value.code, Instance):
        method_ = value.code.kind.find("__enter__") or value.code.kind.find("__aenter__")
        if method_ is not None and isinstance(method_.code, Closure):
            result = invoke(m, method_.code, [value], {}, value)
            return result if result.telling else value
    if isinstance(value.items, list) and value.items and id(value.items) in m.generators:
        return value.items[0]  # of what `contextlib.contextmanager` made of a generator
    return value


def _left(m: Machine, value: Value) -> bool:
    """What is done at the end of `with value`; whether what is raised inside may end there."""
    swallows = bool(_SWALLOWS.search(value.symbol)) or _caught_around(m, value)
    for name in ("__exit__", "__aexit__"):
        result = call_own(m, value, name, [Value(None)] * 3)
        swallows = swallows or (result is not None and not _is_nothing(result))
    return swallows


def _is_nothing(value: Value) -> bool:
    return value.known and not value.const and not value.others


def _caught_around(m: Machine, value: Value) -> bool:
    """Whether a generator that became one (`contextlib.contextmanager`) yields where it catches."""
    made = m.generators.get(id(value.items)) if isinstance(value.items, list) else None
    parts = ast.walk(made[1].node) if made is not None else ()
    attempts = (one for one in parts if isinstance(one, ast.Try) and one.handlers)
    return any(isinstance(part, ast.Yield) for one in attempts for part in ast.walk(one))


_SWALLOWS = regex(r"(?i)suppress|raises|ignor|catch|swallow")
"""Names of what lets nothing out that is raised inside."""


@statement(ast.With, ast.AsyncWith)
def _with(m: Machine, node: ast.With, frame: Frame) -> str:
    held: list[Value] = []
    for item in node.items:
        held.append(m.value(item.context_expr, frame))
        given = _entered(m, held[-1])
        if frame.module.language != "python" and isinstance(given.items, dict):
            # `with (object)` of JavaScript: its keys are names
            frame.names.update(
                {key: one for key, one in given.items.items() if isinstance(key, str)}
            )
        if item.optional_vars is not None:
            assign(m, item.optional_vars, given, frame)
    with Doubt(m, frame, over=False) as doubt:
        signal = m.run(node.body, frame)
        for value in reversed(held):
            doubt.over |= _left(m, value)
    if not doubt.over:
        return signal
    frame.may_leave(signal)
    return ""  # what stands behind is run where something was raised before
