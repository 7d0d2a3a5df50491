"""What does the evaluator of one piece of code ask of the artifact around it?"""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.program.engine.code import Frame, Module
from ostiary.program.engine.members import Members
from ostiary.program.engine.moments import Moments
from ostiary.program.engine.unfinished import Cuts
from ostiary.program.engine.value import Value


def tops(files: Iterable[str]) -> frozenset[str]:
    """The first names under which Python imports files: below the folder of a source package, and `src`."""
    found = set()
    for path in files:
        parts = path.split("/")
        parts = parts[1:] if len(parts) > 1 and "-" in parts[0] else parts
        parts = parts[1:] if len(parts) > 1 and parts[0] in {"src", "lib", "python"} else parts
        found.add(parts[0].partition(".")[0])
    return frozenset(found)


class Answer(Struct, eq=False):
    """What a call gave, and how things stood then. What it was given is kept: it is told by where it lies.

    `idle` counts the runs in a row that did nothing new to the world.
    """

    value: Value
    given: list[Value]
    changes: int = 0
    idle: int = 0
    running: bool = False


class Surroundings(Protocol):
    """The artifact, as far as code that runs in it can tell.

    `files` are the members that are code, `tops` the names under which Python imports them; `read` the texts
    that were executed, with their trees, and `reads` how many were read for each file; `results` what
    functions gave for the same arguments; `exhausted` the files whose evaluation was cut short.
    """

    files: Mapping[str, tuple[str, bytes]]
    tops: frozenset[str]
    members: Members
    moments: Moments
    read: dict[tuple[str | bytes, str], ast.Module]
    reads: Counter[str]
    results: dict[tuple[object, ...], Answer]
    exhausted: Cuts

    def moment(self, module: Module, scope: str, before: Reach) -> tuple[Reach, bool]:
        """When a block with a moment of its own runs."""
        ...

    def crossed(self, reach: Reach, path: str, other: str) -> Reach:
        """The moment of a function of another file."""
        ...

    def imported(self, frame: Frame, name: str) -> Value | None:
        """The module of the artifact that an import means, evaluated; None if it is none of its."""
        ...

    def at_place(self, frame: Frame, path: str) -> Module | None:
        """The module of the artifact that lies at a path, evaluated at the moment that asks for it."""
        ...

    def begin(self, frame: Frame, file: str) -> None:
        """A program is started that may be a file of the artifact, or the one that starts it."""
        ...

    def exported(self, star: str, name: str) -> Value | None:
        """A name that came in with an import of everything from a file of the artifact."""
        ...

    def member(self, module: Module, name: str) -> Value | None:
        """An attribute of a module of the artifact."""
        ...

    def exported_by(self, path: str) -> Value | None:
        """What a script gave away so far."""
        ...

    def export(self, frame: Frame, holder: str, key: str, value: Value) -> None:
        """`module.exports = value`, `exports.key = value`."""
        ...

    def leftover(self, module: Module) -> None:
        """Run the functions of a module that nothing called."""
        ...
