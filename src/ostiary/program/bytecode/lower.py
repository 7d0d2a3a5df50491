"""What does a file of compiled Python do, and how much of it could be read?"""

import ast

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.formats.python.code_object import Code
from ostiary.formats.python.marshalled import read_marshal
from ostiary.formats.python.opcodes.catalogue import VERSIONS
from ostiary.formats.python.pyc import HEADERS, Version, layout_of, read_pyc, version_of
from ostiary.program.bytecode.body import statements
from ostiary.program.bytecode.budget import Budget

MIN_UNDERSTOOD = 0.98
"""Below this share of instructions a file counts as unread: encrypted, or of no Python known here."""


class Faults(Struct, frozen=True):
    """How well bytecode was understood: all instructions, unknown ones, missing values and targets."""

    instructions: int
    unknown: int
    missing: int

    @property
    def understood(self) -> float:
        """The share of instructions that were known and found what they need."""
        wrong = self.unknown + self.missing
        return max(0.0, 1 - wrong / self.instructions) if self.instructions else 0.0

    @property
    def readable(self) -> bool:
        """Whether the statements say what the code does."""
        return self.understood >= MIN_UNDERSTOOD


def lower(code: Code, version: Version) -> ast.Module:
    """The module that a code object is, by the opcodes of this version. Raises `ParseError`."""
    return lowered(code, version)[0]


def lowered(code: Code, version: Version) -> tuple[ast.Module, Faults]:
    """The module, and how well it was understood."""
    table = VERSIONS.get(version)
    if table is None:
        raise ParseError(f"no opcodes of Python {version[0]}.{version[1]} are known")
    budget = Budget(code)
    body = statements(code, table, budget)
    return ast.Module(body, []), Faults(budget.instructions, budget.unknown, budget.faults)


def read_bytecode(path: str, data: bytes) -> tuple[ast.Module, Version, Faults]:
    """A `.pyc`, or the bare bytes that `marshal.loads` would take, as a module. Raises `ParseError`."""
    if version_of(data) is not None:
        try:
            pyc = read_pyc(path, data)
        except ParseError:
            # A wrong header in front of code of another version is what hides it.
            return _without_version(path, data)
        module, faults = lowered(pyc.code, pyc.version)
        return module, pyc.version, faults
    return _without_version(path, data)


def _without_version(path: str, data: bytes) -> tuple[ast.Module, Version, Faults]:
    codes = _codes(path, data)
    best: tuple[ast.Module, Version, Faults] | None = None
    for version in sorted(VERSIONS, reverse=True):
        for code in codes.get(layout_of(version), ()):
            module, faults = lowered(code, version)
            if best is None or faults.understood > best[2].understood:
                best = module, version, faults
    if best is None:
        raise ParseError(f"{path} holds no code")
    return best


def _codes(path: str, data: bytes) -> dict[str, list[Code]]:
    """Code objects in each layout that the bytes fit, with or without a header in front."""
    worst: ParseError | None = None
    starts = [0, *HEADERS] if data[2:4] == b"\r\n" or not any(data[:4]) else [0]
    for start in starts:
        try:
            found = read_marshal(path, data[start:])
        except ParseError as error:
            worst = worst or error
            continue
        codes: dict[str, list[Code]] = {}
        for one in found:
            if isinstance(one.value, Code):
                codes.setdefault(one.layout, []).append(one.value)
        if codes:
            return codes
    raise worst or ParseError(f"{path} holds no code")
