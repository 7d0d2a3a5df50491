"""What stands on the stack of an unpickler after each opcode, where nothing is built or called?"""

from collections.abc import Callable, Mapping

from ostiary.core.errors import ParseError
from ostiary.formats.pickle_values import (
    UNKNOWN,
    Box,
    PickleCall,
    Symbol,
    arguments_of,
    name_of,
    shown,
)

MAX_CALLS = 10_000
MAX_GLOBALS = 10_000
MAX_NAME = 500
"""Characters of a module's or an attribute's name."""
MAX_RESULT = 200
"""Characters in the name of what a call returned."""
HIGHEST_PROTOCOL = 5

_RENAMED = {
    "__builtin__": "builtins",
    "copy_reg": "copyreg",
    "commands": "subprocess",
    "exceptions": "builtins",
}
"""Modules of Python 2 under the names by which unpickling finds them today."""


class Machine:
    """The stack, the memo and what was called."""

    def __init__(self) -> None:
        self.calls: list[PickleCall] = []
        self.globals: dict[str, Symbol] = {}
        self.understood = True
        self._stack: list[object] = []
        self._marks: list[list[object]] = []
        self._memo: dict[int, object] = {}
        self._protocol = 0

    def step(self, name: str, argument: object, at: int) -> None:
        """Follow one opcode."""
        if name in _CONSTANTS:
            self._stack.append(_FIXED.get(name, argument))
        elif name in _EMPTY:
            self._stack.append(Box(_EMPTY[name]))
        elif name in _TUPLES:
            self._stack.append(Box("tuple", self._take(_TUPLES[name])))
        elif name in _COLLECT:
            collected = self._marked()  # changes which stack is the current one
            self._stack.append(Box(_COLLECT[name], collected))
        elif name in _CALLS:
            _CALLS[name](self, argument, at, name)
        else:
            _OTHERS[name](self, argument)

    def pop(self) -> object:
        """Take the value on top."""
        if not self._stack:
            raise ParseError("the pickle takes from an empty stack")
        return self._stack.pop()

    def _top(self) -> object:
        if not self._stack:
            raise ParseError("the pickle looks at an empty stack")
        return self._stack[-1]

    def _take(self, count: int) -> list[object]:
        taken = [self.pop() for _ in range(count)]
        return taken[::-1]

    def _marked(self) -> list[object]:
        if not self._marks:
            raise ParseError("the pickle has no mark where it needs one")
        taken, self._stack = self._stack, self._marks.pop()
        return taken

    def mark(self, _: object) -> None:
        """Start a new stack on top."""
        self._marks.append(self._stack)
        self._stack = []

    def drop(self, _: object) -> None:
        """POP takes a mark where nothing stands on it."""
        if self._stack:
            self._stack.pop()
        else:
            self._marked()

    def drop_marked(self, _: object) -> None:
        """Take away all down to the mark."""
        self._marked()

    def duplicate(self, _: object) -> None:
        """Put the top a second time."""
        self._stack.append(self._top())

    def put(self, index: object) -> None:
        """Remember the top."""
        if not isinstance(index, int) or index < 0:
            raise ParseError("the pickle remembers something under a negative number")
        self._memo[index] = self._top()

    def memoize(self, _: object) -> None:
        """Remember the top under the next number."""
        self._memo[len(self._memo)] = self._top()

    def get(self, index: object) -> None:
        """Put what was remembered."""
        if not isinstance(index, int) or index not in self._memo:
            raise ParseError("the pickle asks for what it has not remembered")
        self._stack.append(self._memo[index])

    def add(self, count: int) -> None:
        """Put the topmost values into the container below them."""
        self._extend(self._take(count))

    def add_marked(self, _: object) -> None:
        """Put all down to the mark into the container below it."""
        self._extend(self._marked())

    def _extend(self, items: list[object]) -> None:
        box = self._top()
        if isinstance(box, Box):
            box.items += items

    def protocol(self, number: object) -> None:
        """Which protocol the pickle says that it follows."""
        if not isinstance(number, int) or number > HIGHEST_PROTOCOL:
            raise ParseError("the pickle follows a protocol that there is not")
        self._protocol = number

    def ignore(self, _: object) -> None:
        """What changes no value: frames, and the wish for a buffer that cannot be written."""

    def persistent(self, _: object) -> None:
        """BINPERSID: the value on top is the name of one kept elsewhere."""
        self.pop()
        self._stack.append(UNKNOWN)

    def unknown(self, _: object) -> None:
        """A value that comes from outside."""
        self._stack.append(UNKNOWN)

    def global_(self, argument: object, _: int, __: str) -> None:
        """GLOBAL, and EXT1 to EXT4, whose registry is not in the pickle."""
        if isinstance(argument, tuple):
            self._stack.append(self._symbol(*argument))
        else:
            self.understood = False
            self._stack.append(self._symbol("copyreg.extension", str(argument)))

    def stack_global(self, _: object, __: int, ___: str) -> None:
        """STACK_GLOBAL: both names may come from anywhere, the memo included."""
        module, name = self._take(2)
        self._stack.append(self._symbol(module, name))

    def _symbol(self, module: object, name: object) -> Symbol:
        if not (isinstance(module, str) and isinstance(name, str)):
            self.understood = False
        elif self._protocol < 3:
            module = _RENAMED.get(module, module)
        parts = [one[:MAX_NAME] if isinstance(one, str) else "?" for one in (module, name)]
        dotted = ".".join(parts)
        if dotted not in self.globals and len(self.globals) >= MAX_GLOBALS:
            self.understood = False
            return UNKNOWN
        return self.globals.setdefault(dotted, Symbol(dotted))

    def reduce(self, _: object, at: int, opcode: str) -> None:
        """REDUCE, and NEWOBJ, whose class makes the object."""
        called, arguments = self._take(2)
        self._call(called, arguments_of(arguments), at, opcode)

    def new_named(self, _: object, at: int, opcode: str) -> None:
        """NEWOBJ_EX: named arguments follow the plain ones as a mapping."""
        called, arguments, named = self._take(3)
        extra = [named] if isinstance(named, Box) and named.items else []
        self._call(called, [*arguments_of(arguments), *extra], at, opcode)

    def make_object(self, _: object, at: int, opcode: str) -> None:
        """OBJ: the class stands above the mark, its arguments follow."""
        marked = self._marked()
        if not marked:
            raise ParseError("the pickle makes an object of no class")
        self._call(marked[0], marked[1:], at, opcode)

    def instance(self, argument: object, at: int, opcode: str) -> None:
        """INST: the class is named in the stream."""
        arguments = self._marked()
        module, name = argument if isinstance(argument, tuple) else ("?", "?")
        self._call(self._symbol(module, name), arguments, at, opcode)

    def build(self, _: object, at: int, opcode: str) -> None:
        """BUILD: the object's own `__setstate__` gets the state."""
        state = self.pop()
        made = self._top()
        self._record(f"{name_of(made)}.__setstate__", [state], at, opcode)

    def _call(self, called: object, arguments: list[object], at: int, opcode: str) -> None:
        name = name_of(called)
        self._record(name, arguments, at, opcode)
        got = name if name.endswith("()") else f"{name}()"
        if name == "builtins.getattr" and len(arguments) >= 2 and isinstance(arguments[1], str):
            got = f"{name_of(arguments[0])}.{arguments[1]}"
        self._stack.append(Symbol(got[:MAX_RESULT]))

    def _record(self, name: str, arguments: list[object], at: int, opcode: str) -> None:
        if len(self.calls) >= MAX_CALLS:
            self.understood = False
            return
        self.calls.append(PickleCall(name, shown(arguments), at, opcode))


