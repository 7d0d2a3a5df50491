"""A function of the program runs when somebody outside calls it, and a call that no name tells of is told."""

import pytest
from engine_flows import SAID, commands, flows, program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act
from ostiary.program.met import met

HEAD = """
import bisect, cProfile, collections, functools, itertools, json, multiprocessing, operator, os, queue, sys
def f(*a, **k):
    os.system(a[-1])
"""
HANDED = [
    "operator.call(f, {})",
    "functools.cache(f)({})",
    "d = collections.deque()\nd.append(f)\nd.popleft()({})",
    "for g, n in collections.Counter([f]).items():\n    g({})",
    "[*itertools.accumulate(['', {}], f)]",
    "[*itertools.filterfalse(f, [{}])]",
    "[*itertools.groupby([{}], f)]",
    "cProfile.Profile().runcall(f, {})",
    "multiprocessing.Pool(1, f, ({},))",
]


@pytest.mark.parametrize("text", HANDED)
def test_own_functions_come_out_of_what_they_went_into(text: str) -> None:
    assert SAID in commands(HEAD + text.format(f"'{SAID}'"))


def test_a_function_that_nobody_called_waits() -> None:
    (one,) = flows(HEAD + "kept = [f]", Act.RUN)
    assert one.loose


ROUNDS = [
    "q = [os.system] + [print] * 40\nwhile q:\n    f = q.pop()\nf({})",
    "t = {{i: i + 1 for i in range(40)}}\ns = 0\nwhile s in t:\n    s = t[s]\n[int, os.system][s == 40]({})",
    (
        "f, t = print, []\nwhile True:\n    t.append(1)\n    if len(t) == 40:\n        f = os.system\n"
        "        break\nf({})"
    ),
    "def a(n, g):\n    return b(n, g)\ndef b(n, g):\n    return a(n - 1, g) if n else g({})\na(8, os.system)",
]


@pytest.mark.parametrize("text", ROUNDS)
def test_what_a_container_or_a_counter_ends_is_run_to_its_end(text: str) -> None:
    assert SAID in commands("import os\n" + text.format(f"'{SAID}'"))


WHOLE = [
    "vars(os).copy()['system']({})",
    "for k, v in vars(os).items():\n    if k == 'sys' + 'tem':\n        v({})",
    "{{n: getattr(os, n) for n in dir(os)}}['system']({})",
    "dict(inspect.getmembers(os))['system']({})",
    "x = {{}}\nx.update(os.__dict__)\nx['system']({})",
]


@pytest.mark.parametrize("text", WHOLE)
def test_all_names_of_a_module_at_once_are_told(text: str) -> None:
    found = flows("import inspect, os\n" + text.format("'x'"), Act.NAMES)
    assert {one.text for one in found} == {"os"}


@pytest.mark.parametrize("text", ["vars(x)", "dir(math)", "math.__dict__", "os.path", "os.environ"])
def test_names_of_others_say_nothing(text: str) -> None:
    assert not flows(f"import math, os\ndef g(x):\n    return {text}\ng(1)", Act.NAMES)


def test_modules_that_were_loaded_are_looked_through() -> None:
    for text in (
        "next(m for m in sys.modules.values() if hasattr(m, 'system')).system({})",
        "{{**sys.modules}}['os'].system({})",
        "sys.modules.copy()['os'].system({})",
        "pkgutil.resolve_name('random:_os.system')({})",
    ):
        assert SAID in commands("import pkgutil, sys\n" + text.format(f"'{SAID}'"))


EARLY = [
    "class A:\n    x = property(f)\nA().x",
    "class A:\n    pass\nA.__call__ = f\nA()()",
    "class M(type):\n    def __call__(cls):\n        f()\nclass A(metaclass=M):\n    pass\nA()",
    "[os.system][0]('nohup /tmp/x &')",
]


@pytest.mark.parametrize("text", EARLY)
def test_a_call_has_the_moment_at_which_it_was_met(text: str) -> None:
    head = "import os\ndef f(*a, **k):\n    os.system('nohup /tmp/x &')\n"
    program = program_of("wheel", {"sample/__init__.py": head + text})
    early = [one for one in program.reached(Reach.IMPORT) if one.name == "os.system"]
    assert early
    assert all("nohup" in (one.arguments[0] or "") for one in early)


def test_a_script_as_well() -> None:
    text = (
        "const { exec } = require('child_process');\nfunction f() { exec('nohup /tmp/x &'); }\n"
        "const o = { get x() { return f(); } };\no.x;"
    )
    program = program_of("npm", {"index.js": text})
    assert any(one.name == "child_process.exec" for one in program.reached(Reach.IMPORT))


def test_what_is_only_tried_or_unknown_keeps_its_moment() -> None:
    tried = "import os\ndef f():\n    os.system('nohup /tmp/x &')\n"
    open_ = (
        "from urllib.request import urlopen\ndef f(x):\n    urlopen(x.where)\n"
        "class A:\n    x = property(f)\nA().x\n"
    )
    for text in (tried, open_):
        program = program_of("wheel", {"sample/__init__.py": text})
        assert not list(program.reached(Reach.IMPORT))


def test_calls_without_flows_stay_as_they_are() -> None:
    program = program_of("wheel", {"sample/__init__.py": "import os\nos.system('ls')\n"})
    assert list(met(program.calls, (), ())) == list(program.calls)


VALUES = [
    "run = os.system\nx = [run]",
    "def g():\n    run = os.system\n    q.put(run)\ng()",
    "q.put((os.system, 'x'))",
    "t = {'a': print, 'b': subprocess.check_output}",
    "def g():\n    return os.popen\ng()",
    "from os import popen as p\nx = [p]",
    "for f in (os.system,):\n    pass",
]


@pytest.mark.parametrize("text", VALUES)
def test_a_starter_that_is_taken_and_not_called_is_told(text: str) -> None:
    assert [one for one in flows("import os, subprocess\n" + text, Act.NAMES) if one.target]


CALLS = [
    "os.system('x')",
    "run = os.system\nrun('x')\ndef g():\n    run('y')",
    "from os import popen as p\np('x')",
    "def g(run=subprocess.run):\n    run(['x'])",
    "from subprocess import run\nx: run = 1",
    "class P(subprocess.Popen):\n    pass",
    "def g():\n    return os.system",
]


@pytest.mark.parametrize("text", CALLS)
def test_who_calls_it_or_waits_for_a_caller_takes_nothing(text: str) -> None:
    assert not flows("import os, subprocess\n" + text, Act.NAMES, "wheel")


def test_a_file_of_a_session_is_written_by_whoever_opens_it() -> None:
    text = "import os\nopen(os.path.expanduser('~/.bashrc'), {})"
    assert flows(text.format("'a'"), Act.WRITE)
    assert not flows(text.format("'r'"), Act.WRITE)


def test_who_registers_functions_calls_none_of_them() -> None:
    text = (
        "import os, typer\ndef f(path):\n    os.system(path)\ndef g(path):\n    os.system(path)\n"
        "app = typer.Typer()\napp.command(name='f')(f)\napp.command(name='g')(g)\n"
    )
    assert all(one.loose for one in flows(text, Act.RUN, "wheel"))
