"""What would unpickling these bytes call, and with which constants?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ostiary.core.errors import ParseError
from ostiary.formats.pickle_machine import Machine
from ostiary.formats.pickle_opcodes import OPCODES
from ostiary.formats.pickle_values import LEFT_OUT, PickleCall, Symbol

__all__ = ["LEFT_OUT", "Pickle", "PickleCall", "Symbol", "read_pickle", "read_pickles"]

MAX_OPCODES = 2_000_000
"""Of one pickle; what follows is not read, and the pickle says so."""
MAX_PICKLES = 1000
"""In one stream."""


@dataclass(frozen=True, slots=True)
class Pickle:
    """One pickle: its calls in the order in which unpickling makes them.

    `complete` is false where something was not understood, or where the bytes stop making sense after
    a global or a call was read: unpickling has done all that stands before a fault when it meets it.
    """

    calls: tuple[PickleCall, ...]
    globals: tuple[str, ...]
    offset: int
    size: int
    complete: bool


def read_pickle(data: bytes, offset: int = 0) -> Pickle:
    """Read the pickle that starts at `offset`; ParseError where none does."""
    machine = Machine()
    at = offset
    fault = False
    try:
        at = _run(machine, data, at)
    except _FaultError as error:
        if not (machine.calls or machine.globals):
            raise ParseError(error.reason) from error
        fault, at = True, error.at
    return Pickle(
        calls=tuple(machine.calls),
        globals=tuple(machine.globals),
        offset=offset,
        size=at - offset,
        complete=machine.understood and not fault,
    )


def read_pickles(data: bytes) -> tuple[Pickle, ...]:
    """Read all pickles that follow one another; ParseError where the first is none."""
    return tuple(_each(data))


def _each(data: bytes) -> Iterator[Pickle]:
    at = 0
    for count in range(MAX_PICKLES):
        try:
            found = read_pickle(data, at)
        except ParseError:
            if not count:
                raise
            return
        yield found
        at += found.size
        if at >= len(data) or not found.size or not data.startswith(b".", at - 1):
            return


class _FaultError(Exception):
    """Where and why the bytes stop being a pickle."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


def _run(machine: Machine, data: bytes, start: int) -> int:
    at = start
    size = len(data)
    for _ in range(MAX_OPCODES):
        if at >= size:
            raise _FaultError("the pickle has no end", at)
        found = OPCODES.get(data[at])
        if found is None:
            raise _FaultError("the pickle has an opcode that there is not", at)
        name, reader = found
        try:
            argument, after = reader(data, at + 1)
            if name == "STOP":
                machine.pop()
                return after
            machine.step(name, argument, at)
        except ParseError as error:
            raise _FaultError(error.message, at) from error
        at = after
    machine.understood = False
    return at
