"""What do objects do at the edges of `with`?"""

import ast

from ostiary.program.engine.code import Closure, Frame, Instance
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


def _left(m: Machine, value: Value) -> None:
    """What is done at the end of `with value`, as where nothing was raised."""
    for name in ("__exit__", "__aexit__"):
        call_own(m, value, name, [Value(None)] * 3)


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
    signal = m.run(node.body, frame)
    for value in reversed(held):
        _left(m, value)
    return signal
