"""What do the helpers do that compilers put into their output in the place of `async` and `yield`?

Source: tslib and regenerator-runtime, whose helpers are written into each file, or imported.
"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.value import Value, unknown

HELPERS = frozenset({"__generator", "_regeneratorRuntime", "_regenerator"})
"""Functions of a program that are known by the name that their compiler gives them."""

_RUNTIMES = ("regeneratorRuntime", "regenerator-runtime", "@babel/runtime/regenerator")

_YIELDS, _RETURNS = 4, 2
"""The first elements of what a step of `__generator` gives back."""
_STATE = "__generator.state"
_CONTEXT = "regenerator.context"


@model("__generator tslib.__generator")
def _generator(asked: Asked) -> Value:
    """A function that is called step by step: each step begins with what the one before waited for."""
    body = asked.arg(1)
    if not isinstance(body.code, Closure | Bound):
        return unknown(asked.marks)
    several = getattr(asked.node, "args", [])
    place = (
        several[1] if len(several) > 1 else None
    )  # where the body stands: the call is the helper's own
    made = asked.m.call(body, [Value(symbol=_STATE)], {}, place, asked.frame)
    return Value(items=[_brought(made)], marks=made.marks)


@model(f"{_STATE}.sent")
def _sent(asked: Asked) -> Value:
    """What the step before waited for."""
    return _waited(asked.frame) or unknown()


def _waited(frame: Frame) -> Value | None:
    for one in reversed(frame.returns):
        step = one.items if isinstance(one.items, list) else []
        if len(step) > 1 and step[0].const == _YIELDS:
            return step[1]
    return None


def _brought(made: Value) -> Value:
    step = made.items if isinstance(made.items, list) else []
    return step[1] if len(step) > 1 else unknown(made.marks)


@model("_regeneratorRuntime _regenerator")
def _runtime(asked: Asked) -> Value:
    del asked
    return Value(symbol="regeneratorRuntime")


@model(*(f"{one}.{verb}" for one in _RUNTIMES for verb in ("mark", "m")))
def _marked(asked: Asked) -> Value:
    return asked.arg(0)


@model(*(f"{one}.{verb}" for one in _RUNTIMES for verb in ("wrap", "w")))
def _wrapped(asked: Asked) -> Value:
    """The same in another form: what was waited for is a property of the context."""
    body = asked.arg(0)
    if not isinstance(body.code, Closure | Bound):
        return unknown(asked.marks)
    made = asked.m.call(body, [Value(symbol=_CONTEXT)], {}, asked.node, asked.frame)
    return Value(items=[made], marks=made.marks)


@model(*(f"{_CONTEXT}.{one}" for one in ("abrupt", "a", "delegateYield", "d")))
def _ended(asked: Asked) -> Value:
    return asked.arg(1)
