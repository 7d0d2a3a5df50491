"""Which system calls may this process make from now on? Those that reading needs; the rest fails.

Everything else is refused, so a call that a later kernel adds is too. Those that only an intruder would
make end the process. Source: Linux, Documentation/userspace-api/seccomp_filter.rst.
"""

import ctypes
import os
import struct

from ostiary.cluster.kernel import call, machine, no_new_powers
from ostiary.cluster.syscalls import CALLS, Calls

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_FILTER = 1

_LOAD, _EQUAL, _LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _END, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # the last: errno EPERM
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_OTHER_NUMBERS = 0x40000000  # x32 calls: the same kernel by other numbers

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CONTROLS = (
    0,
    1,
    2,
    3,
    1030,
)  # duplicate a descriptor, read and set its flags; never who gets a signal

Step = tuple[int, int, int, int]
"""Operation, how many steps to skip if it holds and if not, operand."""


def restrict() -> None:
    """Install the filter for good. Raises `OSError` where the kernel or the architecture has none."""
    name = machine()
    if name not in CALLS:
        raise OSError(0, "the system calls of this architecture are not known here")
    no_new_powers()
    steps = program(CALLS[name])
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    body = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HP", len(steps), ctypes.addressof(body))
    call(_SECCOMP[name], _FILTER, 0, ctypes.create_string_buffer(head, len(head)))


def program(calls: Calls) -> tuple[Step, ...]:
    """The filter as classic BPF: jumps only forward, each answer right after its question."""
    steps: list[Step] = [
        (_LOAD, 0, 0, _MACHINE),
        *_unless(_EQUAL, calls.audit, _END),
        (_LOAD, 0, 0, _NUMBER),
        *_if(_LEAST, _OTHER_NUMBERS, _END),
    ]
    for number in calls.needed:
        steps += _if(_EQUAL, number, _ALLOW)
    for number in calls.ending:
        steps += _if(_EQUAL, number, _END)
    for number, at in calls.opening:
        inner = [(_LOAD, 0, 0, _low(at)), *_if(_ANY_BIT, _WRITING, _REFUSE), _answer(_ALLOW)]
        steps += [(_EQUAL, 0, len(inner), number), *inner]
    inner = [(_LOAD, 0, 0, _low(1))]
    for control in _CONTROLS:
        inner += _if(_EQUAL, control, _ALLOW)
    return (*steps, (_EQUAL, 0, len(inner), calls.control), *inner, _answer(_REFUSE))


def _if(question: int, operand: int, answer: int) -> list[Step]:
    return [(question, 0, 1, operand), _answer(answer)]


def _unless(question: int, operand: int, answer: int) -> list[Step]:
    return [(question, 1, 0, operand), _answer(answer)]


def _answer(answer: int) -> Step:
    return _ANSWER, 0, 0, answer


def _low(argument: int) -> int:
    """Where the low half of an argument stands; both architectures are little-endian."""
    return _ARGUMENTS + 8 * argument
