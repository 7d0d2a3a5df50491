"""Whatever goes beyond a limit is named, or the limit says why silence there cannot hide anything."""

import ast
import io
import json
import zipfile
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from limits_said import ELSEWHERE, QUIET
from msgspec import Struct, field

from ostiary.evidence import artifact, kept
from ostiary.evidence.artifact import examine_members, of_type
from ostiary.formats.archive.member import Member
from ostiary.program.model import Program

SOURCE = Path(__file__).parents[2] / "src" / "ostiary"
ROOMS = ("program", "evidence")
PLACES = {
    "wheel": ("sample-1.0-py3-none-any.whl", "sample/__init__.py"),
    "sdist": ("sample-1.0.tar.gz", "sample-1.0/setup.py"),
    "npm": ("sample-1.0.0.tgz", "package/index.js"),
}
SCRIPT = "const cp = require('child_process');\n"
WASM = "Buffer.from('AGFzbQEAAAAABQF4YWJjAAUBeWFiYw==', 'base64')"
HERE = (
    "import os\nopen(os.path.join(os.path.dirname(__file__), 'data.txt')).read()\nos.system('a')\n"
)
STARTS = "import os\nos.system('sh run.sh')\n"
COMPLETION = "sample-1.0.data/data/share/zsh/site-functions/_a"
COMPLETING = {COMPLETION: "#compdef a\n"}
NESTED = "[" * 3 + "a" + "]" * 3


class Case(Struct, frozen=True):
    """A text that goes beyond a limit once that is `value`; `at` are further modules that use it."""

    text: str
    value: int = 0
    form: str = "wheel"
    at: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    named: str = ""


def _loop(head: str) -> str:
    return f"import os, base64\nbase64.b64decode('')\n{head}\n    os.system('a')\n"


