"""Are these the arguments with which a listed name is harmless? One small function for each rule."""

from collections.abc import Callable
from typing import Protocol

from ostiary.formats.model.judge import Box, Made, Opaque, Symbol
from ostiary.program.loading.shelf import Entry, Tier

Arguments = tuple[object, ...]

MAX_DEPTH = 20
"""Containers in containers that are looked through."""
MAX_SIZE = 1 << 20
"""Elements of a container that is made by its length."""


class Faulty(Exception):  # noqa: N818 - it is an answer, not an error
    """Why the arguments are not as the rule wants them."""


class Asked(Protocol):
    """The list, as a rule asks it about the names among its arguments."""

    def entry(self, name: str) -> Entry | None:
        """What stands on the list under a name."""
        ...

    def named(self, name: str) -> bool:
        """Whether a file may name it without calling it."""
        ...

    def called(self, name: str, arguments: Arguments) -> bool:
        """Whether it may be called with these arguments."""
        ...


Rule = Callable[[Arguments, Asked], None]
"""Raises `Faulty` where the arguments are not those of an honest writer."""


def need(holds: object, reason: str) -> None:
    """Raise `Faulty` with the reason where something does not hold."""
    if not holds:
        raise Faulty(reason)


def between(arguments: Arguments, least: int, most: int) -> None:
    """As many arguments as there may be."""
    need(least <= len(arguments) <= most, f"there are {len(arguments)} of them")


def text(value: object) -> str:
    """A literal text."""
    if isinstance(value, str):
        return value
    raise Faulty("a text that is written out is missing")


def whole(value: object, least: int = -(1 << 63), most: int = 1 << 63) -> None:
    """A whole number."""
    good = isinstance(value, int) and least <= value <= most
    need(good, "a number is missing or out of bounds")


def items(value: object) -> tuple[object, ...]:
    """What is in a tuple of the pickle's own."""
    if isinstance(value, Box) and value.kind == "tuple" and not value.cut:
        return tuple(value.items)
    raise Faulty("a tuple is missing")


def numbers(value: object) -> None:
    """A tuple of whole numbers, such as a shape."""
    for one in items(value):
        whole(one)


def symbol(value: object) -> str:
    """The dotted name of a global."""
    if isinstance(value, Symbol):
        return value.dotted
    raise Faulty("a name is missing where one belongs")


def listed_class(value: object, asked: Asked) -> str:
    """The name of a class that is on the list, to make an empty object of."""
    name = symbol(value)
    entry = asked.entry(name)
    good = entry and entry.tier in (Tier.INERT, Tier.CLASS) and entry.rule != "named"
    need(good, f"`{name}` is no class on the list")
    return entry.name if entry else name


def harmless(value: object, asked: Asked, depth: int = 0) -> None:
    """A value in which every name is on the list."""
    need(depth <= MAX_DEPTH, "they are nested too deeply")
    if isinstance(value, Symbol):
        need(asked.named(value.dotted), f"`{value.dotted}` is not on the list")
    elif isinstance(value, Box):
        for one in value.items:
            harmless(one, asked, depth + 1)


def plain(value: object, depth: int = 0) -> None:
    """Data without names in it: constants, containers of them, what listed calls made."""
    need(depth <= MAX_DEPTH, "they are nested too deeply")
    need(not isinstance(value, Symbol), "a name stands where data belongs")
    if isinstance(value, Box):
        for one in value.items:
            plain(one, depth + 1)


def constant(value: object) -> None:
    """A constant, or data that is not followed."""
    good = value is None or isinstance(value, str | bytes | int | float | complex | Opaque)
    need(good, "a constant is missing")


def made(value: object, *by: str) -> None:
    """What a call of one of these gave, or data that is not followed."""
    good = isinstance(value, Opaque) or (isinstance(value, Made) and value.by in by)
    need(good, f"what `{by[0]}` gives is missing")


def _any(arguments: Arguments, asked: Asked) -> None:
    """Whatever has only listed names in it."""
    for one in arguments:
        harmless(one, asked)


def _named(_arguments: Arguments, _asked: Asked) -> None:
    raise Faulty("it is on the list to be named, not to be called")


def _bare(arguments: Arguments, _asked: Asked) -> None:
    need(not arguments, "it is on the list to be made empty, without arguments")


def _plain(arguments: Arguments, _asked: Asked) -> None:
    for one in arguments:
        plain(one)


def _constants(arguments: Arguments, _asked: Asked) -> None:
    for one in arguments:
        constant(one)


def _texts(arguments: Arguments, _asked: Asked) -> None:
    for one in arguments:
        text(one)


GENERAL: dict[str, Rule] = {
    "any": _any,
    "named": _named,
    "bare": _bare,
    "plain": _plain,
    "constants": _constants,
    "texts": _texts,
    "plain-call": _plain,
}
"""Rules that say nothing of any one library."""
