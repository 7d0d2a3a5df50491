"""Would loading these bytes as a pickle do anything? Only following them tells."""

from itertools import islice

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.judge import Nobody
from ostiary.formats.model.pickle.calling import EXTENSION
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import Run, follow

FIRST_TRIAL = 1 << 18
"""Bytes that are followed first to see whether they are a pickle."""
MAX_TRIAL = 16 << 20
"""Bytes after which what was nothing but opcodes so far is taken for a pickle."""
MAX_TRIED = 16 << 20
"""Bytes of the constants of one pickle that are followed to see whether they are pickles."""
COST = 64
"""Each trial costs as much as following so many bytes."""

_NAME = regex(r"[^\W\d][\w.-]*\.[\w.-]+")
_ASKED = frozenset({"PERSID", "BINPERSID"})
"""Any line after a `P` asks the loader: that says nothing."""


def trial(extent: Extent, most: int = FIRST_TRIAL) -> tuple[Docket, Run]:
    """Follow the bytes until they are a pickle beyond doubt, come to an end, or are no opcodes any more.

    Values that only pile up say nothing yet: what stands behind them decides.
    """
    while True:
        docket = Docket(Nobody())
        machine = Machine(extent, docket, 4)
        ran = follow(machine, 0, most)
        sure = docket.names or docket.uses or machine.memo.buffer_info()[1] or machine.marks
        if not ran.limit or sure or most >= MAX_TRIAL:
            return docket, ran
        most *= 8


def calls(docket: Docket) -> bool:
    """Whether anything is called: that the loader is asked for something is no call."""
    return any(how not in _ASKED for _, how, _, _ in docket.uses)


def names(docket: Docket, ran: Run) -> bool:
    """Whether what was followed gets as far as importing something.

    Nobody gets beyond a name that cannot be imported. A number of the extension registry (`copyreg`) is in
    any numbers at random, and as good as never in the registry: alone it tells only of what comes to an end.
    """
    if ran.whole and docket.names:
        return True
    first = next(iter(_imported(docket)), None)
    return first is not None and _NAME.fullmatch(first) is not None


def _imported(docket: Docket) -> list[str]:
    named = (one.dotted for one in docket.names if one.module != EXTENSION)
    return list(islice(named, 1))


class Trials(Struct):
    """The trials of the constants of one pickle: what they may cost is bounded."""

    _room: int = MAX_TRIED

    def acts(self, extent: Extent) -> bool:
        """Whether bytes that nobody calls a pickle would import something if somebody loaded them.

        Where there is no room for another trial they are taken for what they may be.
        """
        if self._room < 0:
            return True
        docket, ran = trial(extent)
        self._room -= COST + ran.end
        return bool(ran.limit) or ran.whole or names(docket, ran)

    def handed(self, data: bytes) -> bool:
        """The same of bytes that are held."""
        return self.acts(Held(data))
