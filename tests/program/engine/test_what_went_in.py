"""A function outside that went into something is found again when what came out of that is called."""

import pytest
from engine_flows import SAID, commands, flows, program_of

from ostiary.program.engine.held import PREFIX, functions, holding, part
from ostiary.program.flow import HANDED, Act

HEAD = """
import collections, contextlib, contextvars, functools, importlib, inspect, itertools
import operator, os, queue, random, sys, types
"""
OUT_OF = [
    "V = contextvars.ContextVar('V')\nV.set(os.system)\nV.get()({})",
    "Q = queue.Queue()\nQ.put(os.system)\nQ.get()({})",
    "D = collections.deque([print, os.system])\nD.pop()({})",
    "next(itertools.chain([os.system]))({})",
    "@contextlib.contextmanager\ndef c():\n    yield os.system\nwith c() as run:\n    run({})",
    "try:\n    raise ValueError(os.system)\nexcept ValueError as e:\n    e.args[0]({})",
    "operator.itemgetter(1)([print, os.system])({})",
    "operator.methodcaller('system', {})(os)",
    "{{**vars(os)}}['system']({})",
    "types.SimpleNamespace(**vars(os)).system({})",
    "types.SimpleNamespace(run=os.system).run({})",
    "dict(inspect.getmembers(os))['system']({})",
    "collections.ChainMap({{}}, vars(os))['system']({})",
    "inspect.getattr_static(os, 'system')({})",
    "random._os.system({})",
    "def a():\n    run = os.system\n    b()\ndef b():\n    sys._getframe(1).f_locals['run']({})\na()",
    "def a():\n    run = os.system\n    return locals()\na()['run']({})",
    "[run := one for one in (print, os.system)]\nrun({})",
    "class system:\n    pass\nvars(os)[type(system()).__name__]({})",
    "sys.modules['fast'] = types.SimpleNamespace(load=os.system)\nimport fast\nfast.load({})",
    "me = sys.modules[__name__]\nme.run = os.system\nrun({})",
]
STORE = "const h = require('async_hooks'); const s = new h.AsyncLocalStorage(); "
CHANNEL = "const ch = require('diagnostics_channel').channel('a'); "
SCRIPTS = [
    "const g = Object.assign({}, cp); g.exec('%s');",
    "const g = {...cp}; g.exec('%s');",
    "const g = Object.assign({}, require('https'), cp); g.exec('%s');",
    "const { exec: run = console.log } = cp; run('%s');",
    "const o = { m: cp, go: function () { this.m.exec('%s'); } }; o.go.bind(o)();",
    "Object.prototype.run = cp.exec; ({}).run('%s');",
    STORE + "s.run(cp.exec, () => s.getStore()('%s'));",
    CHANNEL + "ch.subscribe((m) => { m.exec('%s'); }); ch.publish(cp);",
]


@pytest.mark.parametrize("text", OUT_OF)
def test_what_comes_out_is_called(text: str) -> None:
    assert SAID in commands(HEAD + text.format(f"'{SAID}'"))


@pytest.mark.parametrize("text", SCRIPTS)
def test_in_scripts_as_well(text: str) -> None:
    assert SAID in commands("const cp = require('child_process');" + text % SAID, "npm")


def test_another_file_makes_a_name_known_to_all() -> None:
    files = {
        "x/__init__.py": "from . import a, b\n",
        "x/a.py": "import builtins, os\nbuiltins.runner = os.system\n",
        "x/b.py": f"runner('{SAID}')\n",
    }
    found = program_of("wheel", files).flows
    assert {one.text for one in found if one.act is Act.RUN} == {SAID}


def test_a_module_answers_for_names_that_it_does_not_have() -> None:
    files = {
        "x/__init__.py": f"from . import lazy\nlazy.x_system('{SAID}')\n",
        "x/lazy.py": "import os\ndef __getattr__(name):\n    return vars(os)[name[2:]]\n",
    }
    found = program_of("wheel", files).flows
    assert {one.text for one in found if one.act is Act.RUN} == {SAID}


def test_a_function_that_is_handed_on_is_told_of() -> None:
    text = (
        "import argparse, os\np = argparse.ArgumentParser()\np.add_argument('x', type=os.system)\n"
    )
    (one,) = [one for one in flows(text, Act.EXECUTE) if one.target == HANDED]
    assert one.text == "os.system"
    looks = "import inspect, os\ninspect.signature(os.system)\n"
    assert not flows(looks, Act.EXECUTE)


def test_no_act_carries_the_mark() -> None:
    text = f"import os, subprocess\nfor run in [subprocess.run, os.system]:\n    run('{SAID}')\n"
    done = flows(text, Act.RUN)
    assert done
    assert not [one for flow in done for one in flow.carries if str(one.kind).startswith(PREFIX)]


def test_marks_and_names() -> None:
    (mark,) = holding("os.system")
    assert functions([mark]) == ["os.system"]
    assert holding("os.getcwd") == {}
    (room,) = holding("os")
    assert functions([room]) == []
    assert part([room], "system") == "os.system"
    assert part([room], "getcwd") == ""
