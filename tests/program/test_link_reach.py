"""A call's moment follows from the roots, through imports, calls, classes and started files."""

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
