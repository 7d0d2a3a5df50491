"""What does an exception of Python hold of what it was made with?"""

from functools import lru_cache

from msgspec import Struct

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import Value, marks_of

_ENDS = ("Error", "Exception", "Warning", "Iteration", "Exit", "Interrupt")
_FIRST = frozenset({"message", "value", "code", "msg"})
"""What some of them call the first of their arguments."""


class Raised(Struct, eq=False):
    """An exception outside, by what it was made with."""

    given: list[Value]


@lru_cache(maxsize=1000)
def is_exception(name: str) -> bool:
    """Whether a dotted name is that of a class of exceptions, by what people call them."""
    last = name.rpartition(".")[2]
    return last.endswith(_ENDS) and last[:1].isupper()


def holding_all(asked: Asked, made: Value) -> Value:
    """The result of a call, which knows what it was made with where it is an exception."""
    if is_exception(asked.name) and made.code is None:
        made.code = Raised(list(asked.given))
    return made


def in_words(value: Value) -> Value:
    """An exception as text is what it was made with, if that is one thing; any other value as it is."""
    made = value.code
    return made.given[0] if isinstance(made, Raised) and len(made.given) == 1 else value


def argument(base: Value, name: str) -> Value | None:
    """An attribute of an exception that is one of its arguments, or all of them."""
    made = base.code
    if not isinstance(made, Raised):
        return None
    if name == "args":
        return Value(items=list(made.given), marks=marks_of(made.given))
    return made.given[0] if name in _FIRST and made.given else None
