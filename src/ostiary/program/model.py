"""What a program is to us: modules, the calls in them, and what makes each call run."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ostiary.core.coverage import Reach
from ostiary.core.location import Location


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


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """One call (or read) whose name was resolved through imports and aliases.

    `name` is dotted and absolute (`subprocess.Popen`, `child_process.exec`); `arguments` are the constant
    arguments as text, shortened, None for what is not constant; `reach` is when it runs.
    """

    name: str
    behaviour: Behaviour
    at: Location
    reach: Reach
    arguments: tuple[str | None, ...] = ()
    inside: str = ""  # the function or class that holds it, dotted; empty at module level


@dataclass(frozen=True, slots=True, order=True)
class Blob:
    """A long encoded literal: `encoding` is base64, hex, base85, escape or bytes; `size` in characters."""

    encoding: str
    size: int
    at: Location
    reach: Reach


@dataclass(frozen=True, slots=True)
class Module:
    """One source file. `parsed` is False where the parser gave up; `faults` counts damaged spots."""

    path: str
    language: str  # python, javascript, typescript, shell
    reach: Reach
    lines: int
    parsed: bool
    faults: int = 0
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """All source of one artifact."""

    artifact: str
    ecosystem: str
    modules: tuple[Module, ...]
    calls: tuple[Call, ...]
    blobs: tuple[Blob, ...] = ()

    def reached(self, *reaches: Reach) -> Iterator[Call]:
        """Calls that run at one of these moments, in order of place."""
        return (call for call in self.calls if call.reach in reaches)
