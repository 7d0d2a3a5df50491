"""Go through the pickles in an extent and write down what loading them would do.

`walk` reads one pickle, `walk_all` all that follow one another. Both are for every reader of a format with
pickles in it (torch, joblib, numpy): they get the sheet of the file, the desk, the extent and the offset,
and two hooks. `persistent(asked)` is put to every persistent id and answers how that stands; without it any
persistent id is odd. `raw_after(made, state, at)` is asked after each BUILD, with the object (`Made`, with
its arguments where they are few), its state and the offset behind the BUILD; it answers how many raw bytes
follow there that are no opcodes. It may itself walk a pickle that stands there, and may raise `ParseError`.
"""

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held, Part
from ostiary.formats.model.judge import DATA
from ostiary.formats.model.pickle.encoded import encoded
from ostiary.formats.model.pickle.inert import MAX_READ, compare
from ostiary.formats.model.pickle.lexer import BULK_FROM, lex
from ostiary.formats.model.pickle.machine import FaultError, LimitError, Machine
from ostiary.formats.model.pickle.opcodes import MARKS
from ostiary.formats.model.pickle.ruling import Docket, Persistent, RawAfter
from ostiary.formats.model.pickle.run import Run, follow
from ostiary.formats.model.pickle.trial import Trials
from ostiary.formats.model.pickle.values import MAX_ITEMS, MAX_VALUES
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

MAX_PICKLES = 100_000
"""In one stream."""
WALKER = "pickle walker"
_LOADED = frozenset({"torch-zip", "torch-legacy", "torch-tar", "pickle"})
"""What a loader of bytes takes them for; whatever else they are to others, it reads them as one of these."""


class Walked(Struct, frozen=True):
    """How far one pickle went: `end` is the offset behind its STOP, or where it broke.

    `whole` says whether it came to its STOP. `protocol` is the highest that it names. `acts` says
    whether it names or calls anything.
    """

    end: int
    whole: bool
    protocol: int
    acts: bool
    machine: Machine | None = None

    @property
    def value(self) -> object:
        """What it gives, in the words of the judge.

        That is constants, `Symbol`, `Made`, `Box`, `Foreign` or `DATA`; worked out when it is asked for.
        """
        return _result(self.machine) if self.whole and self.machine else None


def walk(
    sheet: Sheet,
    desk: Desk,
    extent: Extent,
    start: int = 0,
    *,
    persistent: Persistent | None = None,
    raw_after: RawAfter | None = None,
    shift: int = 0,
    owns: bool = True,
    keep: int = MAX_ITEMS,
    trial: bool = False,
) -> Walked:
    """Read the pickle at `start` of an extent.

    `shift` is added to the offsets that are written down, where the extent is a part of the file of the
    sheet; `owns` says whether its bytes are bytes of that file, which are then explained by this. `keep` is
    how many items of each container `Walked.value` and the hooks get. On `trial` nothing is written down
    where it does not come to its STOP and has neither named nor called anything.
    """
    if sheet.carries in {Carries.UNKNOWN, Carries.NOTHING}:
        sheet.carries = Carries.CALLS
    trials = Trials(desk.may_try)
    docket = Docket(desk.judge, persistent, raw_after, trials.handed)
    machine = Machine(extent, docket, keep)
    try:
        ran = _followed(machine, start, raw_after)
    except ParseError:  # a hook cannot go on: the loader has done by then what stands before
        docket.write(sheet, shift)
        raise
    if machine.pieces and ran.whole and ran.end - start <= MAX_READ:
        # Not long after all: what the second reader gets has been weighed one opcode at a time.
        docket = Docket(desk.judge, persistent, raw_after, trials.handed)
        machine = Machine(extent, docket, keep)
        ran = follow(machine, start)
    acts = bool(docket.names or docket.uses)
    marked = extent.at(start, 2) in MARKS and ran.end >= start + 2
    if trial and not (ran.whole or acts or marked):
        return Walked(start, False, 0, False)
    _open(sheet, docket, shift)
    docket.write(sheet, shift)
    if owns:
        sheet.own(start + shift, ran.end + shift)
    _say(sheet, ran, shift)
    if docket.broken():
        sheet.detail("second reader", "not asked: the walker saw what no unpickler should take")
    else:
        compare(sheet, machine, ran, start, shift, raw=raw_after is not None)
    _see_inside(sheet, docket, extent, shift, trials)
    for at, data in encoded(machine, start, ran.end):
        sheet.nested(f"encoded at {at + shift}", Held(data))
    return Walked(ran.end, ran.whole, machine.highest, acts, machine)


