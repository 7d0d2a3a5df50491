"""What does something outside keep of the loot that it is given, and where does that come out again?

A queue, a table, a buffer and a message keep what is put into them. What a writer or a cursor was made for or
taken from keeps it as well, and a file that stands behind them does.
"""

from collections.abc import Iterable
from itertools import islice

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.engine.asked import SETTINGS, Asked
from ostiary.program.engine.code import File, Frame, Instance
from ostiary.program.engine.held import PREFIX
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.memory import Buffer
from ostiary.program.engine.names import ENVIRONMENTS, variable
from ostiary.program.engine.raised import Raised
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, marks_of, text_of
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

MAX_BEHIND = 8  # objects behind each other: a cursor, its connection, the file of that
MAX_LOOKED = 65  # values that are looked at for the loot that they carry
MAX_TOLD = 8  # arguments of one call among which an object is sought

_DIGESTS = ("hashlib.", "hmac.", "xxhash.", "blake3.", "_hashlib.")
"""Modules whose objects give out nothing of what they were given."""

_SURROUNDINGS = SETTINGS | {"environment", "env_vars", "extra_env"}
"""Arguments that say in which surroundings something else runs."""


def holds(value: Value | None) -> bool:
    """Whether a value is an object that something outside made, an open file, or one made of its class."""
    if value is None:
        return False
    if isinstance(value.code, File | Instance | Buffer | Raised):
        return True
    return value.code is None and "(" in value.symbol


def origin(asked: Asked) -> Value | None:
    """The object that a result was taken from or made for; None where the chain grows too long."""
    found = asked.target.base if holds(asked.target.base) else _told(asked)
    deep, one = 0, found
    while one is not None:
        deep, one = deep + 1, one.base
    return found if deep < MAX_BEHIND else None


def _told(asked: Asked) -> Value | None:
    several = (*asked.given[:MAX_TOLD], *list(asked.named.values())[:MAX_TOLD])
    return next((one for one in several if _takes(one)), None)


def _takes(value: Value) -> bool:
    """Whether an argument is something that can be put into: a file, or what a class outside made.

    What a function gave is more often a text or a number.
    """
    if isinstance(value.code, File):
        return True
    made = holds(value) and not isinstance(value.code, Instance) and value.symbol.endswith("()")
    return made and _is_maker(value.symbol.removesuffix("()"))


def _is_maker(name: str) -> bool:
    """Whether a function of this dotted name makes an object: a class, or one that is known for it."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() or last in _MAKERS


_MAKERS = wordlist("writer pipe openpty connect cursor open create createElement getwriter array")
"""Functions that make something that can be put into."""


def keep(asked: Asked) -> None:
    """Give loot to the object whose method this is, and to objects that are handed in beside it."""
    if asked.name.startswith(_DIGESTS):
        return
    put = joined(put_in(asked), _held(asked))
    if put:
        keep_in(asked.m, asked.target.base, put)
    held = joined(put, loot_of([asked.target]))
    if held:
        for one in (*asked.given[:MAX_TOLD], *list(asked.named.values())[:MAX_TOLD]):
            if _takes(one):
                keep_in(asked.m, one, held)


def _held(asked: Asked) -> Marks:
    """The functions outside among what a method of an object is given."""
    marks = marks_of(asked.given[:MAX_TOLD])
    return {kind: spot for kind, spot in marks.items() if kind.startswith(PREFIX)}


def kept(asked: Asked, value: Value) -> Value:
    """Objects of Python keep loot, and what comes out of them knows of them; gives the result of the call."""
    if asked.script:
        return value
    keep(asked)
    if asked.name.endswith(".get") and has_by_name(asked.target.marks):
        return variable(asked.m, asked.arg(0), asked.node, asked.frame)
    value.base = origin(asked)
    if value.base is None and not holds(asked.target.base) and _is_maker(asked.name):
        path = next((one for one in map(text_of, asked.given[:2]) if _PATH.match(one)), "")
        if path:  # a store in a file: it holds what was put there before
            value.base = Value(code=File(path, "r+"), text=path)
            held = Value(marks=asked.m.package.members.written(path))
            value.marks = joined(value.marks, loot_of([held]))
    return value


_ANSWERED = regex(
    r"(?:\w+\.)+(?!\w*(?:[Tt]est|[Mm]ock|[Ff]ake|[Ss]tub))\w*(?:Client|Session|API|Api)\w*\.\w+\.json"
)
"""What a method of a client of somebody else's gave, read as JSON."""


def without_asking(asked: Asked, carried: Marks) -> Marks:
    """What is read out of the answer to a request says nothing of the loot that its client keeps.

    Whoever answers writes it, not the client, and what was sent went out by that request. Objects that give
    back what was put into them are called otherwise.
    """
    answer = asked.target.base
    if asked.given or asked.named or answer is None or not holds(answer.base):
        return carried
    if not _ANSWERED.fullmatch(asked.name):
        return carried
    return {kind: spot for kind, spot in carried.items() if kind not in LOOT}


