"""A constant text that is executed is read as the code that it is, by whatever way it is executed."""

import pytest
from program_of import program_of, reaches

from ostiary.core.coverage import Reach
from ostiary.program.model import Behaviour

IN_PYTHON = [
    "exec('import os\\nos.system(\"x\")')",
    "import os as o\nexec('o.system(\"x\")')",
    "from os import system as s\neval('s(\"x\")')",
    "import builtins\ngetattr(builtins, 'ex' + 'ec')('import os; os.system(\"x\")')",
    'exec(\'exec("import os; os.system(\\\\"x\\\\")")\')',
    "T = 'import os; ' + 'os.system(\"x\")'\nexec(T)",
    "import os\ndef go():\n    os.system('x')\nexec('go()')",
    "exec('def f():\\n  import os\\n  os.system(\"x\")\\nf()')",
    "T = '''import os\nos.system('x')\n" + "# words\n" * 800 + "'''\nexec(T)",
    "import subprocess\nsubprocess.run(['python', '-c', 'import os; os.system(\"x\")'])",
    "exec('from sample.hidden import go')",
    "__import__('sample.hidden')",
    "import importlib\nimportlib.import_module('.hidden', __name__)",
]


@pytest.mark.parametrize("text", IN_PYTHON)
def test_texts_in_python(text: str) -> None:
    files = {"sample/__init__.py": text + "\n"}
    if "hidden" in text:
        files["sample/hidden.py"] = "import os\ndef go(): pass\nos.system('x')\n"
    program = program_of("wheel", files)
    assert reaches(program).get("x") is Reach.IMPORT
    assert not any(one.deep for one in program.calls)


IN_JAVASCRIPT = [
    "eval(\"require('child_process').exec('x')\")",
    "const c = require('child_process'); eval(\"c.exec('x')\")",
    "const {exec: e} = require('child_process'); setTimeout(\"e('x')\", 5)",
    "new Function(\"require('child_process').exec('x')\")()",
    "new Function('a', \"require('child_process').exec('x')\")()",
    "require('vm').runInThisContext(\"require('child_process').exec('x')\")",
    "const t = `" + "// words\n" * 800 + "require('child_process').exec('x')`; eval(t)",
    "eval(\"require('./hidden')\")",
]


@pytest.mark.parametrize("text", IN_JAVASCRIPT)
def test_texts_in_javascript(text: str) -> None:
    files = {"index.js": text + "\n", "hidden.js": "require('child_process').exec('x')\n"}
    assert reaches(program_of("npm", files))["x"] is Reach.IMPORT


def test_a_function_in_a_text_waits_to_be_called() -> None:
    text = "exec('def f():\\n  import os\\n  os.system(\"x\")')\n"
    assert reaches(program_of("wheel", {"sample/__init__.py": text}))["x"] is Reach.CALL


def test_a_text_too_deep_inside_others_is_no_pass() -> None:
    text = "import os; os.system('x')"
    for _ in range(6):
        text = f"exec({text!r})"
    program = program_of("wheel", {"sample/__init__.py": text + "\n"})
    assert [one.parsed for one in program.modules] == [False]
    assert any(one.behaviour is Behaviour.EXECUTE for one in program.calls)
