"""What was found in one source file, before we know what runs it."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from ostiary.program.model import Behaviour, OddityKind, Origin


class RawCall(Struct, frozen=True, eq=False):
    """A call that does something, as `Call`, but without artifact and reach; `scope` holds it.

    `place` is the byte where it starts, -1 where nobody asks for that.
    """

    name: str
    behaviour: Behaviour
    line: int
    scope: str = ""
    arguments: tuple[str | None, ...] = ()
    origin: Origin = Origin.UNKNOWN
    target: str = ""
    shell: bool = False
    place: int = -1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RawCall) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple[object, ...]:
        """All but the place: whoever asks for that gets the same call."""
        return (
            *(self.name, self.behaviour, self.line, self.scope),
            *(self.arguments, self.origin, self.target, self.shell),
        )


class Edge(Struct, frozen=True):
    """Running `scope` runs `symbol` too.

    A symbol that starts with `@` is a scope of the same file; any other is a name of the language's
    import system: dotted for Python (leading dots are relative), `specifier#name` for JavaScript.
    """

    scope: str
    symbol: str


class Import(Struct, frozen=True):
    """Running `scope` loads `module`: a dotted name, a JavaScript specifier or a path."""

    scope: str
    module: str


class Definition(Struct, frozen=True):
    """A function or class; `bases` are the resolved names of a class's bases."""

    scope: str
    kind: str  # "function" or "class"
    bases: tuple[str, ...] = ()


class RawBlob(Struct, frozen=True):
    """A long encoded literal, as `Blob`."""

    encoding: str
    size: int
    line: int
    scope: str = ""


class RawOddity(Struct, frozen=True):
    """Something hidden from readers, as `Oddity`."""

    kind: OddityKind
    line: int
    detail: str = ""
    listed: bool = False


class Run(Struct, frozen=True):
    """A command in `scope` starts the file `path` with `program`; `path` is as written."""

    scope: str
    path: str
    program: str
    line: int


class Source(Struct, frozen=True):
    """One source file, read once: its tree is gone, only what matters is kept.

    `parsed` is False where the text was not understood, and then `reason` says why; `faults` counts
    damaged spots in a file that was. `glanced` says that only its words and imports were looked at.
    """

    path: str
    language: str
    lines: int
    parsed: bool
    faults: int = 0
    reason: str = ""
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    calls: tuple[RawCall, ...] = ()
    edges: tuple[Edge, ...] = ()
    blobs: tuple[RawBlob, ...] = ()
    oddities: tuple[RawOddity, ...] = ()
    runs: tuple[Run, ...] = ()
    glanced: bool = False


Inline = Callable[[str, str, str], Source]
"""Reads code that stands inside other code: (path, language, text), not deeper than the caller allows."""


def drawn(source: Source) -> Source:
    """The same without what nobody asks for once it was drawn which scope runs which.

    In large scripts the names of all functions, and of all that they call, take more room than the text.
    """
    named = source.definitions or source.edges
    return replace(source, definitions=(), edges=()) if named else source
