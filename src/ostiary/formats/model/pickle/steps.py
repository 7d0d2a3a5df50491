"""What does each opcode do to the stack and the memo, where it calls nothing?

A step gets the machine and the place of the opcode in its window, and returns the place of the next one. It
may return a place behind the window, or a `LEAP` more. That an argument lies within frame and file is seen
after it.
"""

from collections.abc import Callable

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.pickle.bulk import filled_at_once
from ostiary.formats.model.pickle.constants import MAX_DIGITS, on_line, utf8
from ostiary.formats.model.pickle.filling import Step, note_stored
from ostiary.formats.model.pickle.machine import ENDED, LEAP, MARGIN, STEP, FaultError, Machine
from ostiary.formats.model.pickle.opcodes import CODES, HIGHEST_PROTOCOL, LEAST, MARKS, OPCODES

_UTF8 = frozenset({"BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"})
_BYTES = frozenset(
    ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "BINSTRING", "SHORT_BINSTRING")
)


_BINARY = regex(rb"\s*[+-]?0[xXoObB]")
"""Numbers whose digits are bits: the interpreter takes any count of them."""


def constant(name: str) -> Step:
    """The step of an opcode that pushes a constant."""
    opcode = OPCODES[CODES[name]]
    if opcode.lines:
        return _on_line(name)
    if opcode.counted:
        return _counted(name, opcode.counted, signed=opcode.signed)
    width = 1 + opcode.fixed

    def step(machine: Machine, at: int) -> int:
        machine.push(machine.base + at)
        return at + width

    return step


def _counted(name: str, width: int, *, signed: bool) -> Step:
    text, raw = name in _UTF8, name in _BYTES

    def step(machine: Machine, at: int) -> int:
        data = machine.data
        start = at + 1 + width
        length = int.from_bytes(data[at + 1 : start], "little", signed=signed)
        if length < 0:
            raise FaultError("an argument of the pickle has a negative length")
        end = start + length
        if text and length <= STEP:
            part = data[start:end] if end <= len(data) else machine.at(machine.base + start, length)
            if not part.isascii():
                _checked(utf8, part)
        elif raw and length >= LEAST and data[start : start + 2] in MARKS:
            machine.clerk.constant(machine.base + start, length)
        machine.push(machine.base + at)
        return end

    return step


def _on_line(name: str) -> Step:
    digits = name in {"INT", "LONG"}
    number = digits or name == "FLOAT"

    def step(machine: Machine, at: int) -> int:
        line, end = machine.line(at + 1)
        line = _number(machine, line, at) if number else line
        if digits and len(line) > MAX_DIGITS and not _BINARY.match(line):
            if len(line.strip()) > MAX_DIGITS and not machine.lenient:
                raise FaultError(
                    "a number of the pickle has more digits than the interpreter takes"
                )
        else:
            _checked(lambda raw: on_line(name, raw), line)
        machine.push(machine.base + at)
        return end

    return step


def _checked(reader: Callable[[bytes], object], raw: bytes) -> None:
    try:
        reader(raw)
    except ParseError as error:
        raise FaultError(error.message) from error


def _cut_off(machine: Machine, at: int) -> bool:
    """Whether a piece that begins at `at`, late in the window, may go on behind the end of it."""
    end = len(machine.data)
    return 2 * at > end and machine.horizon >= end - MARGIN and machine.base + end < machine.size


def mark(machine: Machine, at: int) -> int:
    """MARK: what follows stands on a stack of its own."""
    if machine.bulk:
        end = filled_at_once(machine, at)
        if end >= 0:
            return end
        if _cut_off(machine, at):
            machine.stale = True
            return at + LEAP  # once more, with more of it at hand
    machine.fence = len(machine.stack)
    machine.marks.append(machine.fence)
    return at + 1


def stop(machine: Machine, at: int) -> int:
    """STOP: the value on top is the result."""
    result = machine.pop()
    note_stored(machine, (result,), at)
    machine.result = result
    return at + 1 + ENDED


def pop(machine: Machine, at: int) -> int:
    """POP takes a mark where nothing stands on it."""
    if machine.marks and machine.marks[-1] == len(machine.stack):
        machine.unmark()
    else:
        machine.pop()
    return at + 1


def pop_mark(machine: Machine, at: int) -> int:
    """POP_MARK: take away all down to the mark."""
    start = machine.unmark()
    del machine.stack[start:]
    return at + 1


def dup(machine: Machine, at: int) -> int:
    """DUP: push the top a second time."""
    machine.push(machine.top())
    return at + 1


def put_line(machine: Machine, at: int) -> int:
    """PUT."""
    line, end = machine.line(at + 1)
    machine.put(_index(_number(machine, line, at)), machine.base + at)
    return end


def get_line(machine: Machine, at: int) -> int:
    """GET."""
    line, end = machine.line(at + 1)
    machine.get(_index(_number(machine, line, at)))
    return end


def _number(machine: Machine, line: bytes, at: int) -> bytes:
    """The line of a number, which ends for one unpickler at a zero byte where another gives up."""
    if 0 not in line:
        return line
    machine.clerk.odd("zero-byte", "a number has a zero byte in it", machine.base + at)
    return line.partition(b"\0")[0]


def _index(line: bytes) -> int:
    try:
        index = int(line) if len(line.strip()) <= MAX_DIGITS else -1
    except ValueError:
        index = -1
    if index < 0:
        raise FaultError("the pickle remembers something under what is no number")
    return index


def put(width: int) -> Step:
    """BINPUT and LONG_BINPUT."""
    after = 1 + width

    def step(machine: Machine, at: int) -> int:
        index = int.from_bytes(machine.data[at + 1 : at + after], "little")
        machine.put(index, machine.base + at)
        return at + after

    return step


def get(width: int) -> Step:
    """BINGET and LONG_BINGET."""
    after = 1 + width

    def step(machine: Machine, at: int) -> int:
        machine.get(int.from_bytes(machine.data[at + 1 : at + after], "little"))
        return at + after

    return step


def memoize(machine: Machine, at: int) -> int:
    """MEMOIZE: the number is how many values are remembered."""
    machine.put(machine.filled, machine.base + at)
    return at + 1


def protocol(machine: Machine, at: int) -> int:
    """PROTO, which stands first."""
    number = machine.data[at + 1]
    if number > HIGHEST_PROTOCOL:
        raise FaultError("the pickle follows a protocol that there is not")
    if machine.base + at != machine.begin:
        machine.clerk.odd("late-protocol", "PROTO stands in the middle", machine.base + at)
    machine.protocol = number
    machine.highest = max(machine.highest, number)
    return at + 2


def frame(machine: Machine, at: int) -> int:
    """FRAME: so many bytes of whole opcodes follow."""
    here = machine.base + at
    if machine.frame_end >= 0:
        machine.clerk.odd("frame-straddle", "a frame begins in a frame", here)
    length = int.from_bytes(machine.data[at + 1 : at + 9], "little")
    if here + 9 + length > machine.size:  # one unpickler stops here, another reads what there is
        machine.clerk.odd("frame-length", "a frame is longer than the file", here)
        return at + 9
    machine.frame_end = here + 9 + length
    return at + 9 + LEAP
