"""Which opcodes look for globals, call, build, or ask the loader?"""

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING

from ostiary.formats.model.judge import DATA, Foreign, Made, Symbol
from ostiary.formats.model.pickle.bulk import get_ready
from ostiary.formats.model.pickle.filling import Step, note_stored
from ostiary.formats.model.pickle.machine import MAX_ASKED, FaultError, LimitError, Machine
from ostiary.formats.model.pickle.opcodes import CODES, MARKS, OPCODES
from ostiary.formats.model.pickle.values import MAX_SHOWN, Bag

MAX_NAME = 1_000
"""Characters of the name of a global, with that of its module."""
MAX_SYMBOLS = 20_000
"""Different globals of one pickle."""
CHEAP = 6
"""Texts and bytes in arguments count as so many values as they have bytes, shifted by this."""
EXTENSION = "copyreg.extension"
_RAW = frozenset(
    bytes([CODES[name]]) for name in ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8")
)
"""Opcodes of constants whose bytes a buffer shows."""


def global_(machine: Machine, at: int) -> int:
    """GLOBAL: module and name on two lines."""
    module, end = machine.line(at + 1)
    name, end = machine.line(end)
    machine.push(_find(machine, _text(module), _text(name), "GLOBAL", at))
    return end


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FaultError("the name of a global is not UTF-8") from error


def stack_global(machine: Machine, at: int) -> int:
    """STACK_GLOBAL: both names may come from anywhere, the memo included."""
    module, name = [machine.value(one) for one in machine.take(2)]
    if isinstance(module, str) and isinstance(name, str):
        machine.push(_find(machine, module, name, "STACK_GLOBAL", at))
        return at + 1
    parts = [
        "?" if isinstance(one, Made | Foreign | Symbol) or one is DATA else one
        for one in (module, name)
    ]
    if not all(isinstance(one, str) for one in parts):
        raise FaultError("the name of a global is no text")
    machine.clerk.odd("computed-name", "the name of a global is worked out", machine.base + at)
    machine.push(_find(machine, str(parts[0]), str(parts[1]), "STACK_GLOBAL", at))
    return at + 1


def _find(machine: Machine, module: str, name: str, how: str, at: int) -> Symbol:
    """The global, under the name by which the unpickler looks for it."""
    if len(module) + len(name) > MAX_NAME:
        symbol = Symbol(module[:MAX_SHOWN], name[:MAX_SHOWN])
        machine.clerk.named(symbol, how, machine.base + at)  # an unpickler looks for it first
        raise FaultError("the name of a global is longer than any name")
    machine.asked_count += 1
    if len(machine.asked) < MAX_ASKED:
        machine.asked.append((module, name))
    if machine.protocol < 3:
        module, name = NAME_MAPPING.get((module, name)) or (
            IMPORT_MAPPING.get(module, module),
            name,
        )
    symbol = machine.symbol(module, name)
    if len(machine.symbols) > MAX_SYMBOLS:
        raise LimitError(f"it names more than {MAX_SYMBOLS} globals")
    machine.clerk.named(symbol, how, machine.base + at)
    return symbol


def extension(name: str) -> Step:
    """EXT1 to EXT4: the registry lies in the process that loads, not in the pickle."""
    width = OPCODES[CODES[name]].fixed

    def step(machine: Machine, at: int) -> int:
        raw = machine.data[at + 1 : at + 1 + width]
        code = int.from_bytes(raw, "little", signed=width == 4)
        if code <= 0:
            raise FaultError("a number of the extension registry is not above zero")
        symbol = machine.symbol(EXTENSION, str(code))
        machine.clerk.named(symbol, name, machine.base + at)
        machine.push(symbol)
        return at + 1 + width

    return step


def reduce(machine: Machine, at: int) -> int:
    """REDUCE: call what lies below with the tuple on top."""
    callee, arguments = machine.take(2)
    machine.push(_call(machine, callee, arguments, "REDUCE", at))
    if machine.bulk:
        get_ready(machine, callee, "REDUCE", at)
    return at + 1


def new_object(machine: Machine, at: int) -> int:
    """NEWOBJ: the class makes an object."""
    callee, arguments = machine.take(2)
    machine.push(_call(machine, callee, arguments, "NEWOBJ", at))
    if machine.bulk:
        get_ready(machine, callee, "NEWOBJ", at)
    return at + 1


def new_object_named(machine: Machine, at: int) -> int:
    """NEWOBJ_EX: the same with named arguments."""
    callee, arguments, named = machine.take(3)
    if type(named) is int or (type(named) is Bag and named.kind != "dict"):
        raise FaultError("named arguments are no mapping")
    extra = [] if type(named) is Bag and not named.items and not named.cut else [named]
    machine.push(_call(machine, callee, arguments, "NEWOBJ_EX", at, extra=extra))
    return at + 1


