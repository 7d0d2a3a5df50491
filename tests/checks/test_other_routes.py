"""Code that runs unasked leads the requests of a whole process over a host of its own."""

import sys
from pathlib import Path

import pytest

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.finding import Hit

sys.path.insert(0, str(Path(__file__).parents[1] / "program"))
from program_of import program_of

TAMPERING = next(one for one in CATALOGUE if one.id == "tampering")


def told(text: str) -> bool:
    program = program_of("wheel", {"sample/__init__.py": f"import os\n{text}\n"})
    return any(isinstance(one, Hit) for one in TAMPERING.run(program))


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_for_everybody_is_told(name: str) -> None:
    assert told(f"os.environ[{name!r}] = 'http://c.example.invalid:8080'")


@pytest.mark.parametrize(
    "text",
    [
        "os.environ['HTTPS_PROXY'] = ''",
        "os.environ['HTTPS_PROXY'] = 'http://127.0.0.1:8080'",
        "os.environ['HTTPS_PROXY'] = os.environ.get('OTHER_PROXY', '')",
        "os.environ['NO_PROXY'] = 'c.example.invalid'",
        "def use(address):\n    os.environ['HTTPS_PROXY'] = address",
        "def use():\n    os.environ['HTTPS_PROXY'] = 'http://c.example.invalid:8080'",
    ],
)
def test_one_that_is_near_or_asked_for_is_passed(text: str) -> None:
    assert not told(text)
