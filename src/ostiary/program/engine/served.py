"""Which functions does somebody on the network call: handlers of bots, servers and brokers?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.behaviours import python
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Frame, Partial
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import HOLE, Marks, Value, unknown
from ostiary.program.flow import Taint
from ostiary.program.model import Behaviour

MAX_HANDLERS = 64  # arguments of one call that registers them

_LIBRARIES = (
    *("discord.", "nextcord.", "disnake.", "hikari.", "interactions.", "twitchio."),
    *("telebot.", "telegram.", "aiogram.", "pyrogram.", "telethon.", "slack_bolt.", "vkbottle."),
    *("socketio.", "flask_socketio.", "paho.mqtt.", "pika.", "websocket.", "websockets.", "stomp."),
    *("flask.", "fastapi.", "bottle.", "sanic.", "quart.", "starlette.", "aiohttp.web.", "nats."),
    *("xmlrpc.server.", "SimpleXMLRPCServer.", "rpyc.", "Pyro4.", "Pyro5.", "zerorpc."),
)
"""Libraries whose objects hand what comes from the network to functions."""

_DECORATOR = regex(
    r"(?:event|command|hybrid_command|slash_command|user_command|message_command|listen|on|on_\w+"
    r"|message|message_handler|callback_query_handler|channel_post_handler|action|app_mention|route"
    r"|get|post|put|websocket|subscriber)$"
)
"""Decorators that register a handler."""

_METHOD = regex(
    r"(?:on_\w+|do_[A-Z]+|handle|data_received|datagram_received|dataReceived|lineReceived|datagramReceived|handle_read|render_\w+|collect_incoming_data|get|post|exposed_\w+)$"
)
"""Methods of a class of such a library that are called with what came in."""

_BASES = (
    *_LIBRARIES,
    "asyncio.Protocol",
    "asyncio.DatagramProtocol",
    "tornado.web.",
    "asyncore.",
    "asynchat.",
    "twisted.internet.protocol.",
    "twisted.protocols.",
    "twisted.web.resource.",
)


def arrived(m: Machine, node: Any, frame: Frame, what: str) -> Marks:
    """What carries something that somebody on the network sent."""
    return m.mark(Taint.NETWORK, node, frame, f"what arrives at {what}")


def serves(name: str) -> bool:
    """Whether a decorator of this dotted name registers a function that the network calls."""
    bare = name.replace("()", "")
    return bare.startswith(_LIBRARIES) and bool(_DECORATOR.match(bare.rpartition(".")[2]))


def answers(kind: Class, name: str) -> bool:
    """Whether a method of a class is called with what comes from the network."""
    return kind.outside().startswith(_BASES) and bool(_METHOD.match(name))


def serve(m: Machine, handler: Value, node: Any, frame: Frame, what: str) -> None:
    """Call a handler as the network would: all that it takes came from there."""
    code = handler.code
    closure = code.closure if isinstance(code, Bound) else code
    if not isinstance(closure, Closure):
        return
    takes = closure.node.args
    places = [*takes.posonlyargs, *takes.args][int(isinstance(code, Bound)) :]
    one = unknown(arrived(m, node, frame, what))
    given = [one] * len(places)
    named = {each.arg: one for each in takes.kwonlyargs}
    before = m.reach, m.deep
    module = closure.frame.module
    if not module.layers:  # it waits for the network, however early it is registered
        moments = m.package.moments
        m.reach = moments.of(module.path, closure.inside)
        m.deep = moments.is_deep(module.path, closure.inside)
    try:
        m.call(handler, given, named, node, frame)
    finally:
        m.reach, m.deep = before


@model(
    "websocket.WebSocketApp telegram.ext.CommandHandler telegram.ext.MessageHandler"
    " telegram.ext.CallbackQueryHandler asyncio.start_server websockets.serve websockets.server.serve"
    " socketio.Client.on socketio.AsyncClient.on socketio.Server.on"
    " pika.BlockingConnection.channel.basic_consume"
    " xmlrpc.server.SimpleXMLRPCServer.register_function telebot.TeleBot.register_message_handler"
    " aiogram.Dispatcher.register_message_handler telethon.TelegramClient.add_event_handler"
    " paho.mqtt.client.Client.message_callback_add flask.Flask.add_url_rule redis.Redis.pubsub.subscribe"
    " nats.connect.subscribe stomp.Connection.set_listener wsgiref.simple_server.make_server"
    " wsgiref.simple_server.WSGIServer.set_app wsgiref.simple_server.make_server.set_app waitress.serve"
    " waitress.create_server gevent.pywsgi.WSGIServer eventlet.wsgi.server cheroot.wsgi.Server"
    " werkzeug.serving.run_simple bjoern.run hypercorn.asyncio.serve aiohttp.web.get aiohttp.web.post"
    " aiohttp.web.route aiohttp.web.Application.router.add_get aiohttp.web.Application.router.add_post"
    " aiohttp.web.Application.router.add_route grpc.unary_unary_rpc_method_handler"
)
def _registered(asked: Asked) -> Value:
    """Functions that are handed to something which waits for the network."""
    several = [*asked.given, *asked.named.values()]
    if len(several) > MAX_HANDLERS:
        asked.m.cut(asked.frame, "one call registers more handlers than are looked at")
    for one in several[:MAX_HANDLERS]:
        if isinstance(one.code, (Closure, Bound, Partial)):
            serve(asked.m, one, asked.node, asked.frame, asked.name)
        elif python.behaviour_of(one.symbol) in {Behaviour.PROCESS, Behaviour.EXECUTE}:
            held = unknown(arrived(asked.m, asked.node, asked.frame, asked.name), HOLE)
            asked.m.call(one, [held], {}, asked.node, asked.frame)
    return asked.result(text=asked.text(0) if "://" in asked.text(0) else None)
