"""What do functions and methods of Python's built-in types make of values that are known?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Instance, Method
from ostiary.program.engine.memory import of_buffer
from ostiary.program.engine.value import Value

_TYPES = frozenset(
    {"str", "bytes", "bytearray", "list", "dict", "set", "int", "tuple", "collections.deque"}
)

_OF_CLASS = frozenset({"fromkeys", "fromhex", "maketrans", "from_bytes", "fromisoformat"})
"""Methods of the type itself."""


def of_library(asked: Asked) -> Value | None:
    """What is known of the result of a call; None where it is only known what goes in."""
    of_own = asked.target.base is not None and isinstance(asked.target.base.code, Instance)
    if asked.name == "string.Formatter.format" and asked.given and not of_own:
        method = Value(code=Method(asked.given[0], "format"), marks=asked.given[0].marks)
        return asked.m.call(method, asked.given[1:], asked.named, asked.node, asked.frame)
    found = of_buffer(asked)
    return found if found is not None else _unbound(asked)


def _unbound(asked: Asked) -> Value | None:
    """A method that is asked of the type, with the object as its first argument: `str.lower(text)`."""
    room, _, name = asked.name.rpartition(".")
    if room not in _TYPES or name in _OF_CLASS or not asked.given:
        return None
    first, *rest = asked.given
    if not first.known and first.items is None:
        return None
    method = Value(code=Method(first, name), marks=first.marks)
    return asked.m.call(method, rest, asked.named, asked.node, asked.frame)
