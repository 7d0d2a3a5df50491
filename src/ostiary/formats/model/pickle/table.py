"""Which step belongs to which byte?"""

from collections.abc import Mapping

from ostiary.formats.model.pickle import calling, filling, steps
from ostiary.formats.model.pickle.filling import Step
from ostiary.formats.model.pickle.machine import FaultError, Machine
from ostiary.formats.model.pickle.opcodes import OPCODES


def _unknown(_: Machine, __: int) -> int:
    raise FaultError("the pickle has an opcode that there is not")


_NAMED: Mapping[str, Step] = {
    "MARK": steps.mark,
    "STOP": steps.stop,
    "POP": steps.pop,
    "POP_MARK": steps.pop_mark,
    "DUP": steps.dup,
    "MEMOIZE": steps.memoize,
    "PROTO": steps.protocol,
    "FRAME": steps.frame,
    "PUT": steps.put_line,
    "BINPUT": steps.put(1),
    "LONG_BINPUT": steps.put(4),
    "GET": steps.get_line,
    "BINGET": steps.get(1),
    "LONG_BINGET": steps.get(4),
    **{f"EMPTY_{kind.upper()}": filling.empty(kind) for kind in ("dict", "list", "set", "tuple")},
    **{f"TUPLE{count}": filling.counted_tuple(count) for count in (1, 2, 3)},
    **{kind.upper(): filling.collect(kind) for kind in ("list", "dict", "frozenset")},
    "TUPLE": filling.tuple_,
    "APPEND": filling.add(1),
    "SETITEM": filling.add(2),
    "APPENDS": filling.add_marked("list", "APPENDS"),
    "SETITEMS": filling.add_marked("dict", "SETITEMS"),
    "ADDITEMS": filling.add_marked("set", "ADDITEMS"),
    "GLOBAL": calling.global_,
    "STACK_GLOBAL": calling.stack_global,
    "BUILD": calling.build,
    **{name: calling.extension(name) for name in ("EXT1", "EXT2", "EXT4")},
    "REDUCE": calling.reduce,
    "NEWOBJ": calling.new_object,
    "OBJ": calling.object_,
    "NEWOBJ_EX": calling.new_object_named,
    "INST": calling.instance,
    "PERSID": calling.persistent_line,
    "BINPERSID": calling.persistent,
    "NEXT_BUFFER": calling.next_buffer,
    "READONLY_BUFFER": calling.readonly_buffer,
    **{one.name: steps.constant(one.name) for one in OPCODES.values() if one.constant},
}

STEPS: tuple[Step, ...] = tuple(
    _NAMED[OPCODES[code].name] if code in OPCODES else _unknown for code in range(256)
)
"""The step of each byte."""
