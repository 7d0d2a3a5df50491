"""Which functions does a library of JavaScript hand what somebody else sent, a message or a request?"""

from collections.abc import Iterator
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.script.clients import arriving
from ostiary.program.engine.script.routes import requested, waiting
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, unknown
from ostiary.program.flow import Taint

MAX_HEARING = 16  # functions of one call, in objects and lists inside each other

_FROM = regex(
    r"(?:ws|isomorphic-ws|socket\.io|socket\.io-client|sockjs|faye-websocket|pubnub|pusher|pusher-js|ably|centrifuge"
    r"|kafkajs|kafka-node|node-rdkafka|amqplib|amqplib/callback_api|amqp-connection-manager|redis|ioredis|pg|pg-listen"
    r"|mqtt|async-mqtt|nats|stompjs|@stomp/stompjs|stompit|firebase(?:/[\w-]+|-admin(?:/[\w-]+)?)?|@firebase/[\w-]+"
    r"|@supabase/(?:supabase|realtime)-js|@google-cloud/(?:pubsub|firestore)|node-telegram-bot-api|telegraf|grammy"
    r"|discord\.js|eris|whatsapp-web\.js|@slack/(?:bolt|rtm-api|socket-mode)|tmi\.js|irc|irc-framework|matrix-js-sdk"
    r"|@hapi/hapi|fastify|Bun|Deno)\."
)
"""Libraries through which others send something: brokers, services of messages, servers."""

_HEARS = regex(
    r"(?:(?:prepend)?on(?:ce|Any|Text|Message|Snapshot|Value|Child[A-Z]\w+|ReplyToMessage)?|(?:prepend|add)(?:Any)?Listener"
    r"|addEventListener|[ps]?[sS]ubscribe|bind(?:_global)?|consume|run|each|hears|command|action|event|message|listen\w*To"
    r"|route|serve)$"
)
"""Methods, and functions, that are told who waits."""

_OF_SERVERS = regex(r"(?:(?:@hapi/hapi|fastify)\.(?:.*\.)?route|(?:Bun|Deno)\.serve)$")
_SERVERS = regex(r"(?:@hapi/hapi|fastify|Bun|Deno)\.")
"""Servers are told whom a request is for by these alone."""

_STATES = regex(
    r"(?:error|connect(?:ed)?|connect_error|ready|open|close|end|disconnect\w*|listening|re-?connect\w*|drain|timeout|warn\w*"
    r"|debug|offline|online|qr|auth\w*|pong|ping|acquire|remove|shardReady|clientReady|polling_error)$"
)
"""What they say of themselves, or of the connection."""


REGISTERS = frozenset({"on", "once", "addListener"})
"""Methods of JavaScript that give the object back on which a function waits for an event."""


def come_in(asked: Asked, last: str) -> Marks:
    """What comes from elsewhere to the functions that a call of JavaScript hands over."""
    told = arriving(asked) if last in REGISTERS else requested(asked)
    if sent := sent_in(asked):
        with waiting(asked):
            hearing(asked, sent)
    return joined(told, sent)


def sent_in(asked: Asked) -> Marks:
    """What the functions carry that a library is handed here to give them what somebody sends."""
    name = asked.name
    found = _FROM.match(name)
    if found is None or _HEARS.match(name.rpartition(".")[2]) is None:
        return CLEAN
    if _SERVERS.match(name) and not _OF_SERVERS.match(name):
        return CLEAN
    event = asked.arg(0).const
    if isinstance(event, str) and (
        _STATES.match(event) or (event == "connection" and not early(asked.m))
    ):
        return CLEAN  # whoever starts a server lets others connect: what they send comes after that
    return asked.mark(Taint.NETWORK, f"what arrives at {found[0][:-1]}")


def hearing(asked: Asked, arrives: Marks) -> None:
    """Call the functions in the objects that are handed over with what arrives: `{message: f}`."""
    for place, one in enumerate(_within(asked.given)):
        if place == MAX_HEARING:
            asked.m.cut(asked.frame, "one call registers more handlers than are looked at")
            return
        asked.m.call(one, [unknown(arrives)] * 3, {}, asked.node, asked.frame)


def _within(several: list[Value], deep: int = 3) -> Iterator[Value]:
    """The functions in objects, and in lists of these: those that stand by themselves are called anyway."""
    for one in several if deep else ():
        parts = list(one.items.values()) if isinstance(one.items, dict) else one.items or []
        yield from (each for each in parts if isinstance(each.code, Closure | Bound))
        yield from _within(parts, deep - 1)


def assigned(m: Machine, base: Value, key: str, value: Value, *, node: Any, frame: Frame) -> None:
    """Call what is put behind the `onmessage` of such a library with what arrives."""
    found = _FROM.match(base.symbol.replace("()", "").replace("[]", ""))
    if found is None or not key.lower().startswith("onm"):
        return
    arrives = m.mark(Taint.NETWORK, node, frame, f"what arrives at {found[0][:-1]}")
    m.call(value, [unknown(arrives)] * 3, {}, node, frame)
