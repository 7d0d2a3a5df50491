"""What do objects do at the edges of `with`?"""

from ostiary.program.engine.code import Closure, Instance
from ostiary.program.engine.invoke import call_own, invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value


def entered(m: Machine, value: Value) -> Value:
    """What `with value as x` binds."""
    if isinstance(value.code, Instance):
        method_ = value.code.kind.find("__enter__") or value.code.kind.find("__aenter__")
        if method_ is not None and isinstance(method_.code, Closure):
            result = invoke(m, method_.code, [value], {}, value)
            return result if result.telling else value
    return value


def left(m: Machine, value: Value) -> None:
    """What is done at the end of `with value`, as where nothing was raised."""
    for name in ("__exit__", "__aexit__"):
        call_own(m, value, name, [Value(None)] * 3)
