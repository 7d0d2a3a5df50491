"""Would loading these bytes as a pickle do anything? Only following them tells."""

from collections.abc import Callable

from msgspec import Struct, field

from ostiary.core.library import LIBRARY
from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.judge import Nobody, Symbol
from ostiary.formats.model.pickle.calling import EXTENSION
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.opening import may_name
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import Run, follow

FIRST_TRIAL = 1 << 18
"""Bytes that are followed first to see whether they are a pickle."""
MAX_TRIAL = 4 << 20
"""Bytes after which what was nothing but opcodes so far is taken for a pickle."""
COST = 64
"""Each trial costs as much as following so many bytes."""
MAX_SEEN = 100_000
"""Different constants that are known to have been tried."""

_MODULE = regex(r"[\w.-]+")
_ASKED = frozenset({"PERSID", "BINPERSID"})
"""Any line after a `P` asks the loader: that says nothing."""


def trial(extent: Extent, most: int = FIRST_TRIAL) -> tuple[Docket, Run]:
    """Follow the bytes until they are a pickle beyond doubt, come to an end, or are no opcodes any more.

    Values that only pile up say nothing yet: what stands behind them decides. Where only we would stop, as
    at a number of too many digits, it goes on: an unpickler would.
    """
    while True:
        docket = Docket(Nobody())
        machine = Machine(extent, docket, 4, lenient=True)
        ran = follow(machine, 0, most)
        sure = docket.names or docket.uses or machine.memo.buffer_info()[1] or machine.marks
        if not ran.limit or sure or most >= MAX_TRIAL:
            return docket, ran
        most *= 16


def calls(docket: Docket) -> bool:
    """Whether anything is called: that the loader is asked for something is no call."""
    return any(how not in _ASKED for _, how, _, _ in docket.uses)


def names(docket: Docket, ran: Run) -> bool:
    """Whether what was followed gets as far as importing something, or goes where readers part.

    Nobody gets beyond a name that cannot be imported. A number of the extension registry (`copyreg`) is in
    any numbers at random, and as good as never in the registry: alone it tells only of what comes to an end.
    """
    if (ran.whole and docket.names) or parts(docket):
        return True
    first = first_named(docket)
    return first is not None and bool(_MODULE.fullmatch(first.module) and first.name.isprintable())


def first_named(docket: Docket) -> Symbol | None:
    """What is looked for first, the extension registry aside."""
    return next((one for one in docket.names if one.module != EXTENSION), None)


def loads(docket: Docket) -> bool:
    """Whether a module of the standard library is imported: that may do something by itself."""
    first = first_named(docket)
    if first is None or not first.name.replace(".", "").isidentifier():
        return False
    return first.module.partition(".")[0] in LIBRARY


def parts(docket: Docket) -> bool:
    """Whether an opcode goes beyond its frame, which unpicklers read in different ways."""
    return any(rule == "frame-straddle" for rule, _ in docket.oddities)


class Trials(Struct):
    """The trials of the constants of one pickle: what they may cost is bounded for the whole artifact."""

    may_try: Callable[[int], bool]
    _seen: set[int] = field(default_factory=set)

    def acts(self, extent: Extent) -> bool:
        """Whether bytes that nobody calls a pickle would import something if somebody loaded them.

        Where there is no room for another trial they are taken for what they may be.
        """
        if not self.may_try(COST):
            return True
        docket, ran = trial(extent)
        self.may_try(ran.end)
        return bool(ran.limit) or ran.whole or names(docket, ran)

    def handed(self, data: bytes) -> bool:
        """The same of bytes that a call gets, the first time that it gets them."""
        key = hash(data)
        if key in self._seen:
            return False
        if len(self._seen) < MAX_SEEN:
            self._seen.add(key)
        return may_name(data) and self.acts(Held(data))
