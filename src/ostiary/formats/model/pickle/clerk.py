"""Who is told what a pickle would do, as it is followed?"""

from collections.abc import Callable
from typing import Protocol

from ostiary.formats.model.judge import Symbol


class Clerk(Protocol):
    """Who is told what the pickle would do; offsets are those of the extent."""

    def named(self, symbol: Symbol, how: str, at: int) -> None:
        """A global is looked for."""

    def stored(self, symbol: Symbol, at: int) -> None:
        """A global goes into a container, a state or the result: somebody may call it later."""

    def called(self, callee: object, arguments: tuple[object, ...], how: str, at: int) -> object:
        """A global, or what a call gave, is called; the answer is what stands on the stack then."""

    def built(self, target: object, state: Callable[[], object], dunder: str, at: int) -> int:
        """A state is set on something; `dunder` is a key in it of two underscores.

        The answer is how many raw bytes follow in the stream that are no opcodes.
        """

    def filled(self, target: object, how: str, at: int) -> None:
        """Something is put into what is no container of the pickle's own."""

    def asked(self, asked: object, how: str, at: int) -> object:
        """The loader is asked for a value by a persistent id."""

    def settled(self, callee: object, how: str) -> bool:
        """Whether each call of it without arguments, its name, and a state of it are harmless."""

    def repeated(self, callee: object, how: str, count: int) -> None:
        """What is settled is called so many times more."""

    def again(self) -> "Clerk":
        """A clerk of the same mind, for what was told already."""

    def odd(self, rule: str, message: str, at: int) -> None:
        """Something is done in a way in which no writer does it."""

    def constant(self, start: int, count: int) -> None:
        """A bytes constant begins like a pickle."""

    def handed(self, data: bytes, at: int) -> None:
        """A call gets bytes."""
