"""Fill a container in one step, where everything that goes into it is plain data.

In a long pickle most opcodes stand between a MARK and the SETITEMS or APPENDS that closes it, and push plain
constants and small containers of them. Such a piece is matched as a whole. It leaves the stack as it was and
cannot make a key of two underscores, as such texts are not matched. What it puts into the memo is only
counted: each place remembers where the piece begins, and a piece is followed opcode by opcode once one of
them is asked for.
A piece that asks the memo for a global is not matched. Whether the memo has what a piece asks it for is not
looked at: where it has not, loading breaks there, and more is reported than would happen.
"""

import re
from array import array
from collections import Counter
from functools import lru_cache

from ostiary.formats.model.judge import Made
from ostiary.formats.model.pickle.machine import FIRST_STEP, LAZY, MARGIN, STEP, Machine
from ostiary.formats.model.pickle.opcodes import CODES
from ostiary.formats.model.pickle.values import Bag

SHORT = 48
"""Longer texts are not matched."""
MARK = CODES["MARK"]
_CLOSES = {"list": b"e", "dict": b"u"}
Ready = tuple[tuple[int, int], ...]
"""Places of the memo with classes, and the opcode that makes an object of each."""
MAX_READY = 8
REDUCE = CODES["REDUCE"]
_LATE = 4
"""From this protocol on the memo is written by MEMOIZE, before by LONG_BINPUT."""


def filled_at_once(machine: Machine, at: int) -> int:
    """The place behind the piece that begins with the MARK at `at`; -1 where there is none."""
    memo = machine.memo
    stack = machine.stack
    if len(stack) <= machine.fence or machine.filled != len(memo):
        return -1
    target = stack[-1]
    kind = target.kind if type(target) is Bag else "dict" if type(target) is Made else ""
    if kind not in _CLOSES:
        return -1
    late = machine.protocol >= _LATE
    ready = machine.ready
    found = _piece(kind, late, ready).match(machine.data, at, machine.horizon)
    if found is None and kind == "dict" and type(target) is Made:
        found = _piece("list", late, ready).match(machine.data, at, machine.horizon)
    if found is None or _asks_for_global(machine, found):
        return -1
    end = found.end()
    alone = len(ready) == 1  # then every call in the piece is of the one class
    calls, count = _counted(machine, at, end, late=late) if alone else (0, 0)
    count = count if alone else _remembered(machine, at, end, late=late)
    if count < 0:
        return -1
    if alone:
        _repeated(machine, *ready[0], calls)
    elif ready:
        _count_calls(machine, at, end, late=late)
    if count:
        memo.extend(array(memo.typecode, [(machine.base + at) << 2 | LAZY]) * count)
        machine.filled += count
    if type(target) is Bag:
        target.cut = True
    machine.pieces += 1
    return end


def _asks_for_global(machine: Machine, found: re.Match[bytes]) -> bool:
    """Whether bytes in the piece look like a question to the memo for a global; they may be a text."""
    if not machine.hot:
        return False
    if len(machine.hot) > 64:
        return True
    return _hot(frozenset(machine.hot)).search(machine.data, *found.span()) is not None


@lru_cache(maxsize=64)
def _hot(places: frozenset[int]) -> re.Pattern[bytes]:
    short = b"".join(re.escape(bytes([one])) for one in sorted(places) if one < 256)
    parts = [b"j" + re.escape(one.to_bytes(4, "little")) for one in sorted(places) if one < 1 << 32]
    return re.compile(b"|".join([*([b"h[" + short + b"]"] if short else []), *parts]), re.DOTALL)


def _remembered(machine: Machine, at: int, end: int, *, late: bool) -> int:
    """How many values the piece puts into the memo, at the next places; -1 where at others."""
    data = machine.data
    if late:
        if data.find(b"\x94", at, end) < 0:
            return 0
        return len(b"".join(_puts(late).findall(data, at, end)))
    places = b"".join(_puts(late).findall(data, at, end))
    count = len(places) >> 2
    first = len(machine.memo)
    if count and places != array("I", range(first, first + count)).tobytes():
        return -1
    return count


def _counted(machine: Machine, at: int, end: int, *, late: bool) -> tuple[int, int]:
    """How many calls there are in the piece, and what `_remembered` says, in one go."""
    found = _both(late).findall(machine.data, at, end)
    if late:
        kinds = b"".join(found)
        count = kinds.count(b"\x94")
        return len(kinds) - count, count
    places = b"".join(one[1:] for one in found if len(one) > 1)
    count = len(places) >> 2
    first = len(machine.memo)
    calls = sum(map(len, found)) - 5 * count
    if count and places != array("I", range(first, first + count)).tobytes():
        return calls, -1
    return calls, count


def expand(machine: Machine, index: int) -> None:
    """Follow the piece that put something at a place of the memo, so that it is known what."""
    memo = machine.memo
    code = memo[index]
    first = last = index
    while first and memo[first - 1] == code:
        first -= 1
    while last < len(memo) and memo[last] == code:
        last += 1
    kept = machine.data, machine.base, machine.stack, machine.push, machine.marks, machine.fence
    before, clerk = machine.filled, machine.clerk
    machine.bulk, machine.clerk = False, clerk.again()
    machine.base = code >> 2
    try:
        for step in (FIRST_STEP, STEP >> 4, STEP):
            memo[first:last] = array(memo.typecode, bytes((last - first) * memo.itemsize))
            machine.filled = first
            machine.data = machine.extent.at(machine.base, step)
            machine.stack, machine.marks, machine.fence = [Made("")], [], 0
            machine.push = machine.stack.append
            if _replayed(machine):
                break
    finally:
        machine.data, machine.base, machine.stack, machine.push, machine.marks, machine.fence = kept
        machine.filled, machine.bulk, machine.clerk = before, True, clerk


