"""What does an unpickler put into which container?"""

from collections.abc import Callable

from ostiary.formats.model.judge import DATA, Foreign, Made, Symbol
from ostiary.formats.model.pickle.machine import MAX_HELD, FaultError, Machine
from ostiary.formats.model.pickle.opcodes import CODES
from ostiary.formats.model.pickle.values import MAX_NESTED, MAX_WEIGHT, Bag

Step = Callable[[Machine, int], int]

MAX_HASHED = 1 << 24
"""Values that the hashes of all keys together look at, for the interpreter to do it."""
MAX_CHOSEN = 5_000
"""Keys that are containers of other things than texts: they can be chosen to collide."""
_TEXTS = frozenset(
    bytes([CODES[name]])
    for name in ("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "STRING", "BINSTRING")
)

MAX_DEEP = 10_000
"""Tuples in tuples that are kept."""

COMPUTED = "a key that is worked out"


def empty(kind: str) -> Step:
    """The step that pushes an empty container."""

    def step(machine: Machine, at: int) -> int:
        machine.push(Bag(kind, []))
        return at + 1

    return step


def counted_tuple(count: int) -> Step:
    """TUPLE1 to TUPLE3."""

    def step(machine: Machine, at: int) -> int:
        machine.push(_tuple(machine, machine.take(count), at))
        return at + 1

    return step


def tuple_(machine: Machine, at: int) -> int:
    """TUPLE: all down to the mark."""
    items = machine.marked()
    machine.push(_tuple(machine, items, at))
    return at + 1


def _tuple(machine: Machine, items: list[object], at: int) -> Bag:
    note_stored(machine, items, at)
    weight, depth = 1 + len(items), 1
    for one in items:
        if type(one) is Bag and one.kind == "tuple":
            weight += one.weight
            depth = max(depth, one.depth + 1)
    keep = machine.keep if depth <= MAX_DEEP else 0  # what lies deeper is let go
    return Bag("tuple", items[:keep], len(items) > keep, min(weight, MAX_WEIGHT + 1), depth)


def collect(kind: str) -> Step:
    """LIST, DICT and FROZENSET."""

    def step(machine: Machine, at: int) -> int:
        items = machine.marked()
        bag = Bag(kind, [])
        _add(machine, bag, items, at)
        machine.push(bag)
        return at + 1

    return step


def add(count: int) -> Step:
    """APPEND and SETITEM."""
    kind = "dict" if count == 2 else "list"
    how = "SETITEM" if count == 2 else "APPEND"

    def step(machine: Machine, at: int) -> int:
        if len(machine.stack) - count <= machine.fence:
            raise FaultError("the pickle takes from an empty stack")
        fill(machine, machine.take(count), kind, how, at)
        return at + 1

    return step


def add_marked(kind: str, how: str) -> Step:
    """APPENDS, SETITEMS and ADDITEMS."""

    def step(machine: Machine, at: int) -> int:
        items = machine.marked()
        machine.top()
        if items:
            fill(machine, items, kind, how, at)
        return at + 1

    return step


def fill(machine: Machine, items: list[object], kind: str, how: str, at: int) -> None:
    """Put values into the container on top."""
    target = machine.stack[-1]
    if type(target) is Bag:
        if target.kind == kind:
            _add(machine, target, items, at)
        elif kind == "dict" and target.kind == "list":
            machine.clerk.odd("odd-fill", "it sets places of a list", machine.base + at)
            note_stored(machine, items, at)
        else:
            raise FaultError(f"{how} puts something into a {target.kind}")
    elif isinstance(target, Symbol | Made | Foreign):
        if kind == "dict" and len(items) % 2:
            raise FaultError("a key without a value is set")
        note_stored(machine, items, at)
        if kind == "dict":
            _weigh(machine, items[::2])
        machine.clerk.filled(target, how, machine.base + at)
    elif target is not DATA and (type(target) is not int or machine.at(target, 1) != b"\x96"):
        raise FaultError(f"{how} puts something into a constant")


def _add(machine: Machine, bag: Bag, items: list[object], at: int) -> None:
    if bag.kind == "dict" and len(items) % 2:
        raise FaultError("a mapping of the pickle has a key without a value")
    note_stored(machine, items, at)
    if bag.kind != "list":
        keys = items[::2] if bag.kind == "dict" else items
        _weigh(machine, keys)
        if bag.kind == "dict" and not bag.dunder:
            bag.dunder = dunder_in(machine, keys)
    room = machine.keep - len(bag.items) if machine.held < MAX_HELD else 0
    machine.held += max(0, min(room, len(items)))
    bag.items += items if len(items) <= room else items[: max(0, room)]
    bag.cut = bag.cut or len(items) > room


def _weigh(machine: Machine, keys: list[object]) -> None:
    """A hash looks at all that a tuple holds, again and again where it is shared."""
    if Bag not in set(map(type, keys)):
        return
    for one in keys:
        if type(one) is Bag:
            if one.kind not in {"tuple", "frozenset"}:
                raise FaultError(f"a {one.kind} is a key, which cannot be")
            if one.weight > MAX_WEIGHT and not machine.lenient:
                raise FaultError("a key takes more than a million steps to hash", "hash-bomb")
            machine.hashed += one.weight
            machine.chosen += one.kind != "tuple" or not all(
                _by_chance(machine, x) for x in one.items
            )
            machine.heavy = (
                machine.heavy
                or one.depth > MAX_NESTED
                or machine.hashed > MAX_HASHED
                or machine.chosen > MAX_CHOSEN
            )


def _by_chance(machine: Machine, value: object) -> bool:
    """Whether a value is a text, whose hash nobody can choose."""
    return type(value) is int and machine.at(value, 1) in _TEXTS


def dunder_in(machine: Machine, keys: list[object]) -> str:
    """The first key of two underscores, or one that is worked out."""
    at, base = machine.at, machine.base
    for key in keys:
        if type(key) is int:
            start = key - base
            head = machine.data[start : start + 11] if start >= 0 else at(key, 11)
            if b"__" in head:
                text = machine.value(key)
                if isinstance(text, str) and text.startswith("__"):
                    return text
        elif type(key) is not Bag:
            return COMPUTED
    return ""


def note_stored(machine: Machine, items: list[object] | tuple[object, ...], at: int) -> None:
    """Globals that go into something may be called by it."""
    if Symbol in set(map(type, items)):
        for one in items:
            if type(one) is Symbol:
                machine.clerk.stored(one, machine.base + at)