CASES: dict[str, Case] = {
    "program.engine.calls:MAX_GIVEN": Case("import os\nos.system('a', 1, 2)\n", 2),
    "program.engine.commands:MAX_CODE": Case(
        "import os\nos.system('python -c \"import os\"')\n", 5
    ),
    "program.engine.function_text:MAX_FUNCTION": Case(
        SCRIPT + "function f() { return 'a long text of its own'; }\ncp.exec(f.toString());\n",
        20,
        "npm",
    ),
    "program.engine.matching:MAX_MATCHES": Case(
        "import os, re\nfor one in re.finditer('a', 'aaaa'):\n    os.system(one[0])\n", 2
    ),
    "program.engine.series:MAX_ROWS": Case(
        "import itertools, os\nfor one in itertools.product('ab', 'cd'):\n    os.system(one[0])\n",
        2,
    ),
    "program.engine.imports:MAX_NAMES": Case("from os import getcwd, system\nsystem('a')\n", 1),
    "program.engine.repeats:MAX_ACTING": Case(
        "import os\nfor one in range(5000):\n    two = one\n"  # more than is run to its end in any file
        "def f(x):\n    os.system(x)\n" + "".join(f"f('{one}')\n" for one in range(9)),
        8,
    ),
    "program.engine.patterns:MAX_PATTERNS": Case(
        "import os\nmatch [[[os.system]]]:\n    case [[[run]]]:\n        run('a')\n", 1
    ),
    "program.engine.stepped:MAX_STEPPED": Case(
        "import os\nclass A:\n    n = 0\n    def __iter__(self):\n        return self\n"
        "    def __next__(self):\n        self.n += 1\n        return self.n\n"
        "for one in A():\n    os.system('a')\n",
        2,
    ),
    "program.engine.begun:MAX_BEGUN": Case(
        "import subprocess, sys\nsubprocess.run([sys.executable, __file__])\n", 0
    ),
    "program.engine.repeats:MAX_EXACT": Case(
        "import os, base64\nbase64.b64decode('')\ndef f(x):\n    return x\n"
        "f('a')\nf('b')\nos.system(f('c'))\n",
        2,
    ),
    "program.engine.repeats:MAX_EXACT_ACTING": Case(
        "import os, base64\nbase64.b64decode('')\ndef f(x):\n    os.system('a')\nf(1)\nf(2)\nf(3)\n",
        2,
    ),
    "program.engine.layers:MAX_LAYER": Case("exec(\"import os; os.system('a')\")\n"),
    "program.engine.layers:MAX_READ_ALL": Case("exec(\"import os; os.system('a')\")\n"),
    "program.engine.layers:MAX_READ": Case("exec(\"import os; os.system('a')\")\n"),
    "program.engine.ledger:MAX_ACTS": Case("import os\nos.system('a')\n"),
    "program.engine.ledger:MAX_TEXTS": Case(
        "import os\nfor one in ('a', 'b', 'c'):\n    os.system(one)\n", 2
    ),
    "program.engine.alternatives:MAX_IN_VAIN": Case(
        "import os, library\nf = print if library.x else os.system\nfor n in range(9):\n    f('a')\n",
        2,
    ),
    "program.engine.rounds:MAX_DECODING": Case(_loop("n = 0\nwhile n < 40:\n    n += 1"), 2),
    "program.engine.rounds:MAX_IN_VAIN": Case(
        "import os\nn = 0\nwhile n < 40:\n    n += 1\n    os.system('a')\n", 2
    ),
    "program.engine.rounds:MAX_STALE": Case(
        "import os\nn = 0\nwhile n < 4:\n    n += 1\n    os.system('a')\n", 2
    ),
    "program.engine.taken:MAX_TAKEN": Case(
        "import os\na, b = iter(['x', 'y']), iter(['x', 'y'])\nos.system(next(a))\nos.system(next(b))\n",
        1,
    ),
    "program.engine.repeats:MAX_AGAIN_EARLY": Case(
        "import os\nn = 0\ndef f():\n    os.system('a')\n    return n\n" + "f()\nn += 1\n" * 4, 1
    ),
    "program.engine.repeats:MAX_AGAIN": Case(
        "import os\nn = 0\ndef f():\n    os.system('a')\n    return n\n"
        "def g():\n    global n\n" + "    f()\n    n += 1\n" * 4,
        1,
    ),
    "program.engine.script.pages:MAX_MARKUP": Case(
        SCRIPT + "document.write('<b>words</b>');\ncp.exec('a');\n", 8, "npm"
    ),
    "program.engine.doubt:MAX_UNSETTLED": Case(
        "import os, library\na, b = [], []\nif library.x:\n  a.append(1)\n  b.append(2)\nos.system('e')\n",
        1,
    ),
    "program.engine.doubt:MAX_TOUCHED": Case(
        "import os, library\nif library.x:\n    a, b, c, d = 'b', 'c', 'd', 'e'\nos.system(a)\n", 2
    ),
    "program.engine.others:MAX_OTHERS": Case(
        "import os, library\nif library.x:\n    a = 'b'\nelif library.y:\n    a = 'c'\nelse:\n    a = 'd'\n"
        "os.system(a)\n",
        2,
    ),
    "program.engine.repeats:MAX_STALE_LATER": Case(
        "import os\ndef f(x):\n    os.system('a')\ndef g():\n"
        + "".join(f"    f({n})\n" for n in range(5)),
        2,
    ),
    "program.engine.repeats:MAX_STALE": Case(
        "import os\ndef f(x):\n    os.system('a')\n" + "".join(f"f({n})\n" for n in range(5)), 2
    ),
    "program.engine.ledger:MAX_SHOWN": Case(
        "import os\nos.system('echo of some length')\n", 8, at=("program.engine.machine",)
    ),
    "program.engine.loops:MAX_ROUNDS": Case(_loop("for i in (1, 2, 3, 4):"), 3),
    "program.engine.loops:MAX_STEPS": Case(_loop("for i in (1, 2, 3, 4):"), 1),
    "program.engine.machine:MAX_CALLS": Case(
        "import os\ndef g():\n    os.system('a')\ndef f():\n    g()\nf()\n",
        1,
        at=("program.engine.repeats",),
    ),
    "program.engine.machine:MAX_LAYERS": Case(
        "exec(\"import os; os.system('a')\")\n", at=("program.engine.executing",)
    ),
    "program.engine.containers:MAX_RANKED": Case(
        "import os\nfor one in sorted(['b', 'a'], key=lambda one: ord(one)):\n    os.system(one)\n",
        1,
    ),
    "program.engine.served:MAX_HANDLERS": Case(
        "import os, telegram.ext\ndef f(x, y):\n    os.system(x.text)\n"
        "telegram.ext.CommandHandler('a', f)\n",
        1,
    ),
    "program.engine.beside:MAX_BESIDE": Case(
        "import os, threading\ndef f():\n    os.system('a')\nthreading.Thread(target=f).start()\n"
        "threading.Thread(target=f).start()\n",
        1,
    ),
    "program.engine.keeping:MAX_SINKS": Case(
        "import contextlib, io, os\nwith contextlib.redirect_stdout(io.StringIO()):\n    os.system('a')\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    os.system('b')\n",
        1,
    ),
    "program.engine.fed_back:MAX_FED": Case(
        "import json, os\njson.loads('a', object_hook=lambda x: os.system(x))\n"
        "json.loads('b', object_hook=lambda x: os.popen(x))\n",
        1,
    ),
    "program.engine.prepared:MAX_HANDLERS": Case(
        "import urllib.request\nclass H(urllib.request.BaseHandler):\n    pass\n"
        "urllib.request.build_opener(H, H, H).open('https://a.example.invalid')\n",
        2,
    ),
    "program.engine.loggers:MAX_HANDLERS": Case(
        "import logging, os\nlogging.getLogger('a').addHandler(1)\n"
        "logging.getLogger('a').addHandler(2)\nos.system('a')\n",
        1,
    ),
    "program.engine.invoke:MAX_GENERATORS": Case(
        "import os\ndef g():\n    yield 1\ndef h():\n    yield 2\ng()\nh()\nos.system('a')\n", 1
    ),
    "program.engine.pickled:MAX_FOLLOWED": Case(
        "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'a'\\ntR.\")\n", 0
    ),
    "program.engine.overridden:MAX_HOLDERS": Case(
        "import os, string\nclass F(string.Formatter):\n    def get_value(self, key, given, named):\n"
        "        return os.system(key)\nF().format('{a} {b}')\n",
        1,
    ),
    "program.engine.script.pages:MAX_HANDLERS": Case(
        SCRIPT + "document.write('<script src=https://a.example.invalid/x.js></script>');\n",
        0,
        "npm",
    ),
    "program.engine.script.messages:MAX_HEARING": Case(
        SCRIPT + "Bun.serve({fetch: r => cp.exec(r), error: r => cp.exec(r)});\n", 1, "npm"
    ),
    "program.engine.script.pages:MAX_INSERTED": Case(
        SCRIPT + "require('jquery')('body').append('a', '<script>eval(1)</script>');\n", 1, "npm"
    ),
    "program.engine.script.built_code:MAX_TEXTS": Case(
        SCRIPT
        + "exports.banner = function banner() { return 'fetch(\"https://a.example.invalid\")'; };\n",
        0,
        "npm",
    ),
    "program.engine.hooks:MAX_HOOKING": Case(
        SCRIPT + "document.on = (k) => cp.exec(k);\n", 0, "npm"
    ),
    "program.engine.replaced:MAX_PLACED": Case(
        "import os, sys\nsys.displayhook = lambda x: os.system('a')\n"
        "sys.excepthook = lambda *x: os.system('b')\n",
        1,
    ),
    "program.engine.script.channels:MAX_CHANNELS": Case(
        SCRIPT + "const d = require('diagnostics_channel').channel('z');\n"
        "d.subscribe((a) => cp.exec(a));\nd.subscribe((b) => cp.exec(b));\n",
        1,
        "npm",
    ),
    "program.engine.tools:MAX_TOOL": Case(
        SCRIPT + "cp.exec('a');\n",
        9,
        "npm",
        at=("program.engine.run",),
        more={"package/.husky/pre-commit": "npx lint-staged\n"},
        named="package/.husky/pre-commit",
    ),
    "program.engine.script.clients:MAX_TOLD": Case(
        SCRIPT + "require('x').init({dsn: 'https://a.example.invalid/1'});\n", 0, "npm"
    ),
    "program.engine.script.clients:MAX_UNSENT": Case(
        SCRIPT + "const c = new (require('x').Client)();\nc.exec(JSON.stringify(process.env));\n",
        0,
        "npm",
    ),
    "program.engine.rounds:MAX_BRIEF": Case(
        "import os\nfor one in range(5000):\n    two = one\n"  # more than is run to its end in any file
        "i = 0\nwhile i < 3:\n    os.system(f'{i}')\n    i += 1\n",
        0,
    ),
    "program.engine.looped:MAX_INSIDE": Case(
        "import os\nfor a in 'ab':\n    for b in 'ab':\n        os.system(a + b)\n", 1
    ),
    "program.engine.script.sorting:MAX_SORTED": Case(
        SCRIPT + "cp.exec([3, 1, 2].sort((a, b) => a - b).join(''));\n", 2, "npm"
    ),
    "program.engine.script.texts:MAX_MATCHES": Case(
        SCRIPT + "cp.exec('aaa'.replace(/a/g, (m) => m + 'b'));\n", 2, "npm"
    ),
    "program.engine.script.objects:MAX_REVIVED": Case(
        SCRIPT + "JSON.parse('[1, 2, 3]', (k, v) => cp.exec(v));\n", 2, "npm"
    ),
    "program.engine.script.promises:MAX_WAITING": Case(
        SCRIPT + "const {promise} = Promise.withResolvers();\npromise.then((a) => cp.exec(a));\n",
        0,
        "npm",
    ),
    "program.engine.script.streams:MAX_PIPES": Case(
        SCRIPT + "const {PassThrough} = require('stream');\n"
        "new PassThrough().pipe(new PassThrough());\ncp.exec('a');\n",
        0,
        "npm",
    ),
    "program.engine.script.events:MAX_LISTENERS": Case(
        SCRIPT + "const e = new (require('events'))();\ne.on('x', (a) => cp.exec(a));\n"
        "e.on('x', (b) => cp.exec(b));\n",
        1,
        "npm",
    ),
    "program.engine.script.events:MAX_EVENTS": Case(
        SCRIPT + "const e = new (require('events'))();\ne.on('x', (a) => cp.exec(a));\n"
        "e.on('y', (b) => cp.exec(b));\n",
        1,
        "npm",
    ),
    "program.engine.records:MAX_FIELDS": Case(
        "import os\nclass A:\n    a: int = 1\n    b: int = 2\nos.system(A().b)\n", 1
    ),
    "program.engine.members:MAX_WRITTEN": Case(
        "import os\nopen('thing.sh', 'w').write('a')\nos.system('a')\n"
    ),
    "program.engine.members:MAX_CONTENT": Case(HERE, 1, more={"sample/data.txt": "abc"}),
    "program.engine.package:MAX_MODULES": Case("import os\nos.system('a')\n"),
    "program.engine.package:MAX_LEFT": Case("import os\ndef f():\n    os.system('a')\n"),
    "program.engine.run:MAX_START_LINES": Case(
        "x = 1\n",
        1,
        more={"sample.pth": "import os\nimport os; os.system('a')\n"},
        named="sample.pth",
    ),
    "program.placed:MAX_COMMANDS": Case("x = 1\n", more=COMPLETING, named=COMPLETION),
    "program.placed:MAX_PLACED": Case("x = 1\n", more=COMPLETING, named=COMPLETION),
    "program.placed:MAX_TEXT": Case("x = 1\n", 3, more=COMPLETING, named=COMPLETION),
    "program.engine.run:MAX_HOOKS": Case(
        "let x = 1;\n",
        form="npm",
        more={
            "package/package.json": json.dumps(
                {"name": "sample", "version": "1.0.0", "scripts": {"postinstall": "echo said"}}
            )
        },
        named="package/package.json",
    ),
    "program.engine.script.workers:MAX_PARTS": Case(
        "new Worker(URL.createObjectURL(new Blob(['let a;', 'let b;'])));\n", 1, "npm"
    ),
    "program.engine.script.wasm:MAX_SECTIONS": Case(
        SCRIPT + f"const m = new WebAssembly.Module({WASM});\n"
        "cp.exec(Buffer.from(WebAssembly.Module.customSections(m, 'x')[0]).toString());\n",
        1,
        "npm",
    ),
    "program.engine.shells:MAX_SCRIPT": Case("import os\nos.system('curl a; ls')\n", 1),
    "program.engine.shells:MAX_LINES": Case("import os\nos.system('curl a; ls')\n"),
    "program.engine.generators:MAX_SENT": Case(
        "import os\ndef g():\n    os.system((yield))\nf = g()\nf.send('a')\nf.send('b')\n", 1
    ),
    "program.engine.tried:MAX_TRIED": Case(
        "import unittest\nunittest.defaultTestLoader.discover('tests')\n",
        0,
        "sdist",
        more={"sample-1.0/tests/test_a.py": "import os\nos.system('a')\n"},
    ),
    "program.engine.variables:MAX_SET": Case("import os\nos.environ.update(A='a', B='b')\n", 1),
    "program.engine.shell_lines:MAX_LINE": Case("import os\nos.system('id; ls')\n", 3),
    "program.engine.shells:MAX_NESTED": Case(
        STARTS,
        0,
        "sdist",
        more={"sample-1.0/run.sh": "sh other.sh\n", "sample-1.0/other.sh": "id\n"},
    ),
    "program.engine.value:MAX_ITEMS": Case(
        "import os\nx = ['a', 'b', 'c']\nos.system(x[2])\n", 2, at=("program.engine.expressions",)
    ),
    "program.engine.words:MAX_HITS": Case(
        "import os\nos.system('a')\n", at=("program.engine.worth",)
    ),
    "evidence.kept:MAX_CODE": Case("import os\nos.system('a')\n"),
    "evidence.kept:MAX_NAMED": Case("".join(f"def f{one}(): pass\n" for one in range(30)), 1),
    "evidence.kept:MAX_FILE": Case(HERE, 1, more={"sample/data.txt": "abc"}),
    "evidence.kept:MAX_DATA": Case(HERE, 1, more={"sample/data.txt": "abc"}),
    "evidence.kept:MAX_BUILDS": Case(
        HERE.replace("data.txt", "data.cmake"), 1, more={"sample/data.cmake": "abc"}
    ),
    "program.graph:MAX_NODES": Case(
        "import os\nos.system('a')\n", 1, more={"sample/z.py": "import os\n"}, named="sample/z.py"
    ),
    "program.graph:MAX_ROUNDS": Case(
        "import os\nx = os.getcwd()\n__import__(x)\n",
        more={"sample/inner/__init__.py": "", "sample/inner/z.py": "import os\nos.system('a')\n"},
        named="sample/inner/z.py",
    ),
    "program.lower:MAX_SIGNS": Case("import os\nos.system('a')\n", 3),
    "program.lower:MAX_SOURCE": Case("import os\nos.system('a')\n", 5),
    "program.lower.python.literals:MAX_BACKTICKS": Case(
        "import os\nx = `os.getcwd()`\nos.system(x)\n", 2
    ),
    "program.lower.python.matches:MAX_LEVELS": Case(
        f"import os\nprint 'a'\nmatch os.environ:\n    case {NESTED}:\n        os.system('a')\n", 1
    ),
    "program.lower.javascript.patterns:MAX_LEVELS": Case(
        SCRIPT + f"const [b, {NESTED}] = cp;\ncp.exec('a');\n", 1, "npm"
    ),
    "program.python.reader:MAX_IMPORTS": Case("import os\nimport sys\nos.system('a')\n", 1),
    "program.python.calls:MAX_CALLS": Case("import os\nos.system('a')\nos.system('b')\n", 1),
    "program.javascript.reader:MAX_IMPORTS": Case(
        "import a from 'a';\nimport b from 'b';\n", 1, "npm"
    ),
    "program.javascript.calls:MAX_CALLS": Case(SCRIPT + "cp.exec('a');\ncp.exec('b');\n", 1, "npm"),
    "program.shell.reader:MAX_COMMANDS": Case(
        STARTS, 1, "sdist", more={"sample-1.0/run.sh": "id\nls\n"}, named="sample-1.0/run.sh"
    ),
    "program.batch.cmd:MAX_NESTED": Case(
        STARTS,
        0,
        "sdist",
        more={"sample-1.0/run.bat": "if exist a if exist b del c\n"},
        named="sample-1.0/run.bat",
    ),
    "evidence.artifact:MAX_MANIFEST_BYTES": Case(
        "x = 1\n", form="sdist", named="sample-1.0/PKG-INFO"
    ),
}


