"""What would unpickling these bytes call, and with which constants? For readers of programs."""

from collections.abc import Callable, Iterator

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.formats.model.extent import Held
from ostiary.formats.model.judge import DATA, Box, Foreign, Made, Symbol
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.run import follow

__all__ = ["LEFT_OUT", "Named", "Pickle", "PickleCall", "read_pickle", "read_pickles"]

MAX_CALLS = 10_000
MAX_GLOBALS = 10_000
MAX_PICKLES = 1000
"""In one stream."""
MAX_NAME = 1000
"""Characters of a dotted name."""
MAX_SHOWN = 64
"""Values in the arguments of one call, all depths together."""
MAX_DEPTH = 5


class Named(Struct, frozen=True):
    """A global by its dotted name, or what a call returned, its name with `()` behind it."""

    name: str


UNKNOWN = Named("?")
LEFT_OUT = Named("...")


class PickleCall(Struct, frozen=True):
    """One call that unpickling makes.

    Among the arguments a `Named` is a global or what another call returned; a tuple is any container, a
    mapping with its keys and values in turn; `LEFT_OUT` stands for values that are not shown.
    """

    name: str
    arguments: tuple[object, ...]
    offset: int
    opcode: str


class Pickle(Struct, frozen=True):
    """One pickle: its calls in the order in which unpickling makes them.

    `complete` is false where something was not understood, or where the bytes stop making sense after
    a global or a call was read: unpickling has done all that stands before a fault when it meets it.
    """

    calls: tuple[PickleCall, ...]
    globals: tuple[str, ...]
    offset: int
    size: int
    complete: bool


def read_pickle(data: bytes, offset: int = 0) -> Pickle:
    """Read the pickle that starts at `offset`; ParseError where none does."""
    record = _Record()
    ran = follow(Machine(Held(data), record, MAX_SHOWN + 1), offset)
    if ran.fault and not (record.calls or record.globals):
        raise ParseError(ran.fault)
    return Pickle(
        calls=tuple(record.calls),
        globals=tuple(record.globals),
        offset=offset,
        size=ran.end - offset,
        complete=record.understood and ran.whole,
    )


def read_pickles(data: bytes) -> tuple[Pickle, ...]:
    """Read all pickles that follow one another; ParseError where the first is none."""
    return tuple(_each(data))


def _each(data: bytes) -> Iterator[Pickle]:
    at = 0
    for count in range(MAX_PICKLES):
        try:
            found = read_pickle(data, at)
        except ParseError:
            if not count:
                raise
            return
        yield found
        at += found.size
        if at >= len(data) or not found.size or not data.startswith(b".", at - 1):
            return


class _Record(Struct):
    """Keeps the calls in their order; a `Clerk`."""

    calls: list[PickleCall] = field(default_factory=list)
    globals: dict[str, None] = field(default_factory=dict)
    understood: bool = True

    def named(self, symbol: Symbol, how: str, at: int) -> None:  # noqa: ARG002 - a `Clerk`
        if how.startswith("EXT"):
            self.understood = False
        if len(self.globals) >= MAX_GLOBALS:
            self.understood = False
        else:
            self.globals[symbol.dotted[:MAX_NAME]] = None

    def stored(self, symbol: Symbol, at: int) -> None:
        """What is in the arguments is shown there."""

    def called(self, callee: object, arguments: tuple[object, ...], how: str, at: int) -> object:
        name = _name(callee)
        self._keep(name, arguments, how, at)
        if name == "builtins.getattr" and len(arguments) >= 2 and isinstance(arguments[1], str):
            return Symbol(_name(arguments[0])[:MAX_NAME], arguments[1][:MAX_NAME])
        return Made(name.removesuffix("()"))

    def built(self, target: object, state: Callable[[], object], dunder: str, at: int) -> int:  # noqa: ARG002 - a `Clerk`
        self._keep(f"{_name(target)}.__setstate__", (state(),), "BUILD", at)
        return 0

    def filled(self, target: object, how: str, at: int) -> None:
        """Not a call of its own."""

    def asked(self, asked: object, how: str, at: int) -> object:  # noqa: ARG002 - a `Clerk`
        return Foreign(asked)

    def odd(self, rule: str, message: str, at: int) -> None:  # noqa: ARG002 - a `Clerk`
        self.understood = False

    def constant(self, start: int, count: int) -> None:
        """Constants that are passed on are seen where they go."""

    def handed(self, data: bytes, at: int) -> None:
        """The same."""

    def settled(self, callee: object, how: str) -> bool:  # noqa: ARG002 - a `Clerk`
        return False

    def repeated(self, callee: object, how: str, count: int) -> None:
        """Nothing is settled."""

    def again(self) -> "_Record":
        return _Record()

    def _keep(self, name: str, arguments: tuple[object, ...], how: str, at: int) -> None:
        if len(self.calls) >= MAX_CALLS:
            self.understood = False
        else:
            self.calls.append(PickleCall(name[:MAX_NAME], _shown(arguments), at, how))


def _name(value: object) -> str:
    if isinstance(value, Symbol):
        return value.dotted
    if isinstance(value, Made):
        return f"{value.by}()"
    return value.kind if isinstance(value, Box) else "?"


def _shown(values: tuple[object, ...]) -> tuple[object, ...]:
    """The values as plain tuples and constants, cut where they are deep or long."""
    room = [MAX_SHOWN]
    shown = [_plain(one, room, MAX_DEPTH) for one in values[:MAX_SHOWN]]
    return (*shown, LEFT_OUT) if len(values) > MAX_SHOWN else tuple(shown)


def _plain(value: object, room: list[int], depth: int) -> object:
    room[0] -= 1
    if isinstance(value, (Symbol, Made)):
        return Named(_name(value)[:MAX_NAME])
    if value is DATA or isinstance(value, Foreign):
        return UNKNOWN
    if not isinstance(value, Box):
        return value
    if depth == 0 or (room[0] <= 0 and value.items):
        return LEFT_OUT
    parts: list[object] = []
    for one in value.items:
        if room[0] <= 0:
            return (*parts, LEFT_OUT)
        parts.append(_plain(one, room, depth - 1))
    return (*parts, LEFT_OUT) if value.cut else tuple(parts)
