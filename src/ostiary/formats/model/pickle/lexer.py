"""Does a long pickle hold any opcode that could matter? Its opcodes are matched in bulk.

What is kept here: each opcode is one that there is, with an argument of exactly its length, within its frame
and the file; frames do not nest; PROTO stands first; the memo has no wild numbers; the last is STOP. What is
not: that the stack has what an opcode takes, and that texts are texts. A pickle that breaks there breaks
before it could name anything, as no opcode in it names, calls, builds or asks.
"""

import re
from functools import lru_cache

from ostiary.formats.model.extent import Extent
from ostiary.formats.model.pickle.lines import long_line
from ostiary.formats.model.pickle.machine import FIRST_STEP, FREE_MEMO, MARGIN, STEP
from ostiary.formats.model.pickle.opcodes import (
    CODES,
    HIGHEST_PROTOCOL,
    LEAST,
    MARKS,
    OPCODES,
    Opcode,
)

BULK_FROM = 4 << 20
"""Bytes from which this is tried; shorter pickles are followed one opcode at a time."""
SHORT = 64
"""Longer texts are not matched in bulk."""
STOP, PROTO, FRAME = CODES["STOP"], CODES["PROTO"], CODES["FRAME"]

_HOT = frozenset(
    CODES[name]
    for name in (
        *("GLOBAL", "STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "REDUCE", "BUILD"),
        *("EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID", "NEXT_BUFFER"),
    )
)
_BULK = rb"[N\x88\x89(012}\])dlt\x91\x85\x86\x87aesu\x90\x94\x8f\x98]+"
"""All opcodes without an argument that are not hot, except STOP."""


def lex(extent: Extent, start: int) -> int | None:
    """Where the pickle at `start` ends; None where it has an opcode that matters, or breaks."""
    at, frame_end, data, base = start, -1, b"", start
    while True:
        if at == frame_end:
            frame_end = -1
        if at + MARGIN >= base + len(data):
            data, base = extent.at(at, min(STEP, max(FIRST_STEP, (at - start) * 4))), at
        last = len(data) if base + len(data) >= extent.size else len(data) - MARGIN
        limit = min(last, frame_end - base) if frame_end >= 0 else last
        found = _bulk(_rung(at - start)).match(data, at - base, limit)
        at = base + found.end() if found else at
        if at - base >= limit:
            if at >= extent.size:
                return None
            continue
        code = data[at - base]
        after = _one(extent, data, at, base, at == start)
        if code == STOP:
            return at + 1 if frame_end in {-1, at + 1} else None
        if after is None or after > (frame_end if frame_end >= 0 else extent.size):
            return None
        if code == FRAME:
            frame_end = after + int.from_bytes(data[at - base + 1 : at - base + 9], "little")
            if frame_end > extent.size or limit != last:
                return None
        at = after


def _one(extent: Extent, data: bytes, at: int, base: int, first: bool) -> int | None:
    """Where the next opcode stands; None where this one matters, or is none, or needs a closer look."""
    opcode = OPCODES.get(data[at - base])
    here = at - base + 1
    if (
        opcode is None
        or data[at - base] in _HOT
        or ((opcode.name == "PROTO") != first and opcode.name == "PROTO")
    ):
        return None
    if opcode.name == "PROTO" and data[here] > HIGHEST_PROTOCOL:
        return None
    if opcode.name == "LONG_BINPUT" and not _tame(data[here : here + 4], at):
        return None
    if opcode.lines:
        return _line(extent, data, at, base, opcode)
    if not opcode.counted:
        return at + 1 + opcode.fixed
    begin = here + opcode.counted
    length = int.from_bytes(data[here:begin], "little", signed=opcode.signed)
    dormant = length >= LEAST and data[begin : begin + 2] in MARKS
    return None if length < 0 or dormant else base + begin + length


def _tame(index: bytes, at: int) -> bool:
    return int.from_bytes(index, "little") <= FREE_MEMO + at


def _line(extent: Extent, data: bytes, at: int, base: int, opcode: Opcode) -> int | None:
    """Lines that the bulk does not take: only long texts, as wild numbers want a closer look."""
    if opcode.name not in {"STRING", "UNICODE"}:
        return None
    end = data.find(b"\n", at - base)
    if end >= 0:
        return base + end + 1
    whole = long_line(extent, at)
    return at + len(whole) if whole.endswith(b"\n") else None


def _rung(offset: int) -> int:
    """Bytes of the highest place of the memo that is allowed here, on a ladder of few rungs."""
    return max(FREE_MEMO.bit_length() - 1, (FREE_MEMO + offset).bit_length() - 1)


@lru_cache(maxsize=16)
def _bulk(bits: int) -> re.Pattern[bytes]:
    """Runs of opcodes that do not matter. Numbers of the memo have up to `bits` bits."""
    high = b"..." + _upto(bits - 24) if bits >= 24 else b".." + _upto(bits - 16) + rb"\x00"
    places = b"(?:q.|r" + high + b"|p[0-9]{1,6}\\n)"
    short = b"|".join(_sized(count, b".") for count in range(SHORT))
    raw = b"|".join(
        _sized(count, b".") if count < 16 else _sized(count, rb"[^\x80]") for count in range(SHORT)
    )
    longer = b"|".join(
        _sized(count, b".").replace(b".", b"\\0\\0\\0.", 1) for count in range(1, SHORT)
    )
    longer += rb"|\x00\x00\x00\x00"
    parts = [
        *(_BULK, b"[Kh].", places, b"X(?:" + longer + b")", rb"\x8c(?:" + short + b")"),
        *(b"G.{8}", b"M..", b"[Jj].{4}", b"U(?:" + raw + b")", b"C(?:" + raw + b")"),
        rb"\x8a(?:" + b"|".join(_sized(count, b".") for count in range(17)) + b")",
        rb"[IL]-?[0-9]{1,40}L?\n|F[-+0-9.einfa]{1,40}\n|g[0-9]{1,9}\n",
        rb"V[^\n]{0,999}\n|S'[^'\\\n]{0,999}'\n",
    ]
    return re.compile(b"(?:" + b"|".join(parts) + b")*+", re.DOTALL)


def _upto(bits: int) -> bytes:
    top = (1 << bits) - 1
    return b"[\\x00-\\x%02x]" % min(top, 255)


def _sized(count: int, first: bytes) -> bytes:
    """A count in one byte and so many bytes after it, the first of a kind."""
    length = b"\\x%02x" % count
    if not count:
        return length
    return length + first + (b".{%d}" % (count - 1) if count > 1 else b"")
