"""What the parts of the reader of shells need of the script that they follow."""

from collections.abc import Callable, Sequence
from typing import Protocol

from tree_sitter import Node

from ostiary.program.shell.expanding import Words
from ostiary.program.shell.state import State, Statement
from ostiary.program.shell.words import Value


class Following(Protocol):
    """One text of shell while it is followed."""

    state: State
    words: Words

    def run(self, node: Node) -> str | None:
        """Follow a statement; gives what it prints."""
        ...

    def sequence(self, node: Node) -> str | None:
        """Follow the statements in a node, one after the other."""
        ...

    def piped(self, at: Node, stages: list[Node], given: Value | None) -> str | None:
        """Follow the commands of a pipe, of which the first is `given` something."""
        ...

    def assignment(self, node: Node) -> str | None:
        """Follow `name=value`."""
        ...

    def set(self, name: str, value: Value) -> None:
        """A variable holds something from here on."""
        ...

    def say(
        self, node: Node, text: str, made: Sequence[Statement] = (), *, quiet: bool = False
    ) -> None:
        """A statement comes out, made of these other ones; a `quiet` one says something, and no more."""
        ...

    def layer(self, text: str, node: Node, *, read: bool = False) -> str | None:
        """Follow a text that is executed."""
        ...

    def within(self, node: Node, run: Callable[[], str | None]) -> str | None:
        """Follow something else that a statement leads to."""
        ...

    def apart(
        self, run: Callable[[], str | None], given: Value | None
    ) -> tuple[list[Statement], str | None, bool]:
        """Follow something with an input of its own: what comes out, what it prints, and if it was fed."""
        ...
