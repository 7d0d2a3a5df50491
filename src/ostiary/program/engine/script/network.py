"""What goes over the network in JavaScript, and who is called with what arrives?"""

import ast
from typing import Any

from ostiary.core.coverage import Reach
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.effects import address, network
from ostiary.program.engine.executing import written
from ostiary.program.engine.script.channels import listens
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint
from ostiary.program.javascript.beside import OWN, beside


@model("URL url.URL")
def _url(asked: Asked) -> Value:
    """`new URL(path, import.meta.url)` is a file that came along with the script."""
    path = asked.arg(0).const
    if len(asked.given) == 2 and isinstance(path, str) and _own(asked.node):
        return asked.result(text=beside(path) or None)
    if isinstance(path, str) and path.startswith("data:"):
        return asked.result(text=path)
    found = next((one for one in map(text_of, asked.given[:2]) if "://" in one[:40]), None)
    return asked.result(text=found[:400] if found else asked.target.text)


def _own(node: Any) -> bool:
    """Whether the second argument of a call is `import.meta.url`."""
    given = node.args[1] if isinstance(node, ast.Call) and len(node.args) == 2 else None
    return given is not None and written(given) == OWN


_SOCKETS = ("WebSocket", "ws", "isomorphic-ws")


@model(
    "http.request https.request http.get https.get fetch axios axios.post axios.get request.post needle"
    " XMLHttpRequest.open WebSocket ws ws.WebSocket isomorphic-ws"
)
def _request(asked: Asked) -> Value:
    """A request whose object may still be given a body."""
    target = address(asked)
    value = network(asked)
    if asked.name.startswith(("http", "XML", *_SOCKETS)):
        asked.target.text = target
        if asked.target.base is not None and asked.name.startswith("XML"):
            opened = asked.target.base  # what it is asked for later is what was answered
            opened.marks = joined(opened.marks, value.marks)
        return Value(
            symbol=f"{asked.target.symbol}()"
            if asked.name.startswith("http")
            else asked.target.symbol,
            marks=value.marks,
            text=target,
        )
    return value


@model(
    "http.request.write https.request.write http.request.end https.request.end XMLHttpRequest.send"
    " WebSocket.send ws.send ws.WebSocket.send isomorphic-ws.send http.get.end https.get.end"
)
def _body(asked: Asked) -> Value:
    if asked.given or asked.name == "XMLHttpRequest.send":
        asked.act(
            Act.SEND,
            joined(marks_of(asked.given)),
            text=asked.text(0),
            target=asked.target.text or "",
        )
    return unknown()


_SPEAKERS = (
    *("http.request", "https.request", "http.get", "https.get", "net.Socket", "net.connect"),
    *("net.createConnection", "tls.connect", *_SOCKETS, "ws.WebSocket", "child_process.spawn"),
    *("child_process.spawn.stdout", "child_process.spawn.stderr", "child_process.exec.stdout"),
)
_HEADS = ("setHeader", "appendHeader")
_SAME = (
    "on",
    "once",
    "addListener",
    "setEncoding",
    "setTimeout",
    "setNoDelay",
    "unref",
    "addEventListener",
)
"""Methods that give their object back, whatever else they do."""


@model(*(f"{speaker}.{name}" for speaker in _SPEAKERS for name in _SAME))
def _events(asked: Asked) -> Value:
    """What arrives goes to the function that is handed in; the object itself comes back."""
    base = asked.target.symbol.rpartition(".")[0]
    value = Value(symbol=base, marks=asked.target.marks, text=asked.target.text)
    given = [value, value]
    if asked.name.endswith(".addEventListener"):
        told: dict[object, Value] = {"target": value, "data": unknown(value.marks)}
        given = [Value(items=told, marks=value.marks)]
    for one in asked.given[1:]:
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(with_this(one, value), given, {}, asked.node, asked.frame)
            if base == "child_process.spawn()" and asked.arg(0).const == "message":
                listens(asked, "up", one, plain=True)
    return value


def with_this(function: Value, this: Value) -> Value:
    """A function as it is called on an object."""
    code = function.code
    if isinstance(code, Closure) and not code.arrow:
        return Value(code=Bound(code, this), marks=function.marks)
    return function


@model(*(f"{kind}.{name}" for kind in ("http.request", "https.request") for name in _HEADS))
def _headed(asked: Asked) -> Value:
    """What stands in a header is sent like anything else."""
    asked.act(
        Act.SEND, marks_of(asked.given[1:]), text=asked.text(1), target=asked.target.text or ""
    )
    base = asked.target.symbol.rpartition(".")[0]
    return Value(symbol=base, marks=asked.target.marks, text=asked.target.text)


