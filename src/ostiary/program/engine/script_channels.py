"""What do streams, channels and sessions of Node hand from one part of a program to another?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Instance, Made
from ostiary.program.engine.effects import executed
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value, joined, marked, marks_of, unknown
from ostiary.program.wordlist import wordlist

MAX_CHANNELS = 64  # functions that wait at channels of one kind

STREAMS = tuple(f"stream.{one}" for one in ("Writable", "Transform", "Duplex", "PassThrough"))
_FED = "write writev transform flush final _write _writev _transform _flush _final"
_FEEDS = wordlist(_FED)
"""Functions of a stream that get what is written to it, as an option or a method of its class."""

_PORTS = ("MessageChannel.port1", "MessageChannel.port2", "BroadcastChannel")
_CHANNELS = (*_PORTS, *(f"worker_threads.{one}" for one in _PORTS))
_DIAGNOSTICS = ("diagnostics_channel", "diagnostics_channel.channel")
_STORES = "async_hooks.AsyncLocalStorage"


@model(*(f"{one}.{verb}" for one in STREAMS for verb in ("write", "end", "push")))
def _written(asked: Asked) -> Value:
    """What is written to a stream goes to the functions that it was made with, and to those that wait."""
    for holder in (asked.target, asked.target.base):
        if holder is not None:
            feed(asked, holder, asked.arg(0))
    asked.keep(marks_of(asked.given))
    return asked.result()


def feed(asked: Asked, stream: Value, value: Value) -> None:
    """Hand a value to the functions of a stream."""
    m, code = asked.m, stream.code
    found: list[Value] = []
    if isinstance(code, Made):
        options = code.given[0].items if code.given else None
        pairs = options if isinstance(options, dict) else {}
        found = [one for name, one in pairs.items() if name in _FEEDS]
        found += m.listeners.get((code, "data"), [])
    elif isinstance(code, Instance):
        found = [one for name in sorted(_FEEDS) if (one := code.kind.find(name)) is not None]
    for one in found:
        if isinstance(one.code, Closure):
            handler = Value(code=Bound(one.code, stream)) if isinstance(code, Instance) else one
            m.call(handler, [value, unknown(), unknown()], {}, asked.node, asked.frame)


def _wait(asked: Asked, kind: str, function: Value) -> None:
    kept = asked.m.listeners.setdefault(("channel", kind), [])
    if len(kept) >= MAX_CHANNELS:
        asked.m.cut(asked.frame, "it has more functions that wait at channels than are followed")
    else:
        kept.append(function)


def _waiting(m: Machine, kind: str) -> list[Value]:
    """The functions that wait at channels of a kind, those that were assigned among them."""
    set_there = [
        one for name, one in m.placed.items() if name.endswith(".onmessage") and kind in name
    ]
    return [*m.listeners.get(("channel", kind), ()), *set_there]


def _kind(asked: Asked) -> str:
    return next(one for one in ("MessageChannel", "Broadcast", "diagnostics") if one in asked.name)


@model(*(f"{one}.{verb}" for one in _CHANNELS for verb in ("on", "once", "addEventListener")))
@model(*(f"{one}.subscribe" for one in _DIAGNOSTICS))
def _listens(asked: Asked) -> Value:
    """The function waits for what arrives; what it does by itself, it may do any time from now on."""
    for one in asked.given[:2]:
        if isinstance(one.code, (Closure, Bound)):
            _wait(asked, _kind(asked), one)
            asked.m.call(one, [unknown(asked.target.marks)], {}, asked.node, asked.frame)
    return unknown()


@model(*(f"{one}.postMessage" for one in _CHANNELS), *(f"{one}.publish" for one in _DIAGNOSTICS))
def _arrives(asked: Asked) -> Value:
    """What is sent at one end comes out at the other, by itself or as the data of an event."""
    value = asked.given[-1] if asked.given else unknown()
    event = Value(items={"data": value}, marks=value.marks)
    for one in _waiting(asked.m, _kind(asked)):
        given = value if _kind(asked) == "diagnostics" else event
        asked.m.call(one, [given], {}, asked.node, asked.frame)
    return unknown()


@model(f"{_STORES}.run {_STORES}.enterWith")
def _stored(asked: Asked) -> Value:
    """What is stored for a function and all that it calls."""
    asked.keep(asked.arg(0).marks)
    result: Value = unknown()
    for one in asked.given[1:2]:
        if isinstance(one.code, (Closure, Bound)):
            result = asked.m.call(one, asked.given[2:], {}, asked.node, asked.frame)
    return result


@model("inspector.Session.post inspector/promises.Session.post")
def _posted(asked: Asked) -> Value:
    """A session with the engine itself: an expression in there is code, and its result an answer."""
    options = asked.arg(1).items
    code = options.get("expression") if isinstance(options, dict) else None
    result: Value = unknown(asked.marks)
    functions = [one for one in asked.given if isinstance(one.code, (Closure, Bound))]
    if code is not None:
        inner = Asked(asked.m, "eval", asked.target, [code], {}, asked.node, asked.frame)
        result = marked(executed(inner), code.marks)
    answer = unknown(joined(result.marks))
    for one in functions:
        asked.m.call(one, [unknown(), answer], {}, asked.node, asked.frame)
    return answer
