"""Who says whether something that a file would call is harmless: the question, and the shape of the answer.

The answers are knowledge about libraries and live in `program.loading`; readers only ask.
"""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from ostiary.formats.model.record import Standing


class Realm(StrEnum):
    """By which rules a name becomes a call."""

    PICKLE = "pickle"  # a global that an unpickler finds, with the values it is called with
    KERAS = "keras"  # a class or function that a Keras configuration names
    TARGET = "target"  # `_target_` of Hydra and what works like it
    SKOPS = "skops"  # a type in the schema of a skops file


class Symbol(Struct, frozen=True):
    """A global by its dotted name: module, then name, aliases folded."""

    module: str
    name: str

    @property
    def dotted(self) -> str:
        """Both in one."""
        return f"{self.module}.{self.name}"


class Made(Struct, frozen=True):
    """What a call gave; `by` is the dotted name of what was called, `arguments` what it was called with.

    The arguments are kept only where they are few and plain constants.
    """

    by: str
    arguments: tuple[object, ...] = ()


class Box(Struct):
    """A container of the pickle's own: `tuple`, `list`, `dict`, `set`, `frozenset`.

    A mapping has its keys and values in turn. `cut` says that there is more in it than `items` holds.
    """

    kind: str
    items: list[object]
    cut: bool = False


class Foreign(Struct, frozen=True):
    """A value that the loader is asked for: a persistent id, with what it is asked by."""

    asked: object


class Opaque:
    """A value that is not followed: data without anything in it that could be called."""


DATA = Opaque()


class Ruling(Struct, frozen=True):
    """The answer: how it stands and why.

    `gives` is the dotted name of what the call returns, if that is itself a global
    (`getattr` on a listed class).
    """

    standing: Standing
    reason: str
    gives: str = ""


class Judge(Protocol):
    """Knows the list."""

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...], /) -> Ruling:
        """How a call of `name` stands.

        Arguments are constants, `Symbol`, `Made`, `Box`, `Foreign` or `DATA`.
        """
        ...

    def named(self, realm: Realm, name: str, /) -> Ruling:
        """How it stands that a file names something without calling it."""
        ...


class Nobody:
    """A judge that is not asked for its judgement."""

    def __call__(self, *_: object) -> Ruling:
        """Nothing is listed."""
        return Ruling(Standing.UNLISTED, "")

    def named(self, *_: object) -> Ruling:
        """Nothing is listed."""
        return self()