def _replayed(machine: Machine) -> bool:
    """Follow a piece to its end; false where more of it has to be read first."""
    steps = machine.steps
    data = machine.data
    end = len(data) if machine.base + len(data) >= machine.size else len(data) - MARGIN
    at = steps[MARK](machine, 0)
    while machine.marks:
        if at >= end:
            return False
        at = steps[data[at]](machine, at)
    return True


def _atoms() -> bytes:
    """Constants. Texts do not begin with two underscores, nor bytes like a pickle."""
    short = b"|".join(b"\\x%02x.{%d}" % (count, count) for count in range(SHORT))
    long = b"|".join(rb"\x%02x\0\0\0.{%d}" % (count, count) for count in range(SHORT))
    numbers = b"|".join(b"\\x%02x.{%d}" % (count, count) for count in range(17))
    return b"|".join(
        (
            *(rb"[N\x88\x89]", b"K.", rb"X(?!.{4}__)(?:" + long + b")"),
            rb"[\x8cUC](?!.__|.\x80[\x00-\x05])(?:" + short + b")",
            *(b"G.{8}", b"J.{4}", b"M..", rb"\x8a(?:" + numbers + b")"),
        )
    )


@lru_cache(maxsize=64)
def _piece(kind: str, late: bool, ready: Ready) -> re.Pattern[bytes]:
    """A MARK, values, and what closes it. `ready` are the instances that may be among the values."""
    put = rb"\x94?+" if late else b"(?:r.{4})?+"
    atom = b"(?:" + _atoms() + b")" + put
    asked = b"h.|j.{4}"
    plain = b"(?:" + atom + b"|" + asked + b")"
    shared = (rb"\)" + put, rb"\((?>" + atom + b")*+t" + put)
    flat = _either(atom, asked, *shared)
    pair = rb"(?:\x86" + put + b"|" + atom + rb"\x87" + put + b")"
    inner = _either(
        atom + rb"(?:\x85" + put + b"|" + atom + pair + b")?+",
        asked,
        *(rb"\]" + put + rb"(?:\((?>" + flat + b")*+e|" + plain + b"a)?+",),
        *(rb"\}" + put + rb"(?:\((?>" + plain + flat + b")*+u|" + plain + flat + b"s)?+",),
        *shared,
    )
    if ready:
        filled = rb"(?:\((?>" + plain + inner + b")*+u|" + plain + inner + b"s)"
        state = rb"(?:\}" + put + filled + b"?+b)?+"
        made = b"|".join(
            b"h" + re.escape(bytes([place])) + rb"\)" + (b"R" if called == REDUCE else rb"\x81")
            for place, called in ready
        )
        inner = _either(b"(?:" + made + b")" + put + filled + b"?+" + state, inner)
    whole = plain + inner if kind == "dict" else inner
    return re.compile(rb"\((?>" + whole + b")*+" + _CLOSES[kind], re.DOTALL)


def _either(*parts: bytes) -> bytes:
    return b"(?>" + b"|".join(parts) + b")"


def get_ready(machine: Machine, callee: object, how: str, at: int) -> None:
    """Note a class in the memo that makes objects without arguments, if it is settled what it is."""
    place = machine.data[at - 2] if at > 2 else 0
    called = machine.data[at]
    if (place, called) in machine.ready or len(machine.ready) >= MAX_READY:
        return
    if machine.data[at - 3 : at - 2] != b"h" or machine.data[at - 1 : at] != b")":
        return
    code = machine.memo[place] if place < len(machine.memo) else 0
    if (
        code & LAZY
        or machine.kept[code >> 2] is not callee
        or not machine.clerk.settled(callee, how)
    ):
        return
    machine.ready = (*machine.ready, (place, called))
    machine.hot.discard(place)


def _count_calls(machine: Machine, at: int, end: int, *, late: bool) -> None:
    counted = Counter(_calls(late).findall(machine.data, at, end))
    for (place, called), count in counted.items():
        if called:
            _repeated(machine, place[0], called[0], count)


def _repeated(machine: Machine, place: int, called: int, count: int) -> None:
    if count:
        callee = machine.kept[machine.memo[place] >> 2]
        machine.clerk.repeated(callee, "REDUCE" if called == REDUCE else "NEWOBJ", count)
        machine.calls += count


def _tokens(*puts: bytes) -> bytes:
    return b"(?:" + b"|".join((_atoms(), rb"h.|j.{4}|[()\]}ueastb\x85-\x87]", *puts)) + b")*+"


@lru_cache(maxsize=2)
def _puts(late: bool) -> re.Pattern[bytes]:
    return re.compile(
        _tokens(rb"[R\x81]") + (rb"(?:(\x94)|\Z)" if late else rb"(?:r(.{4})|\Z)"), re.DOTALL
    )


@lru_cache(maxsize=2)
def _calls(late: bool) -> re.Pattern[bytes]:
    put = rb"\x94" if late else b"r.{4}"
    return re.compile(_tokens(put) + rb"(?:(?<=h(.)\))([R\x81])|\Z)", re.DOTALL)


@lru_cache(maxsize=2)
def _both(late: bool) -> re.Pattern[bytes]:
    put = rb"\x94" if late else rb"r.{4}"
    return re.compile(_tokens() + b"(?:(" + put + rb"|[R\x81])|\Z)", re.DOTALL)
