"""What comes of it when a program waits for something?"""

import ast

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.value import Value, unknown


@expression(ast.Await)
def _awaited(m: Machine, node: ast.Await, frame: Frame) -> Value:
    """What is waited for; an object of JavaScript with a `then` is handed a function that takes it."""
    value = m.value(node.value, frame)
    if (given := call_own(m, value, "__await__", [])) is not None:
        several = given.items if isinstance(given.items, list) else None
        return several[-1] if several else given  # what a generator returns comes last
    then = value.items.get("then") if isinstance(value.items, dict) else None
    if then is None or not isinstance(then.code, Closure):
        return value
    resolver = Value(symbol="%resolve", items=[])
    m.call(then, [resolver, unknown()], {}, node, frame)
    return resolver.items[0] if isinstance(resolver.items, list) and resolver.items else value


@model("%resolve")
def _resolved(asked: Asked) -> Value:
    """What the one who waits for an object with a `then` gets."""
    if isinstance(asked.target.items, list):
        asked.target.items.append(asked.arg(0))
    return Value(None)


@model("time.sleep")
def _quiet(_: Asked) -> Value:
    return Value(None)
