"""Patterns at the top of modules: right all of them, and compiled by nobody before they are used."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ostiary.core.regex import regex

SOURCE = Path(__file__).parents[1] / "src"

ALL = """
import gc, importlib, json, pkgutil, re
import ostiary
from ostiary.core import regex
acting = {"ostiary.__main__", "ostiary.flows.preload"}  # the latter is there to have all made
for one in pkgutil.walk_packages(ostiary.__path__, "ostiary."):
    if one.name not in acting:
        importlib.import_module(one.name)
gc.collect()
late = [one for one in gc.get_objects() if isinstance(one, regex._Late)]
used = [repr(one._source) for one in late if len(vars(one)) > 2]
wrong = []
for one in late:
    try:
        one.search
    except re.error as error:
        wrong.append(f"{one._source!r}: {error}")
print(json.dumps([len(late), used, wrong]))
"""


def test_every_pattern_compiles_and_none_at_the_start() -> None:
    ran = subprocess.run([sys.executable, "-c", ALL], capture_output=True, text=True, check=True)
    count, used, wrong = json.loads(ran.stdout)
    assert count > 500
    assert used == []
    assert wrong == []


def test_no_module_compiles_patterns_of_its_own_at_the_start() -> None:
    """One that stands at the edge of a line is run when the module is loaded."""
    eager = re.compile(r"(?m)^(?:[A-Z_]\w*.*|)\bre\.compile\(")
    found = [path for path in SOURCE.rglob("*.py") if eager.search(path.read_text())]
    assert found == []


def test_it_is_what_the_compiled_one_is() -> None:
    late = regex(rb"(?P<word>\w+)", re.IGNORECASE)
    assert late.pattern == rb"(?P<word>\w+)"
    assert late.flags & re.IGNORECASE
    assert late.sub(b"x", b"one two") == b"x x"
    assert [one["word"] for one in late.finditer(b"one two")] == [b"one", b"two"]
    assert late.search is late.search  # from the second time on nothing is looked for


def test_what_is_wrong_with_it_is_said_where_it_is_used() -> None:
    wrong = regex("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.search("x")