def _host(given: list[Value]) -> str:
    """The host among the arguments of a connection: a text with a name in it, or an option."""
    for one in given:
        options = one.items if isinstance(one.items, dict) else {}
        texts = [text_of(options[key]) for key in ("host", "hostname", "path") if key in options]
        known = one.const if isinstance(one.const, str) else ""
        for text in (*texts, known):
            if "." in text and HOLE not in text:
                return text
    return ""


@model(
    "net.Socket net.connect net.createConnection tls.connect net.Socket.connect dgram.createSocket"
)
def _socket(asked: Asked) -> Value:
    target = " ".join(text_of(one) for one in asked.given[:2] if one.code is None)
    host = _host(asked.given)
    marks = asked.mark(Taint.SOCKET, "a raw connection")
    if asked.name not in {"net.Socket", "dgram.createSocket"}:
        asked.act(Act.SEND, marks_of(asked.given), target=target.replace(" ", ":"))
    answer = joined(
        marks,
        {Taint.NETWORK: asked.m.spot(asked.node, asked.frame, "what a raw connection answers")},
    )
    value = Value(symbol="net.Socket()", marks=answer, text=f"tcp://{host}" if host else None)
    if host and asked.name == "net.Socket.connect":
        for known in (asked.target, asked.target.base):
            if known is not None:
                known.text = value.text
    for one in asked.given:
        if isinstance(one.code, (Closure, Bound)):
            asked.target.marks = joined(asked.target.marks, answer)
            asked.m.call(with_this(one, value), [value], {}, asked.node, asked.frame)
    return value


@model(
    "readline.createInterface.on readline.createInterface.once process.stdin.on process.stdin.once"
)
def _typed(asked: Asked) -> Value:
    """Nobody is called before somebody types; the lines of a file come by themselves."""
    marks, before = asked.target.marks, asked.m.reach
    if not LOOT.intersection(marks) and Taint.FILE not in marks:
        marks, asked.m.reach = asked.mark(Taint.ARGUMENT), Reach.CALL
    for one in asked.given[1:]:
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [unknown(marks)], {}, asked.node, asked.frame)
    asked.m.reach = before
    return asked.target


@model("net.createServer http.createServer https.createServer tls.createServer")
def _server(asked: Asked) -> Value:
    """Whoever connects is handed to the function given."""
    raw = asked.name.startswith(("net", "tls"))
    marks = asked.mark(Taint.SOCKET, "a raw connection") if raw else CLEAN
    answer = joined(marks, asked.mark(Taint.NETWORK, "what somebody sends who connects"))
    for one in asked.given:
        if isinstance(one.code, (Closure, Bound)):
            value = Value(symbol="net.Socket()" if raw else "", marks=answer)
            asked.m.call(one, [value, unknown()], {}, asked.node, asked.frame)
    return asked.result(CLEAN)


@model("net.Socket.write net.Socket.end net.Socket.send dgram.createSocket.send")
def _sent(asked: Asked) -> Value:
    if asked.given:
        host = _host(asked.given[1:])  # of a datagram
        target = f"udp://{host}" if host else asked.target.text or ""
        asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0), target=target)
    return unknown()


_ASKED = (
    *(
        "lookup",
        "resolve",
        "resolve4",
        "resolve6",
        "resolveAny",
        "resolveCname",
        "resolveMx",
        "resolveNs",
    ),
    *(
        "resolveTxt",
        "resolveSrv",
        "resolveSoa",
        "resolvePtr",
        "resolveCaa",
        "reverse",
        "lookupService",
    ),
)
_RESOLVERS = ("dns", "dns.promises", "dns.Resolver", "dns.promises.Resolver")


@model(*(f"{one}.{verb}" for one in _RESOLVERS for verb in _ASKED))
def _looked_up(asked: Asked) -> Value:
    """A name goes to whoever answers for its domain: that of the part of it that is known."""
    text = asked.text(0)
    domain = text.rpartition(HOLE)[2].lstrip(".")
    if HOLE in text and asked.given:
        known = domain if "." in domain else (asked.target.base or asked.target).text
        asked.given = [Value(marks=asked.given[0].marks, text=known), *asked.given[1:]]
    return network(asked)


@model(*(f"{one}.setServers" for one in _RESOLVERS))
def _answering(asked: Asked) -> Value:
    """Whoever is named here is asked from now on."""
    several = asked.arg(0).items
    where = text_of(several[0]) if isinstance(several, list) and several else ""
    if asked.target.base is not None and where.strip(HOLE):
        asked.target.base.text = f"udp://{where}"
    return Value(None)


@model("URL.searchParams.set URL.searchParams.append URLSearchParams.set URLSearchParams.append")
def _filled(asked: Asked) -> Value:
    """What is put into the query of an address goes where that goes."""
    one: Value | None = asked.target
    marks = marks_of(asked.given)
    for _ in range(3):
        if one is not None:
            one.marks, one = joined(one.marks, marks), one.base
    return Value(None)
