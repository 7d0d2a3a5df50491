"""The second reader: the interpreter's own unpickler, with nothing in its hands.

Whatever global it looks for, it gets a stub: nothing is imported, and a call of a stub makes another stub.
What a stub is asked beside being made, called, filled and given a state raises. It runs on what the walker
has read to its end and bounded. That both see the same globals in the same order is what makes the pickle
readable.

Stubs are told apart and hashed by identity: no step of the unpickler depends on what a hash or a comparison
says, and keys that are dates or enumerations are ordinary.
"""

import io
import pickle
from collections.abc import Iterator
from typing import NoReturn, Self

from ostiary.core.regex import regex
from ostiary.formats.model.pickle.machine import MAX_ASKED, Machine
from ostiary.formats.model.pickle.run import Run
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_READ = 4 << 20
"""Bytes of a pickle that is read a second time."""
MAX_MEMORY = 128 << 20
"""What it may make in memory, by what its opcodes can make at most."""
MAX_NUMBERS = 20_000
"""Large numbers in it: as keys they can be chosen to collide."""
_LONG = regex(rb"[IL][\s+-]*[0-9A-Fa-fox_]{15,}")
READER = "inert unpickler"


class RefusedError(Exception):
    """A stub is asked for what only a real object has."""


class _Kind(type):
    """The type of stubs: nothing can be set on one, or asked of it."""

    def __setattr__(cls, _: str, __: object) -> NoReturn:
        raise RefusedError

    def __iter__(cls) -> Iterator[object]:
        raise RefusedError


class Stub(metaclass=_Kind):
    """What stands for every global, and for what every call gives."""

    __slots__ = ()

    def __new__(cls, *_: object, **__: object) -> Self:
        """Make one, whatever it is called with."""
        return object.__new__(cls)

    def __init__(self, *_: object, **__: object) -> None:
        """Take whatever comes."""

    def __call__(self, *_: object, **__: object) -> "Stub":
        """What a call gave is called."""
        return object.__new__(Stub)

    def __setstate__(self, _: object) -> None:
        """BUILD."""

    def append(self, _: object) -> None:
        """APPEND."""

    def extend(self, _: object) -> None:
        """APPENDS."""

    def add(self, _: object) -> None:
        """ADDITEMS."""

    def __setitem__(self, _: object, __: object) -> None:
        """SETITEM."""

    def _refuse(self, *_: object) -> NoReturn:
        raise RefusedError

    __iter__ = __len__ = __getitem__ = __bool__ = __add__ = __radd__ = __lt__ = __gt__ = _refuse
    __int__ = __index__ = __float__ = __enter__ = __bytes__ = __buffer__ = _refuse


class Inert(pickle.Unpickler):
    """An unpickler that finds nothing but stubs, and keeps what it was asked for."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="latin-1")
        self.asked: list[tuple[str, str]] = []
        self.count = 0
        self._stubs: dict[tuple[str, str], type] = {}

    def find_class(self, module: str, name: str, /) -> type:
        """A stub. Never anything else."""
        self.count += 1
        if len(self.asked) < MAX_ASKED:
            self.asked.append((module, name))
        key = module, name
        return self._stubs.get(key) or self._stubs.setdefault(
            key, _Kind("Global", (Stub,), {"__slots__": ()})
        )

    def persistent_load(self, asked: object, /) -> Stub | type:
        """A stub as well; the class where a class is asked for with its source, as PyTorch once did."""
        if type(asked) is tuple and len(asked) in {3, 4}:
            return next((one for one in asked[:2] if isinstance(one, _Kind)), object.__new__(Stub))
        return object.__new__(Stub)


def compare(sheet: Sheet, machine: Machine, ran: Run, start: int, shift: int, *, raw: bool) -> None:
    """Read a pickle a second time and say where the two readers differ."""
    reason = unbounded(machine, ran, start)
    if raw or machine.cut_boxes:
        reason = "raw arrays stand in it" if raw else "not all containers could be followed"
    if reason:
        if ran.whole:
            sheet.detail("second reader", f"not asked: {reason}")
        return
    inert = Inert(machine.at(start, ran.end - start))
    fault = loaded(inert)
    if READER not in sheet.readers:
        sheet.readers.append(READER)
    same = inert.asked == machine.asked[: len(inert.asked)]
    if same and (
        inert.count == machine.asked_count if not fault else inert.count <= machine.asked_count
    ):
        if not fault:
            return
        if fault == "refused":
            sheet.detail("second reader", "it stopped where only a real object would do")
            return
    imports = bool(machine.asked_count or inert.count)
    sheet.odd(
        Topic.HIDING,
        "readers-disagree",
        f"two readers do not agree about this pickle: {fault or 'they see other globals'}",
        at=start + shift,
        gravity=Gravity.HARMFUL if imports else Gravity.BROKEN,
    )


def unbounded(
    machine: Machine, ran: Run, start: int, *, size: int = MAX_READ, memory: int = MAX_MEMORY
) -> str:
    """Why the interpreter's unpickler should not be let at what the walker went through; empty if it may.

    `size` is how many bytes it may read, `memory` how many it may make in memory at most.
    """
    if not ran.whole:
        return "the walker did not come to the end"
    if ran.end - start > size:
        return f"the pickle is longer than {size} bytes"
    if machine.buffers:
        return "it shares buffers, which the interpreter does not always give back in order"
    if machine.heavy:
        return "its keys take longer to hash than they should"
    return _weighed(machine.at(start, ran.end - start), memory)


def _weighed(data: bytes, memory: int) -> str:
    """Why reading it might cost too much; counts of bytes are at least those of opcodes."""
    sizes = {
        b"]": 64,
        b"}": 72,
        b"\x8f": 224,
        b"l": 64,
        b"d": 240,
        b"\x91": 224,
        b"\x81": 72,
        b"R": 72,
    }
    weight = sum(data.count(code) * size for code, size in sizes.items()) + 24 * len(data)
    if weight > memory:
        return f"it might make more than {memory} bytes in memory"
    if data.count(b"\x8a") + data.count(b"\x8b") + len(_LONG.findall(data)) > MAX_NUMBERS:
        return f"it may have more than {MAX_NUMBERS} large numbers"
    return ""


def loaded(inert: Inert) -> str:
    """Let it read: why it stopped, `refused` where a stub was asked too much, empty at the end."""
    try:
        inert.load()
    except RefusedError:
        return "refused"
    except MemoryError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - whatever the unpickler raises is what it says of the bytes
        return f"{type(error).__name__}: {error}"
    return ""