_FIXED: Mapping[str, object] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_CONSTANTS = frozenset(
    (
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"),
        *("FLOAT", "BINFLOAT", "STRING", "BINSTRING", "SHORT_BINSTRING"),
        *("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"),
        *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
        *("NONE", "NEWTRUE", "NEWFALSE"),
    )
)
_EMPTY = {
    "EMPTY_DICT": "dict",
    "EMPTY_LIST": "list",
    "EMPTY_SET": "set",
    "EMPTY_TUPLE": "tuple",
}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_COLLECT = {"TUPLE": "tuple", "LIST": "list", "DICT": "dict", "FROZENSET": "frozenset"}
_CALLS: Mapping[str, Callable[[Machine, object, int, str], None]] = {
    "GLOBAL": Machine.global_,
    "EXT1": Machine.global_,
    "EXT2": Machine.global_,
    "EXT4": Machine.global_,
    "STACK_GLOBAL": Machine.stack_global,
    "REDUCE": Machine.reduce,
    "NEWOBJ": Machine.reduce,
    "NEWOBJ_EX": Machine.new_named,
    "OBJ": Machine.make_object,
    "INST": Machine.instance,
    "BUILD": Machine.build,
}
_OTHERS: Mapping[str, Callable[[Machine, object], None]] = {
    "MARK": Machine.mark,
    "POP": Machine.drop,
    "POP_MARK": Machine.drop_marked,
    "DUP": Machine.duplicate,
    "PUT": Machine.put,
    "BINPUT": Machine.put,
    "LONG_BINPUT": Machine.put,
    "MEMOIZE": Machine.memoize,
    "GET": Machine.get,
    "BINGET": Machine.get,
    "LONG_BINGET": Machine.get,
    "APPEND": lambda machine, _: machine.add(1),
    "SETITEM": lambda machine, _: machine.add(2),
    "APPENDS": Machine.add_marked,
    "SETITEMS": Machine.add_marked,
    "ADDITEMS": Machine.add_marked,
    "PROTO": Machine.protocol,
    "FRAME": Machine.ignore,
    "READONLY_BUFFER": Machine.ignore,
    "PERSID": Machine.unknown,
    "BINPERSID": Machine.persistent,
    "NEXT_BUFFER": Machine.unknown,
}