_PATH = regex(r"(?:[~.]{0,2}/|[A-Za-z]:[\\/])[^\s:*?<>|]{2,200}$")


_QUEUES = ("queue.", "Queue.", "multiprocessing.", "asyncio.Queue", "collections.deque")
"""Objects that give out what was put in, and nothing else."""


_SAID = (Taint.NETWORK, Taint.ANSWER, Taint.DECODED)


def put_in(asked: Asked) -> Marks:
    """The loot that a call puts in, but surroundings; into a queue also what was fetched."""
    named = {key: one for key, one in asked.named.items() if key not in _SURROUNDINGS}
    marks = loot_of((*asked.given, *named.values()))
    if asked.name.startswith(_QUEUES) and asked.target.base is not None:
        fetched = marks_of([*asked.given[:MAX_TOLD], *named.values()])
        marks = joined(marks, {one: fetched[one] for one in _SAID if one in fetched})
    if asked.name.rpartition(".")[2].startswith(_READS) and Taint.SECRET in marks:
        marks = {kind: spot for kind, spot in marks.items() if kind != Taint.SECRET}
    told = marks.get(Taint.ENVIRONMENT)
    if told is None or not asked.target.base or asked.name.rpartition(".")[2] not in _FILLS:
        return marks
    several = (*asked.given, *(one for key, one in named.items() if key != "%rest"))
    if all(_is_mapping(one) for one in several if Taint.ENVIRONMENT in one.marks):
        return {**marks, Taint.ENVIRONMENT: replace(told, what=BY_NAME)}
    return marks


_READS = ("parse", "read", "load")
"""How methods begin by which a client reads settings and keys of its own."""

BY_NAME = "os.environ, by its names"
"""What an object was filled with that has all variables of the environment, each under its name."""

_FILLS = wordlist("update from_mapping set_defaults read_dict from_dict setdefaults merge")
"""Methods that fill an object with pairs."""


def _is_mapping(value: Value) -> bool:
    """Whether a value is the environment itself, or a copy of it."""
    return value.symbol in ENVIRONMENTS or (isinstance(value.items, dict) and copied(value.items))


def copied(items: dict[object, Value]) -> bool:
    """Whether the environment itself is among what a container holds under names that nobody knows."""
    hidden = (one for name, one in items.items() if isinstance(name, str) and name[:1] == "%")
    return any(one.symbol in ENVIRONMENTS for one in islice(hidden, MAX_TOLD))


def has_by_name(marks: Marks) -> bool:
    """Whether an element under a name is one variable of the environment, as far as anybody knows."""
    told = marks.get(Taint.ENVIRONMENT)
    return told is not None and told.what == BY_NAME


def loot_of(several: Iterable[Value]) -> Marks:
    """The loot that values carry."""
    found: Marks = CLEAN
    for one in islice(several, MAX_LOOKED):
        if one.marks and not LOOT.isdisjoint(one.marks):
            kinds = {kind: spot for kind, spot in one.marks.items() if kind in LOOT}
            found = joined(found, kinds)
    return found


def keep_in(m: Machine, value: Value | None, marks: Marks) -> None:
    """An object keeps loot, and so does what stands behind it."""
    if not marks:
        return
    for _ in range(MAX_BEHIND):
        if value is None:
            return
        if isinstance(value.code, File):
            m.package.members.wrote(value.code.path, joined(value.marks, marks))
        if not holds(value) and value.items is None and (value.symbol or value.code is not None):
            value = value.base if holds(value.base) else None
            continue
        if has_by_name(value.marks) and not has_by_name(marks):
            value.marks = joined(marks, value.marks)
        if not marks.keys() <= value.marks.keys():
            value.marks = joined(value.marks, marks)
            m.gains(value)
        value = value.base


SINKS = ("sys.stdout", "sys.stderr", "warnings")
"""Places at which something outside may be put that keeps what is shown there."""

MAX_SINKS = 16  # objects at one of them


def sink(m: Machine, place: str, value: Value, frame: Frame) -> None:
    """Remember an object that keeps what is shown at a place."""
    several = m.listeners.setdefault((place, "%kept"), [])
    if len(several) >= MAX_SINKS:
        m.cut(frame, "it puts more objects in the place of an output than are followed")
    elif all(one is not value for one in several):
        several.append(value)


def shown(asked: Asked, place: str) -> None:
    """What is shown at a place goes to the objects that were put there."""
    several = asked.m.listeners.get((place, "%kept"), ())
    put = put_in(asked) if several else CLEAN
    if put:
        for one in several:
            keep_in(asked.m, one, put)
