"""What do objects of JavaScript become where a text is wanted?

Source: ECMA-262, 7.1.1 ToPrimitive and 25.5.2 JSON.stringify.
"""

from ostiary.program.engine.code import Closure, Instance
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value

_TEXT = ("@@toPrimitive", "toString", "valueOf")
_JSON = ("toJSON",)


def as_text(m: Machine, value: Value) -> Value:
    """The text or number that an object makes of itself; any other value as it is."""
    return _converted(m, value, _TEXT)


def as_json(m: Machine, value: Value) -> Value:
    """What an object wants to have written for it; any other value as it is."""
    return _converted(m, value, _JSON)


def _converted(m: Machine, value: Value, names: tuple[str, ...]) -> Value:
    if not isinstance(value.code, Instance) and not isinstance(value.items, dict):
        return value
    for name in names:
        made = _method(value, name)
        if made is not None:
            return invoke(m, made, [], {}, value)
    return value


def _method(value: Value, name: str) -> Closure | None:
    if isinstance(value.items, dict):
        found = value.items.get(name)
    else:
        found = value.code.kind.find(name) if isinstance(value.code, Instance) else None
    return found.code if found is not None and isinstance(found.code, Closure) else None
