"""Which functions of the program does a parser call with what came in from elsewhere?

Parsers, tables and readers of command lines call what they were handed before: with each element, each row,
each word. Which part of a text reaches whom, nobody knows here; where it came in, all of it carries.
"""

from itertools import islice

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Class, Closure, Frame, Instance
from ostiary.program.engine.handovers import Callables, closure_of, run_now
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import HOLE, Marks, Value, unknown
from ostiary.program.engine.worth import holds_word
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

MAX_FED = 64  # functions, objects and classes that the parsers of one library call
PLAIN = 8  # of them whatever they hold; all others hold a word of note
MAX_METHODS = 16  # of one of them
MAX_AMONG = 24  # values of one call among which they are looked for

_PARSERS = wordlist(
    "json simplejson yaml ruamel xml html sqlite3 argparse optparse cmd configparser string ast re codecs"
    " pickle pyexpat lxml ijson xmltodict csv email msgpack toml tomllib"
)
"""Libraries, by the first part of their names, that call what they are handed with what they read."""

_FOLLOWED = (LOOT - {Taint.ENVIRONMENT}) | {Taint.NETWORK, Taint.ANSWER, Taint.SOCKET}
"""What is followed into them: what others say, and what was taken."""


def fed_back(asked: Asked) -> None:
    """Call what a parser was handed, at once or before, with the marks of what it reads."""
    root = asked.name.partition(".")[0]
    if asked.script or root not in _PARSERS:
        return _hooked(asked) if root in _ASKING and not asked.script else None
    for one in _among(asked):
        remember(asked.m, root, one, asked.frame)
    kept = asked.m.listeners.get((_FED, root), ())
    marks = _read(asked) if kept else {}
    if marks:
        for one in tuple(kept):
            _fed(asked, one, marks)
    return None


def _read(asked: Asked) -> Marks:
    """What comes in with what a parser is given, or from the address that it is told."""
    address = asked.text(0)
    if address.startswith(("http://", "https://")) and asked.name.endswith("parse"):
        return asked.mark(Taint.NETWORK, f"the answer of {address}")
    return {kind: spot for kind, spot in asked.marks.items() if kind in _FOLLOWED}


_ASKING = frozenset({"requests", "httpx", "niquests"})


def _hooked(asked: Asked) -> None:
    """Functions that are handed to a request are called with its answer."""
    hooks = asked.named.get("hooks")
    several = list(hooks.items.values()) if hooks and isinstance(hooks.items, dict) else []
    for one in several[:MAX_FED]:
        for each in (one, *_pair(one)):
            if isinstance(each.code, Callables):
                told = asked.mark(Taint.NETWORK, f"the answer of {asked.text(0, 'url')}")
                run_now(asked, each, [unknown(told, HOLE)], told)


_FED = "%fed"


def handed_part(m: Machine, base: Value, value: Value, frame: Frame) -> None:
    """Remember what is put into a part of a parser that it calls."""
    root = base.symbol.partition(".")[0]
    if root in _PARSERS and frame.module.language == "python" and isinstance(value.code, Callables):
        remember(m, root, value, frame)


def remember(m: Machine, root: str, one: Value, frame: Frame) -> None:
    """Remember what the parsers of a library call from now on."""
    kept = m.listeners.setdefault((_FED, root), [])
    if any(other.code is one.code for other in kept):
        return
    if len(kept) >= PLAIN and not any(holds_word(each.frame.module, each) for each in _does(one)):
        return
    if len(kept) >= MAX_FED:
        m.cut(frame, "it hands parsers more functions than are followed")
    else:
        kept.append(one)


def _does(one: Value) -> list[Closure]:
    """The functions that are called where something is: itself, or the methods of its class."""
    code = one.code.kind if isinstance(one.code, Instance) else one.code
    if isinstance(code, Class):
        several = (each.code for each in code.attributes.values())
        return [each for each in several if isinstance(each, Closure)]
    closure = closure_of(one)
    return [] if closure is None else [closure]


def _among(asked: Asked) -> list[Value]:
    """The functions of the program among what a call is made of, its objects and its classes."""
    several = [asked.target.base, *asked.given, *asked.named.values()]
    for one in tuple(several[:MAX_AMONG]):
        items = one.items if one is not None else None
        inner = items.values() if isinstance(items, dict) else items or ()
        several += [each for other in islice(inner, MAX_AMONG) for each in (other, *_pair(other))]
    return [
        one
        for one in several
        if one is not None and isinstance(one.code, (*Callables, Instance, Class))
    ][:MAX_AMONG]


def _pair(value: Value) -> list[Value]:
    return value.items[:3] if isinstance(value.items, list) else []


def _fed(asked: Asked, one: Value, marks: Marks) -> None:
    if not isinstance(one.code, Instance | Class):
        _called(asked, one, marks)
        return
    kind = one.code.kind if isinstance(one.code, Instance) else one.code
    held = one if isinstance(one.code, Instance) else Value(code=Instance(kind))
    named = ((name, each.code) for name, each in kind.attributes.items())
    methods = (
        each
        for name, each in named
        if isinstance(each, Closure) and (name == "__call__" or not name.startswith("__"))
    )
    for each in islice(methods, MAX_METHODS):
        _called(asked, Value(code=Bound(each, held)), marks)


def _called(asked: Asked, one: Value, marks: Marks) -> None:
    closure = closure_of(one)
    if closure is None or closure in asked.m.stack:
        return
    takes = len([*closure.node.args.posonlyargs, *closure.node.args.args])
    bound = int(isinstance(one.code, Bound))
    run_now(asked, one, [unknown(marks, HOLE)] * max(min(takes - bound, 6), 0), marks)
