"""Detours to a command that runs on import: each is followed to the call that it hides."""

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.model import Behaviour, Program

IN_PYTHON = [
    "os.__getattribute__('system')('x')",
    "object.__getattribute__(os, 'system')('x')",
    "[os.system][0]('x')",
    "t = {'a': os.system}\nt['a']('x')",
    "import shutil\nshutil.os.system('x')",
    "class A:\n  def __init_subclass__(c): os.system('x')\nclass B(A): pass",
    "class A:\n  def __enter__(s): os.system('x')\nwith A(): pass",
    "class A:\n  def __del__(s): os.system('x')\nA()",
    "import threading\nclass T(threading.Thread):\n  def run(s): os.system('x')\nT().start()",
    "def d(a):\n  def w(f): os.system('x')\n  return w\n@d(1)\ndef z(): pass",
]
IN_JAVASCRIPT = [
    "const {['exec']: e} = cp; e('x')",
    "process.getBuiltinModule('child_process').exec('x')",
    "cp.exec.call(null, 'x')",
    "cp.exec.apply(cp, ['x'])",
    "new (class { constructor() { cp.exec('x') } })",
    "const o = { run() { cp.exec('x') } }; o.run()",
    "const o = { e: cp.exec }; o.e('x')",
    "[cp.exec][0]('x')",
    "function A() {}; A.prototype.go = function () { cp.exec('x') }; new A().go()",
    "import('child_process').then(c => c.exec('x'))",
    "import('child_process').then(({exec}) => exec('x'))",
]


def found(program: Program) -> bool:
    return any(
        one.behaviour is Behaviour.PROCESS
        and one.arguments == ("x",)
        and one.reach is Reach.IMPORT
        and not one.deep
        for one in program.calls
    )


@pytest.mark.parametrize("text", IN_PYTHON)
def test_python(text: str) -> None:
    assert found(program_of("wheel", {"sample/__init__.py": f"import os\n{text}\n"}))


@pytest.mark.parametrize("text", IN_JAVASCRIPT)
def test_javascript(text: str) -> None:
    text = f"const cp = require('child_process');\n{text}\n"
    assert found(program_of("npm", {"index.js": text}))


def test_a_text_that_is_only_compiled_waits() -> None:
    text = "import os\nc = compile('import os; os.system(\"x\")', '', 'exec')\n"
    assert not found(program_of("wheel", {"sample/__init__.py": text}))
    assert found(program_of("wheel", {"sample/__init__.py": text + "exec(c)\n"}))
