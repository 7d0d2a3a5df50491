"""What do emitters of events hand from one part of a program to another?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Instance, Made, Partial
from ostiary.program.engine.script.channels import listens
from ostiary.program.engine.script.promises import PENDING
from ostiary.program.engine.script.streams import STREAMS, drain
from ostiary.program.engine.value import Value, marks_of, unknown

MAX_LISTENERS = 16  # functions kept for one event of one object
MAX_EVENTS = 2_000  # events of all objects of one artifact
MAX_EMITTED = 4  # calls of `emit` kept for functions that are registered later

_EMITTERS = (
    *(
        "events",
        "events.EventEmitter",
        "EventEmitter",
        "eventemitter3",
        "eventemitter3.EventEmitter",
    ),
    *("eventemitter2", "eventemitter2.EventEmitter2"),
    *STREAMS,
    *("EventTarget", "process"),
)
_MANY = "it has more events or listeners than are followed"
_REGISTERS = (
    *("on", "once", "addListener", "prependListener", "prependOnceListener"),
    "addEventListener",
)
_DRAINS = tuple(f".{one}" for one in _REGISTERS)
_BY_SYSTEM = regex(
    r"(?:(?:before)?[eE]xit|SIG\w+|message|warning|disconnect|multipleResolves|rejectionHandled|worker)$"
)
"""Events of a process that no program emits by itself."""
_ANY = ""
"""Stands for an event whose name is not known: it may be each of them."""


@model(" ".join(one for one in _EMITTERS if one != "process"))
def _emitter(asked: Asked) -> Value:
    return asked.result(code=Made(asked.given, asked.named))


_AWAITED = ("events.once", "events.on")
"""Functions of the library, and methods of an emitter made of it, by the same names."""


@model(
    *(name for one in _EMITTERS for how in _REGISTERS if (name := f"{one}.{how}") not in _AWAITED)
)
def registered(asked: Asked) -> Value:
    """The function is kept for the event; what it does by itself, it may do any time from now on."""
    m, holder, event = asked.m, _holder(asked), _event(asked)
    told = (m.emitted.get((holder, one)) for one in {event, _ANY}) if m.loose else ()
    earlier = [given for several in told for given in several or ()]
    if asked.name.endswith(_DRAINS) and event == "data":
        drain(asked, asked.target.base or asked.target)
    for one in asked.given[1:3]:
        if not isinstance(one.code, (Closure, Bound, Partial)):
            continue
        inner = unknown(asked.target.marks)
        m.call(one, [inner, inner, inner], {}, asked.node, asked.frame)
        kept = m.listeners.get((holder, event))
        if holder == "process" and event == "message":
            listens(asked, "down", one, plain=True)
        if holder is None or (holder == "process" and _BY_SYSTEM.match(event)):
            continue
        if kept is None and len(m.listeners) >= MAX_EVENTS:
            m.cut(asked.frame, _MANY)
            continue
        kept = m.listeners.setdefault((holder, event), [])
        if len(kept) < MAX_LISTENERS:
            kept.append(one)
        else:
            m.cut(asked.frame, _MANY)
        for given in earlier:  # nobody knows which of two functions is called first
            m.call(one, given, {}, asked.node, asked.frame)
    return asked.target.base or asked.result()


@model("CustomEvent Event MessageEvent")
def _event_made(asked: Asked) -> Value:
    """An event carries what it is made with."""
    options = asked.arg(1).items
    pairs = options if isinstance(options, dict) else {}
    return Value(items={"type": asked.arg(0), **pairs}, marks=marks_of(asked.given[1:]))


@model("EventTarget.dispatchEvent")
def _dispatched(asked: Asked) -> Value:
    """The event itself says its name."""
    one = asked.arg(0)
    name = one.items.get("type") if isinstance(one.items, dict) else None
    asked.given = [name or unknown(), one]
    return _emitted(asked)


@model(*_AWAITED)
def _awaited(asked: Asked) -> Value:
    """A promise of what an emitter will tell, or has told."""
    base = asked.target.base
    if "(" in asked.target.symbol or (base is not None and base.code is not None):
        return registered(asked)  # on an emitter, or an object of the program that is one
    m, emitter = asked.m, asked.arg(0)
    promise = Value(symbol=PENDING)
    holder = "process" if emitter.symbol == "process" else emitter.code
    name = asked.arg(1).const
    event = name if isinstance(name, str) else _ANY
    if holder is None or len(m.listeners) >= MAX_EVENTS:
        return asked.result()
    done = Value(code=Partial(Value(symbol="%happens"), [promise], {}))
    m.listeners.setdefault((holder, event), []).append(done)
    for given in m.emitted.get((holder, event), ()):
        m.call(done, given, {}, asked.node, asked.frame)
    return promise


@model(*(f"{one}.emit" for one in _EMITTERS))
def _emitted(asked: Asked) -> Value:
    """What is emitted reaches the functions that wait for it on the same object."""
    m, holder, event = asked.m, _holder(asked), _event(asked)
    given = asked.given[1:]
    every = [name for one, name in m.listeners if one is holder]
    for name in every if event == _ANY else (event, _ANY):
        for one in tuple(m.listeners.get((holder, name), ())):
            m.call(one, given, {}, asked.node, asked.frame)
    if holder is not None and ((holder, event) in m.emitted or len(m.emitted) < MAX_EVENTS):
        kept = m.emitted.setdefault((holder, event), [])
        if len(kept) < MAX_EMITTED:
            kept.append(given)
        else:  # one more call stands for all further ones
            last = kept[-1]
            size = max(len(last), len(given))
            both = [(*last[at : at + 1], *given[at : at + 1]) for at in range(size)]
            kept[-1] = [unknown(marks_of(pair)) for pair in both]
    elif holder is not None:
        m.cut(asked.frame, _MANY)
    return unknown()


def _holder(asked: Asked) -> object:
    """The object that emits, as far as it can be told from others."""
    if asked.name.startswith("process."):
        return "process"
    if isinstance(asked.target.code, Made):
        return asked.target.code
    base = asked.target.base
    return base.code if base is not None and isinstance(base.code, (Instance, Made)) else None


def _event(asked: Asked) -> str:
    name = asked.arg(0).const
    return name if isinstance(name, str) else _ANY