def object_(machine: Machine, at: int) -> int:
    """OBJ: the class lies on the mark, its arguments follow."""
    marked = machine.marked()
    if not marked:
        raise FaultError("the pickle makes an object of no class")
    arguments = Bag("tuple", marked[1:])
    note_stored(machine, arguments.items, at)
    machine.push(_call(machine, marked[0], arguments, "OBJ", at))
    return at + 1


def instance(machine: Machine, at: int) -> int:
    """INST: the class is named in the stream, its arguments lie on the mark."""
    items = machine.marked()
    module, end = machine.line(at + 1)
    name, end = machine.line(end)
    if not (module.isascii() and name.isascii()):
        raise FaultError("the name of a global is not ASCII")
    symbol = _find(machine, _text(module), _text(name), "INST", at)
    note_stored(machine, items, at)
    machine.push(_call(machine, symbol, Bag("tuple", items), "INST", at))
    return end


def _call(
    machine: Machine,
    callee: object,
    arguments: object,
    how: str,
    at: int,
    *,
    extra: list[object] | None = None,
) -> object:
    here = machine.base + at
    if type(callee) is int or type(callee) is Bag:
        raise FaultError(f"{how} calls what cannot be called")
    if type(arguments) is Bag and arguments.kind == "tuple":
        items = arguments.items + extra if extra else arguments.items
        machine.look(len(items))
        values = tuple([machine.value(one) for one in items]) if items else ()
        if arguments.cut:
            values = (*values, DATA)
    elif type(arguments) is int or type(arguments) is Bag:
        raise FaultError(f"{how} has no tuple of arguments")
    else:
        machine.clerk.odd("computed-arguments", "the arguments of a call are worked out", here)
        values = (arguments,)
    machine.calls += 1
    for one in values:
        if isinstance(one, bytes | str):
            machine.look(len(one) >> CHEAP)
        if type(one) is bytes and one[:2] not in MARKS:  # those are told of where they stand
            machine.clerk.handed(one, here)
        elif type(one) is str and isinstance(callee, Symbol) and callee.module == "_codecs":
            machine.clerk.handed(one.encode("latin-1", "replace"), here)
    return machine.clerk.called(callee, values, how, here)


def build(machine: Machine, at: int) -> int:
    """BUILD: the object below gets the state on top."""
    state = machine.pop()
    target = machine.top()
    if type(target) is int or type(target) is Bag:
        if _no_state(machine, state):
            return at + 1
        raise FaultError("BUILD sets the state of what has none")
    if type(state) is not int:
        note_stored(machine, (state,), at)
    machine.calls += 1
    here = machine.base + at
    dunder = _dunder(state)
    raw = machine.clerk.built(target, lambda: machine.value(state), dunder, here)
    if not 0 <= raw <= machine.size:
        raise FaultError("raw bytes in the pickle go beyond the end of the file")
    return _behind_raw(machine, at + 1, raw) if raw else at + 1


def _no_state(machine: Machine, state: object) -> bool:
    """Whether BUILD changes nothing: with None, and for the unpickler in Python with what is empty."""
    if type(state) is int:
        value = machine.value(state)
        return value is None or (machine.lenient and not value)
    return machine.lenient and type(state) is Bag and not state.items and not state.cut


def _behind_raw(machine: Machine, at: int, count: int) -> int:
    """Raw bytes are taken from the file, of which the unpickler has read the frame already."""
    if machine.frame_end >= 0:
        if machine.base + at != machine.frame_end:
            raise FaultError("raw bytes follow in the middle of a frame")
        machine.frame_end = -1
    machine.raw += count
    return at + count


def _dunder(state: object) -> str:
    if type(state) is not Bag:
        return ""
    if state.kind == "dict":
        return state.dunder
    parts = state.items if state.kind == "tuple" and len(state.items) == 2 else []
    return next((one.dunder for one in parts if type(one) is Bag and one.dunder), "")


def persistent(machine: Machine, at: int) -> int:
    """BINPERSID: what is on top says what the loader shall give."""
    asked = machine.value(machine.pop())
    machine.push(machine.clerk.asked(asked, "BINPERSID", machine.base + at))
    return at + 1


def persistent_line(machine: Machine, at: int) -> int:
    """PERSID: the same on a line."""
    line, end = machine.line(at + 1)
    if not line.isascii():
        raise FaultError("a persistent id is not ASCII")
    machine.push(machine.clerk.asked(line.decode("ascii"), "PERSID", machine.base + at))
    return end


def next_buffer(machine: Machine, at: int) -> int:
    """NEXT_BUFFER: data that the caller has to hand over beside the stream."""
    machine.clerk.odd("out-of-band", "data is expected beside the stream", machine.base + at)
    machine.push(DATA)
    return at + 1


def readonly_buffer(machine: Machine, at: int) -> int:
    """READONLY_BUFFER changes no value that matters here."""
    top = machine.top()
    machine.buffers = True
    plain = type(top) is int and machine.at(top, 1) in _RAW
    if not (plain or top is DATA or isinstance(top, Made | Foreign)):
        raise FaultError("what is no buffer shall be one that cannot be written")
    return at + 1
