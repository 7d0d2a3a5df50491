"""Which instructions does a code object hold, with what arguments, and where do they jump?"""

from typing import NamedTuple

from ostiary.formats.python.code_object import Code
from ostiary.formats.python.opcodes.table import Opcodes
from ostiary.program.bytecode.lines import line_starts


class Step(NamedTuple):
    """One instruction; `after` is the place of the next, `target` that of a jump, else -1."""

    place: int
    after: int
    name: str
    argument: int
    line: int
    target: int


def instructions(code: Code, table: Opcodes) -> list[Step]:
    """All instructions in their order, those with unknown numbers as `?`."""
    raw = _words(code.bytecode, table) if table.version >= (3, 6) else _bytes(code.bytecode, table)
    starts = line_starts(code, table.version)
    found: list[Step] = []
    line, upcoming, known = code.first_line, 0, len(starts)
    for place, after, name, argument in raw:
        while upcoming < known and starts[upcoming][0] <= place:
            line = starts[upcoming][1]
            upcoming += 1
        target = _target(table, name, argument, after)
        found.append(Step(place, after, name, argument, line, target))
    return found


def _words(data: bytes, table: Opcodes) -> list[tuple[int, int, str, int]]:
    """Since 3.6 each instruction has a byte of argument."""
    found = []
    names, caches = table.names, table.caches
    at = place = extended = 0
    while at < len(data) - 1:
        name = names.get(data[at], "?")
        argument = (extended << 8 | data[at + 1]) & 0xFFFFFFFF
        at += 2
        if name == "EXTENDED_ARG":
            extended = argument
            continue
        at += 2 * caches.get(name, 0)
        found.append((place, at, name, argument))
        place, extended = at, 0
    return found


def _bytes(data: bytes, table: Opcodes) -> list[tuple[int, int, str, int]]:
    """In 2.7 an instruction has two bytes of argument or none."""
    found = []
    at = place = extended = 0
    while at < len(data):
        number = data[at]
        name = table.names.get(number, "?")
        at += 1
        argument = 0
        if number >= table.arguments_from:
            argument = int.from_bytes(data[at : at + 2], "little") | extended << 16
            at += 2
        if name == "EXTENDED_ARG":
            extended = argument & 0xFFFF
            continue
        found.append((place, at, name, argument))
        place, extended = at, 0
    return found


def _target(table: Opcodes, name: str, argument: int, after: int) -> int:
    unit = 2 if table.version >= (3, 10) else 1
    if name in table.jumps_by:
        return after - unit * argument if "BACKWARD" in name else after + unit * argument
    return unit * argument if name in table.jumps_to else -1
