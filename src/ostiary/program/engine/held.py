"""Which functions and modules outside went into something of which nobody knows what it gives back?

A container, a queue, a context or a function of a library hands on what it was handed. Marks travel through
all of them; so each function that does something to the world, once it is an argument or an element, leaves a
mark with its name. Whoever calls what came out of there may call that function.
"""

from collections.abc import Container, Iterable
from functools import lru_cache

from ostiary.program.behaviours import python
from ostiary.program.flow import Spot
from ostiary.program.model import Behaviour

PREFIX = "held "
"""How the kinds of these marks begin, which no act carries."""
MAX_HELD = 8  # functions and modules in one value

_DOES = frozenset(
    {Behaviour.PROCESS, Behaviour.EXECUTE, Behaviour.NETWORK, Behaviour.IMPORT, Behaviour.NATIVE}
)
_ROOMS = frozenset(
    ("os", "posix", "nt", "subprocess", "pty", "builtins", "importlib", "urllib.request")
)
_ANY = ("os", "urllib.request")
"""Modules whose functions have names that say which module it is."""
_COMMON = frozenset({"run", "call", "open", "spawn", "compile", "reload"})
"""Names of functions that many other things have, too."""


@lru_cache(maxsize=4000)
def holding(symbol: str) -> dict[str, Spot]:
    """The mark of something outside by its dotted name; empty where that does nothing of note."""
    if symbol in _ROOMS or ("(" not in symbol and python.behaviour_of(symbol) in _DOES):
        return {PREFIX + symbol: Spot("", 0, symbol)}
    return {}


def any_room() -> dict[str, Spot]:
    """The marks of a module of which nobody knows the name."""
    return {PREFIX + one: Spot("", 0, one) for one in _ANY}


def is_module(marks: Container[str]) -> bool:
    """Whether marks are those of a module of which nobody knows the name."""
    return all(f"{PREFIX}{one}" in marks for one in _ANY)


def functions(marks: Iterable[str]) -> list[str]:
    """The dotted names of the functions among marks."""
    names = [one[len(PREFIX) :] for one in marks if one.startswith(PREFIX) and "*" not in one]
    return [one for one in names if one not in _ROOMS][:MAX_HELD]


def part(marks: Iterable[str], name: str) -> str:
    """The dotted name of what a module among marks has under a name; empty if it does nothing of note."""
    rooms = [one[len(PREFIX) :] for one in marks if one.startswith(PREFIX)]
    several = (f"{one}.{name}" for one in rooms if one in _ROOMS and name not in _COMMON)
    return next((one for one in several if python.behaviour_of(one) is not None), "")
