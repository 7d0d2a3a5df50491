"""What do channels and sessions of Node hand from one part of a program to another?"""

from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Frame, Partial
from ostiary.program.engine.effects import executed
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value, joined, marked, unknown
from ostiary.program.flow import Taint

MAX_CHANNELS = 64  # functions that wait at channels of one kind
MAX_SENT = 8  # messages kept for functions that wait later

_PORTS = ("MessageChannel.port1", "MessageChannel.port2", "BroadcastChannel")
_CHANNELS = (*_PORTS, *(f"worker_threads.{one}" for one in _PORTS))
_DIAGNOSTICS = ("diagnostics_channel", "diagnostics_channel.channel")


_WORKERS = ("worker_threads.Worker", "Worker", "child_process.fork", "cluster.fork")
_PROGRAMS = ("child_process.spawn", "child_process.execFile", "child_process.exec")
_INSIDE = ("worker_threads.parentPort", "process", "self")
_KINDS = {
    **dict.fromkeys(_PORTS[:2], "ports"),
    **dict.fromkeys(_CHANNELS[3:5], "ports"),
    **dict.fromkeys((_CHANNELS[2], _CHANNELS[5]), "broadcast"),
    **dict.fromkeys(_DIAGNOSTICS, "diagnostics"),
    **dict.fromkeys((*_WORKERS, *_PROGRAMS), "up"),
    **dict.fromkeys(_INSIDE, "down"),
}
"""What an object listens to, by its name: what comes up out of a thread, or down into it."""

_ANSWERED = {"up": "down", "down": "up"}
_PLAIN = (*_DIAGNOSTICS, *_WORKERS, *_INSIDE)
"""Those whose functions are handed the message itself, if `on` registered them."""


def _kind(name: str) -> str:
    return _KINDS.get(name, "")


def listens(asked: Asked, kind: str, function: Value, *, plain: bool = False) -> None:
    """Keep a function for what arrives; what was sent before it was there reaches it, too."""
    m = asked.m
    kept = m.listeners.setdefault(("channel", kind), [])
    one = Value(code=Partial(Value(symbol="%arrives"), [function], {})) if plain else function
    if _node(one) in map(_node, kept):
        return  # each of many threads is listened to by the same lines
    if len(kept) >= MAX_CHANNELS:
        m.cut(asked.frame, "it has more functions that wait at channels than are followed")
        return
    kept.append(one)
    for given in m.emitted.get(("channel", kind), ()):
        _deliver(asked, kind, [one], given[0])


def _node(function: Value) -> object:
    """The lines of a function, whatever it was made with."""
    code = function.code
    if isinstance(code, Partial):
        code = code.given[0].code if code.given else code.target.code
    code = code.closure if isinstance(code, Bound) else code
    return code.node if isinstance(code, Closure) else function


_NOTHING_NEW = frozenset({Taint.ARGUMENT, Taint.PLATFORM})


def _worth(event: Value) -> bool:
    """Whether a message says more than that somebody sent one: functions that wait have run with that."""
    value = _told(event, plain=True)
    told = [value, *value.items.values()] if isinstance(value.items, dict) else [value]
    return any(
        not _NOTHING_NEW.issuperset(one.marks)
        or isinstance(one.const, str)
        or (one.symbol and "(" not in one.symbol)
        for one in told
    )


def _deliver(asked: Asked, kind: str, functions: list[Value], event: Value) -> None:
    """Call functions with a message, once: who answers a message waits for an answer in his turn."""
    m = asked.m
    if kind in m.delivering or not _worth(event):
        return
    m.delivering.add(kind)
    try:
        for one in functions:
            m.call(one, [event], {}, asked.node, asked.frame)
    finally:
        m.delivering.discard(kind)


def _told(event: Value, *, plain: bool) -> Value:
    return event.items["data"] if plain and isinstance(event.items, dict) else event


def assigned(
    m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame
) -> bool:
    """Whether a function was put where a channel calls it with what arrives."""
    kind = _kind(base.symbol.replace("()", "")) if key == "onmessage" else ""
    if not kind or not isinstance(value.code, Closure | Bound | Partial):
        return False
    asked = Asked(m, f"{base.symbol}.{key}", base, [value], {}, node, frame)
    listens(asked, kind, value)
    m.call(value, [unknown(base.marks)], {}, node, frame)
    return True


@model(*(f"{one}.{verb}" for one in _CHANNELS for verb in ("on", "once", "addEventListener")))
@model(*(f"{one}.{verb}" for one in _WORKERS for verb in ("on", "once", "addEventListener")))
@model(*(f"worker_threads.parentPort.{verb}" for verb in ("on", "once", "addEventListener")))
@model("self.addEventListener", *(f"{one}.subscribe" for one in _DIAGNOSTICS))
def _listens(asked: Asked) -> Value:
    """The function waits for what arrives; what it does by itself, it may do any time from now on."""
    name, _, verb = asked.name.rpartition(".")
    kind = _kind(name)
    event = asked.arg(0).const
    for one in asked.given[:2]:
        if isinstance(one.code, (Closure, Bound)):
            if not isinstance(event, str) or event == "message" or verb == "subscribe":
                listens(asked, kind, one, plain=name in _PLAIN and verb != "addEventListener")
            asked.m.call(one, [unknown(asked.target.marks)], {}, asked.node, asked.frame)
    return asked.target.base or asked.result()


@model("%arrives")
def _bare(asked: Asked) -> Value:
    """A function that is handed the message itself, and no event."""
    return asked.m.call(
        asked.arg(0), [_told(asked.arg(1), plain=True)], {}, asked.node, asked.frame
    )


@model(*(f"{one}.postMessage" for one in (*_CHANNELS, *_WORKERS, *_INSIDE)))
@model(
    *(f"{one}.publish" for one in _DIAGNOSTICS),
    *(f"{one}.send" for one in (*_WORKERS, *_PROGRAMS, *_INSIDE)),
)
def _arrives(asked: Asked) -> Value:
    """What is sent at one end comes out at the other, by itself or as the data of an event."""
    m = asked.m
    kind = _kind(asked.name.rpartition(".")[0])
    kind = _ANSWERED.get(kind, kind)
    last = asked.given[-1:] if kind == "diagnostics" else asked.given[:1]
    value = last[0] if last else unknown()
    event = Value(items={"data": value}, marks=value.marks)
    _deliver(asked, kind, [*m.listeners.get(("channel", kind), ())], event)
    kept = m.emitted.setdefault(("channel", kind), [])
    if len(kept) < MAX_SENT:
        kept.append([event])
    else:  # one more stands for all further ones
        kept[-1] = [unknown(joined(kept[-1][0].marks, event.marks))]
    return unknown()


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
