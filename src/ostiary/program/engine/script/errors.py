"""What do errors and references of JavaScript say again of what they were made with?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.operators import script_text
from ostiary.program.engine.value import Value, unknown


@model("Error TypeError RangeError SyntaxError EvalError ReferenceError")
def _error(asked: Asked) -> Value:
    """An error says what it was made with, by itself and at the head of its stack."""
    said, options = asked.arg(0), asked.arg(1).items
    text = script_text(said)
    head = f"{asked.name}: {text}\n    at " if text is not None else None
    stack = Value(head, marks=said.marks, how=said.how) if head else unknown(said.marks)
    held: dict[object, Value] = {"message": said, "stack": stack}
    if isinstance(options, dict) and "cause" in options:
        held["cause"] = options["cause"]
    return Value(symbol=f"{asked.target.symbol}()", items=held, marks=asked.marks)


@model("WeakRef")
def _weak(asked: Asked) -> Value:
    value = asked.result()
    value.base = asked.arg(0)
    return value


@model("WeakRef.deref")
def _strong(asked: Asked) -> Value:
    held = asked.target.base
    return (held.base if held is not None else None) or asked.result()
