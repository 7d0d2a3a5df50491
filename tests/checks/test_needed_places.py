"""A source tree whose metadata name no place may fetch dependencies from one all the same."""

import pytest
from weighed import BY_ID

from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member

INFO = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n"
URL = "http://h.example.invalid/x.tar.gz"
GIT = "git+https://forge.example.invalid/a/b"
SETUP = "from setuptools import setup\n"
PROJECT = '[project]\nname = "sample"\nversion = "1.0"\n'
DYNAMIC = "[tool.setuptools.dynamic]"
POETRY = "[tool.poetry.dependencies]\n"
CFG = "[options]\ninstall_requires =\n"
PLACES = {
    "the call of setup": ("setup.py", f"{SETUP}setup(install_requires=['x @ {URL}'])\n"),
    "pieces of a text": ("setup.py", f"{SETUP}setup(install_requires=['x @ '\n  '{URL}'])\n"),
    "a list by name": ("setup.py", f"{SETUP}a = []\na += ['x@{URL}']\nsetup(install_requires=a)\n"),
    "an extra": ("setup.py", f"{SETUP}setup(extras_require={{'a': ['x[y] @ {URL}']}})\n"),
    "setup.cfg": ("setup.cfg", f"{CFG}    a\n    x @ {URL}\n"),
    "an extra of setup.cfg": ("setup.cfg", f"[options.extras_require]\na =\n    x @ {URL}\n"),
    "a file that setup.cfg names": ("setup.cfg", "[options]\ninstall_requires = file: needs.txt\n"),
    "the project": ("pyproject.toml", f'{PROJECT}dependencies = ["x @ {URL}"]\n'),
    "poetry": ("pyproject.toml", f'{POETRY}x = {{url = "{URL}"}}\n'),
    "one of several of poetry": (
        "pyproject.toml",
        f'{POETRY}x = [{{version = "1"}}, {{url = "{URL}"}}]\n',
    ),
    "a file that the project names": (
        "pyproject.toml",
        f'{PROJECT}dynamic = ["dependencies"]\n{DYNAMIC}\ndependencies = {{file = "needs.txt"}}\n',
    ),
}
SAFER = {
    "a forge": (Severity.MEDIUM, "setup.py", f"{SETUP}setup(install_requires=['x @ {GIT}'])\n"),
    "git of poetry": (
        Severity.MEDIUM,
        "pyproject.toml",
        f'{POETRY}x = {{git = "https://forge.example.invalid/a/b"}}\n',
    ),
    "an open link": (
        Severity.MEDIUM,
        "setup.py",
        f"{SETUP}setup(dependency_links=['{URL}#egg=x'])\n",
    ),
    "a link": (
        Severity.LOW,
        "setup.py",
        f"{SETUP}setup(dependency_links=['https://h.example.invalid/#egg=x'])\n",
    ),
}
NONE = {
    "releases": ("setup.py", f"{SETUP}setup(install_requires=['x>=1'], url='{URL}')\n"),
    "a remark": ("setup.py", f"{SETUP}setup(install_requires=[\n  # 'x @ {URL}',\n])\n"),
    "groups for development": (
        "pyproject.toml",
        f'[tool.poetry.group.dev.dependencies]\nx = {{url = "{URL}"}}\n',
    ),
    "an address": ("setup.py", f"{SETUP}setup(author_email='a@example.invalid', url='{URL}')\n"),
}


def said(path: str, text: str, info: str = INFO) -> list[Severity]:
    """What the check says of a source distribution."""
    files = {"PKG-INFO": info, path: text, "needs.txt": f"a\nx @ {URL}\n", "sample.py": ""}
    members = [Member(f"sample-1.0/{name}", one.encode(), False, 0) for name, one in files.items()]
    check = BY_ID["direct-url-dependency"]
    return [
        hit.severity or check.severity
        for fact in examine_members(members, "sample-1.0.tar.gz", "0" * 64, 1).facts
        if isinstance(fact, check.reads)
        for hit in check.run(fact)
        if isinstance(hit, Hit)
    ]


@pytest.mark.parametrize("where", PLACES)
def test_what_is_fetched_without_encryption(where: str) -> None:
    assert said(*PLACES[where]) == [Severity.HIGH]


@pytest.mark.parametrize("where", SAFER)
def test_what_weighs_less(where: str) -> None:
    weight, path, text = SAFER[where]
    assert said(path, text) == [weight]


@pytest.mark.parametrize("where", NONE)
def test_what_comes_from_an_index(where: str) -> None:
    assert said(*NONE[where]) == []


def test_what_a_text_tells_people_is_no_dependency() -> None:
    prose = f'"""Make a release.\n\nIn other projects, use "sample @ {URL}".\n"""\n'
    assert said("setup.py", f"{prose}{SETUP}setup()\n") == []
    assert said("setup.py", f"{prose}{SETUP}setup(install_requires=['x @ {URL}'])\n") != []


def test_what_the_metadata_say_is_said_once() -> None:
    assert said(*PLACES["the call of setup"], f"{INFO}Requires-Dist: x @ {URL}\n") == [
        Severity.HIGH
    ]
