"""When do the scopes of an artifact run, and which file does a name mean?"""

from typing import Protocol

from ostiary.core.coverage import Reach


class Moments(Protocol):
    """What the evaluator has to be told of the artifact as a whole."""

    def of(self, path: str, scope: str) -> Reach:
        """When a scope runs."""
        ...

    def is_deep(self, path: str, scope: str) -> bool:
        """Whether only an import by name runs it."""
        ...

    def modules(self, path: str, name: str) -> list[str]:
        """The files that an import of `name` in `path` runs."""
        ...

    def alias(self, path: str, name: str) -> str:
        """What `path` means by a name to which its manifest gives another one."""
        ...

    def doubtful(self, path: str, name: str, known: frozenset[str]) -> bool:
        """Whether an import of `name` in `path` may as well mean one of `known`, which are outside."""
        ...

    def imports(self, path: str) -> tuple[str, ...]:
        """The files that the imports of a file run."""
        ...

    def telling(self, path: str) -> list[tuple[int, int]]:
        """The lines and bytes of a file at which something of note is called, by whatever name.

        The byte is -1 where it is not known.
        """
        ...

    def holds(self, name: str) -> bool:
        """Whether a member bears this name."""
        ...

    def crossed(self, path: str, other: str) -> bool:
        """Whether a step leads from the installer's own code into the package that it installs."""
        ...
