"""Which instructions are guarded by which handler, by the table of 3.11 and later?"""

from msgspec import Struct

from ostiary.formats.python.code_object import Code


class Region(Struct, frozen=True):
    """Instructions from `start` up to `end`, whose exceptions go to `target` with `depth` values kept."""

    start: int
    end: int
    target: int
    depth: int
    lasti: bool


def regions(code: Code) -> tuple[Region, ...]:
    """All regions; what is left of a damaged table ends it."""
    found: list[Region] = []
    at = 0
    while at < len(code.exceptions):
        numbers = []
        for _ in range(4):
            number, at = _number(code.exceptions, at)
            numbers.append(number)
        start, size, target, kept = numbers
        found.append(
            Region(2 * start, 2 * (start + size), 2 * target, kept >> 1, lasti=bool(kept & 1))
        )
    return tuple(found)


def _number(table: bytes, at: int) -> tuple[int, int]:
    """A number of six bits a byte, the highest first."""
    number, most = 0, at + 6
    while at < min(len(table), most):
        byte = table[at]
        number = number << 6 | byte & 0x3F
        at += 1
        if not byte & 0x40:
            break
    return number, at


def handler_ends(found: tuple[Region, ...]) -> dict[int, int]:
    """Where each handler ends: what tidies up after it follows it, in three instructions."""
    ends: dict[int, int] = {}
    starts = {one.start: one.target for one in reversed(found)}
    for one in found:
        tidier = starts.get(one.target, starts.get(one.target + 2))
        if tidier is not None and tidier > one.target:
            ends[one.target] = tidier + 6
    return ends