def _open(sheet: Sheet, docket: Docket, shift: int) -> None:
    """What a loader is handed is read as a file of its own; where all of it is known, so is the call."""
    formats: dict[str, set[str]] = {}
    for data, (name, at) in docket.opening.found.items():
        found = sheet.nested(f"argument at {at + shift}", Held(data))
        formats.setdefault(name, set()).add(found)
    for name, every in formats.items():
        if every <= _LOADED:
            read = ", ".join(sorted(every))
            docket.settle(name, f"it reads bytes of the pickle, which were read as {read}")


def _see_inside(sheet: Sheet, docket: Docket, extent: Extent, shift: int, trials: Trials) -> None:
    """Constants that may be pickles are read by whoever recognises them."""
    read = {hash(data) for data in docket.opening.found}
    for at, count in docket.dormant:
        part = Part(extent, at, count)
        key = hash(extent.at(at, count))
        if key not in read and trials.acts(part):
            sheet.nested(f"constant at {at + shift}", part)
        read.add(key)
    for at, data in docket.inside:
        if hash(data) not in read:
            sheet.nested(f"argument at {at + shift}", Held(data))


def _followed(machine: Machine, start: int, raw_after: RawAfter | None) -> Run:
    """Where it is long and names nothing, its opcodes need not be followed one by one."""
    if machine.size - start >= BULK_FROM and raw_after is None:
        end = lex(machine.extent, start)
        if end is not None and end - start > MAX_READ:
            machine.highest = machine.extent.at(start, 2)[1]
            return Run(end)
        machine.bulk = True
    return follow(machine, start)


def _result(machine: Machine) -> object:
    try:
        return machine.value(machine.result, max(MAX_VALUES, machine.keep))
    except (FaultError, LimitError):
        return DATA


def _say(sheet: Sheet, ran: Run, shift: int) -> None:
    if ran.fault:
        at = ran.end + shift
        sheet.broken(ran.rule, ran.fault, at)
        sheet.stop(f"the pickle breaks at byte {at}: {ran.fault}")
    elif ran.limit:
        sheet.stop(ran.limit)
    if WALKER not in sheet.readers:
        sheet.readers.append(WALKER)


def walk_all(
    sheet: Sheet,
    desk: Desk,
    extent: Extent,
    start: int = 0,
    *,
    persistent: Persistent | None = None,
    raw_after: RawAfter | None = None,
    shift: int = 0,
) -> tuple[Walked, ...]:
    """Read the pickles that follow one another from `start`, each with a memo of its own.

    It ends where something stands that is no pickle; those bytes stay unexplained. The values are let go,
    for there may be many of them.
    """
    found: list[Walked] = []
    at = start
    while at < extent.size:
        if len(found) >= MAX_PICKLES:
            sheet.stop(f"more than {MAX_PICKLES} pickles in one stream")
            break
        one = walk(
            *(sheet, desk, extent, at),
            persistent=persistent,
            raw_after=raw_after,
            shift=shift,
            trial=bool(found),
        )
        if not one.whole and one.end == at:
            break
        found.append(replace(one, machine=None))
        at = one.end
        if not one.whole:
            break
    return tuple(found)
