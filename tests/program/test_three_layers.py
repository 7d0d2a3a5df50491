"""The worked example of `docs/engine.md` does what the page says."""

import re
from pathlib import Path

import pytest
from program_of import program_of

from ostiary.checks.behaviour.stealer import stealer
from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

PAGE = (Path(__file__).parents[2] / "docs" / "engine.md").read_text("utf-8")


@pytest.fixture(scope="module")
def program() -> Program:
    listing = re.search(r"^```python setup\.py\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert listing
    return program_of("sdist", {"setup.py": listing[1]})


def test_the_innermost_layer_tells_what_it_does(program: Program) -> None:
    [flow] = [one for one in program.flows if one.act is Act.SEND]
    assert flow.reach is Reach.INSTALL
    assert flow.has(Taint.ENVIRONMENT)
    assert flow.target == "https://collect.example.invalid/"
    assert flow.layers == (
        "layer 1, decoded from sample-1.0/setup.py:14 by base64, zlib",
        "layer 2, decoded from layer 1 by base85",
        "layer 3, decoded from layer 2 by character codes",
    )


def test_each_layer_is_met_where_it_is_executed(program: Program) -> None:
    depths = {len(one.layers) for one in program.flows if one.act is Act.EXECUTE}
    assert depths == {0, 1, 2}


def test_the_page_shows_what_the_check_says(program: Program) -> None:
    [hit] = list(stealer.run(program))
    shown = " ".join(PAGE.split())
    told = re.sub(r"\s+", " ", str(getattr(hit, "message", "")))
    for part in told.split("; "):
        assert part in shown.replace(" +60 ", " ")
