"""What do loaders of the program's own classes hand to the import system, which executes it?"""

from typing import Any

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Closure, Frame, Instance, Ready
from ostiary.program.engine.effects import executed
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value, unknown
from ostiary.program.flow import Taint

_LOADERS = (
    "importlib.abc.",
    "importlib.machinery.",
    "importlib._bootstrap",
    "importlib.resources.abc.",
)
_GIVE = ("get_code", "source_to_code", "get_source", "get_data")
"""Methods whose answer is executed as a module. Source: The Python Standard Library, `importlib.abc`."""
_HIDDEN = (Taint.DECODED, Taint.UNVEILED, Taint.NETWORK)


def loads(m: Machine, value: Value, node: Any, frame: Frame) -> None:
    """Execute what an object gives that is made for the import system, where it makes that itself."""
    kind = value.code.kind if isinstance(value.code, Instance) else None
    if kind is None or not kind.outside().startswith(_LOADERS):
        return
    for name in _GIVE:
        found = kind.find(name)
        if found is None or not isinstance(found.code, Closure) or found.code in m.stack:
            continue
        made = invoke(m, found.code, [value, unknown()], {}, value)
        if isinstance(made.code, Ready) or made.how or any(one in made.marks for one in _HIDDEN):
            executed(Asked(m, "exec", unknown(), [made], {}, node, frame))