def _named(case: Case) -> dict[str, str]:
    """All paths of which is said that something in them was not seen, with the reason."""
    name, path = PLACES[case.form]
    extra = {"sdist": {"sample-1.0/PKG-INFO": "Name: sample\n"}}
    extra["npm"] = {"package/package.json": '{"name": "sample", "version": "1.0.0"}'}
    whole = {**extra.get(case.form, {}), path: case.text, **case.more}
    members = [Member(one, text.encode(), False, 0) for one, text in whole.items()]
    found = examine_members(members, name, "0" * 64, 1)
    (program,) = of_type(found, Program)
    assert isinstance(program, Program)
    return {one.path: one.reason for one in program.unfinished} | {
        one.path: one.reason for one in found.coverage if one.opaque
    }


@pytest.mark.parametrize("limit", CASES)
def test_what_goes_beyond_it_is_named(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[limit]
    path = case.named or PLACES[case.form][1]
    assert path not in _named(case)
    module, _, name = limit.partition(":")
    for one in (module, *case.at):
        monkeypatch.setattr(import_module(f"ostiary.{one}"), name, case.value)
    if limit == "evidence.kept:MAX_CODE":
        _room(monkeypatch, kept.Kept(_left=case.value))
    if limit == "evidence.kept:MAX_NAMED":
        _room(monkeypatch, kept.Kept(_named=case.value))
    if limit == "evidence.kept:MAX_DATA":
        _room(monkeypatch, kept.Kept(_room=case.value))
    if limit == "evidence.kept:MAX_BUILDS":
        _room(monkeypatch, kept.Kept(_room=case.value, _tools=case.value))
    assert _named(case).get(path)


def _room(monkeypatch: pytest.MonkeyPatch, room: kept.Kept) -> None:
    """Dataclasses keep the defaults that they were made with."""
    monkeypatch.setattr(artifact, "_Notes", partial(artifact._Notes, kept=room))


def test_a_loop_whose_end_is_asked_for_each_time_is_named_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        "import os, base64\nbase64.b64decode('')\ni = 0\nwhile i < 9:\n    i += 1\nos.system('a')\n"
    )
    assert not _named(Case(text))
    monkeypatch.setattr(import_module("ostiary.program.engine.rounds"), "MAX_ROUNDS", 3)
    assert _named(Case(text))


