"""What a program is to us: modules, the calls in them, and what makes each call run."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.core.location import Location
from ostiary.program.flow import Flow


class Behaviour(StrEnum):
    """What a call does to the world."""

    PROCESS = "process"  # starts another program or a shell
    NETWORK = "network"  # opens a connection, sends or fetches
    EXECUTE = "execute"  # runs code from data: eval, exec, compile, Function, vm
    DECODE = "decode"  # turns an encoded or compressed blob into bytes
    IMPORT = "import"  # imports a module whose name is computed
    NATIVE = "native"  # loads native code, or calls into it by address
    DESERIALISE = "deserialise"  # pickle, marshal and kin
    FILE_WRITE = "file-write"
    FILE_DELETE = "file-delete"
    ENVIRONMENT = "environment"  # reads the environment in bulk or a secret from it


class Origin(StrEnum):
    """Where the text that a call executes, loads or starts comes from."""

    CONSTANT = "constant"  # written there as it is
    DECODED = "decoded"  # literals that had to be decoded, decompressed or computed
    NETWORK = "network"
    FILE = "file"
    ENVIRONMENT = "environment"
    UNKNOWN = "unknown"


class Call(Struct, frozen=True, order=True):
    """One call (or read) whose name was resolved through imports and aliases.

    `name` is dotted and absolute (`subprocess.Popen`, `child_process.exec`); `arguments` are the constant
    arguments as text, shortened, None for what is not constant; `reach` is when it runs.
    For a process they are the words of its command, or the one text that a shell (`shell`) reads.
    `origin` is where the executed code or the command comes from, `target` the file that it is read
    from where that is known. `deep` marks code of Reach.IMPORT that importing the package does not load:
    it runs only when somebody imports its module by name. `used` marks code that runs by itself only where
    an operator meets some object of the program.
    """

    name: str
    behaviour: Behaviour
    at: Location
    reach: Reach
    arguments: tuple[str | None, ...] = ()
    inside: str = ""  # the function or class that holds it, dotted; empty at module level
    origin: Origin = Origin.UNKNOWN
    target: str = ""
    shell: bool = False
    deep: bool = False
    used: bool = False


class Blob(Struct, frozen=True, order=True):
    """A long encoded literal: `encoding` is base64, hex, base85, escape or bytes; `size` in characters."""

    encoding: str
    size: int
    at: Location
    reach: Reach


class OddityKind(StrEnum):
    """A way to make code look like something else."""

    BIDI = "bidi"  # direction controls that show code in another order than it runs
    INVISIBLE = "invisible"  # characters without width inside names or literals
    BEYOND_MARGIN = "beyond-margin"  # code behind so many blanks that no screen shows it
    ESCAPED = "escaped"  # readable text written in escapes
    ALIKE = "alike"  # names that nobody can tell apart


class Oddity(Struct, frozen=True, order=True):
    """One spot where what people see is not what runs; `detail` shows it in plain ASCII.

    `listed` says that the characters stand in a table of ranges, as classes of regular expressions do, or
    in the midst of a text that no code takes.
    """

    kind: OddityKind
    at: Location
    reach: Reach
    detail: str = ""
    listed: bool = False


class Started(Struct, frozen=True, order=True):
    """A file that a hook's command line, or code at a root, runs as a program.

    `path` is the member's path, `by` where the command stands, `program` what interprets it and
    `known` whether a reader here took the file for code and understood it.
    """

    path: str
    by: Location
    program: str
    reach: Reach
    known: bool


class Module(Struct, frozen=True):
    """One source file. `parsed` is False where the parser gave up; `faults` counts damaged spots."""

    path: str
    language: str  # python, javascript, typescript, shell
    reach: Reach
    lines: int
    parsed: bool
    faults: int = 0
    imports: tuple[str, ...] = ()
    reason: str = ""
    deep: bool = False  # only an import by name runs it


class Unfinished(Struct, frozen=True, order=True):
    """A file that the evaluator did not see through to its end: which limit was met, in words.

    `reach` and `deep` are the earliest moment at which what was left out would run. `failed` says that
    no limit was met: the evaluator itself broke.
    """

    path: str
    reason: str
    reach: Reach
    deep: bool = False
    failed: bool = False


class Program(Struct, frozen=True):
    """All source of one artifact.

    `flows` are what the evaluator found; `unfinished` the files that it could not see through to the
    end, a row for each reason; `tame` the places, by path and line, that load nothing but pickles of the
    artifact which were read as data.
    """

    artifact: str
    ecosystem: str
    modules: tuple[Module, ...]
    calls: tuple[Call, ...]
    blobs: tuple[Blob, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    started: tuple[Started, ...] = ()
    flows: tuple[Flow, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    tame: tuple[tuple[str, int], ...] = ()

    @property
    def exhausted(self) -> frozenset[str]:
        """The paths of all files that were not seen through to the end."""
        return frozenset(one.path for one in self.unfinished)

    def reached(self, *reaches: Reach) -> Iterator[Call]:
        """Calls that run at one of these moments, in order of place."""
        return (call for call in self.calls if call.reach in reaches)
