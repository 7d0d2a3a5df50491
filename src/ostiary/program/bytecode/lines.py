"""On which line of its source does each instruction stand?"""

from collections.abc import Iterator

from ostiary.formats.python.code_object import Code

MAX_LINE = 10_000_000
_NO_LINE = -128


def line_starts(code: Code, version: tuple[int, int]) -> list[tuple[int, int]]:
    """Places in the bytecode, ascending, and the line that begins there."""
    if version >= (3, 11):
        found = _locations(code.lines)
    elif version >= (3, 10):
        found = _ranges(code.lines)
    else:
        found = _steps(code.lines, signed=version >= (3, 6))
    line, starts = code.first_line, [(0, min(code.first_line, MAX_LINE))]
    for place, change in found:
        line += change
        starts.append((place, min(max(line, 1), MAX_LINE)))
    return starts


def _steps(table: bytes, *, signed: bool) -> Iterator[tuple[int, int]]:
    place = 0
    for at in range(0, len(table) - 1, 2):
        place += table[at]
        change = table[at + 1]
        yield place, change - 256 if signed and change > 127 else change


def _ranges(table: bytes) -> Iterator[tuple[int, int]]:
    """Since 3.10: the length of a range, and how its line differs from the one before."""
    place = 0
    for at in range(0, len(table) - 1, 2):
        change = table[at + 1] - 256 if table[at + 1] > 127 else table[at + 1]
        if change != _NO_LINE:
            yield place, change
        place += table[at]


def _locations(table: bytes) -> Iterator[tuple[int, int]]:
    """Since 3.11: entries whose first byte alone has its highest bit set."""
    place, at = 0, 0
    while at < len(table):
        first = table[at]
        kind, units = first >> 3 & 15, (first & 7) + 1
        at += 1
        if kind in (13, 14):
            raw, _ = varint(table, at)
            yield place, -(raw >> 1) if raw & 1 else raw >> 1
        elif 10 <= kind <= 12:
            yield place, kind - 10
        place += 2 * units
        while at < len(table) and not table[at] & 0x80:
            at += 1


def varint(table: bytes, at: int) -> tuple[int, int]:
    """A number of six bits a byte, the lowest first, and where the next begins."""
    number = shift = 0
    while at < len(table) and shift < 60:
        byte = table[at]
        number |= (byte & 0x3F) << shift
        shift += 6
        at += 1
        if not byte & 0x40:
            break
    return number, at