def _declared() -> set[str]:
    """Every constant of these rooms that is called a maximum."""
    found = set()
    for room in ROOMS:
        for path in (SOURCE / room).rglob("*.py"):
            module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
            for node in ast.parse(path.read_text("utf-8")).body:
                several = node.targets if isinstance(node, ast.Assign) else []
                several = [node.target] if isinstance(node, ast.AnnAssign) else several
                found |= {
                    f"{module.removesuffix('.__init__')}:{one.id}"
                    for one in several
                    if isinstance(one, ast.Name) and one.id.lstrip("_").startswith("MAX_")
                }
    return found


def test_every_limit_is_accounted_for() -> None:
    """A new one needs a case above, or words in `limits_said.py` that say why it needs none."""
    listed = [*CASES, *ELSEWHERE, *QUIET]
    assert len(listed) == len(set(listed))
    assert _declared() == set(listed)


def test_of_the_evaluator_each_is_tried_or_explained() -> None:
    """Silence there would be a pass: that another room says so does not do."""
    own = {one for one in _declared() if one.startswith(("program.engine.", "evidence.kept:"))}
    assert own <= {*CASES, *QUIET}
    assert all(len(why.split()) > 4 for why in (*QUIET.values(), *ELSEWHERE.values()))


def test_a_large_script_that_is_served_is_named() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sample/__init__.py", "x = 1\n")
        archive.writestr("sample/static/app.js", "let x = 1;\n" * 40_000)
    stream.seek(0)
    found = artifact.examine(stream, "sample-1.0-py3-none-any.whl")
    (row,) = (one for one in found.coverage if one.path.endswith(".js"))
    assert (row.understood, row.opaque) == (True, "unfinished")
    assert "nothing here starts" in row.reason
