"""Which commands install other packages, and which only the one that lies here?"""

import pytest

from ostiary.checks.behaviour.command_forms import FORMS

INSTALLS = next(one.pattern for one in FORMS if one.what == "installs packages")


@pytest.mark.parametrize(
    "command",
    [
        "pip install colours",
        "pip install . colours",
        "pip install ./colours",
        "pip3 install .colours",
        "python -m pip install -q colours",
        "pip install --quiet",
        "npm i colours",
    ],
)
def test_other_packages(command: str) -> None:
    assert INSTALLS.search(command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install .",
        "pip install -e .",
        "pip install .[dev,docs]",
        "python -m pip install --no-deps . && make",
        "pip install -q .; make",
    ],
)
def test_the_package_that_lies_here(command: str) -> None:
    assert not INSTALLS.search(command)
