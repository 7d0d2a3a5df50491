"""A pickle that came along and calls nothing is data; another one, or another way to it, is not."""

import pickle

import pytest
from artifact_samples import WHEEL, examined

from ostiary.checks.code.early_deserialise import early_deserialise
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.program.model import Program

TABLE = pickle.dumps({"words": list(range(50)), "names": {"a": (1, 2)}}, 2)
CALLS = b"cposix\nsystem\n(S'true'\ntR."
LOADS = """import os, pickle
path = os.path.join(os.path.dirname(__file__), "table.dat")
with open(path, "rb") as file:
    TABLE = pickle.load(file)
"""

BY_PATH = """import os, joblib
TABLE = joblib.load(os.path.join(os.path.dirname(__file__), "table.dat"))
"""


def severities(
    code: str, table: bytes = TABLE, more: dict[str, bytes] | None = None
) -> set[Severity]:
    files = {"p/__init__.py": code.encode(), "p/table.dat": table, **(more or {})}
    program = next(one for one in examined(WHEEL, files).facts if isinstance(one, Program))
    hits = (one for one in early_deserialise.run(program) if isinstance(one, Hit))
    return {one.severity if one.severity is not None else Severity.MEDIUM for one in hits}


@pytest.mark.parametrize("code", [LOADS, LOADS.replace("pickle", "joblib"), BY_PATH])
def test_data_is_data(code: str) -> None:
    assert severities(code) == {Severity.INFO}


@pytest.mark.parametrize(
    ("code", "table"),
    [
        (LOADS, CALLS),
        (LOADS, TABLE + b"more"),
        (LOADS.replace("    TABLE", "    file.seek(9)\n    TABLE"), TABLE),
        (LOADS.replace('"table.dat"', 'os.environ["A"]'), TABLE),
        (LOADS.replace("os.path.dirname(__file__)", '"/srv"'), TABLE),
        (LOADS + 'open(path, "wb").write(b"x")\n', TABLE),
        (LOADS.replace("as file:", "as file, open('/srv/x', 'rb') as file:"), TABLE),
        (LOADS.replace("pickle.load", "__import__('marshal').load"), TABLE),
        (BY_PATH, CALLS),
        (BY_PATH.replace("os.path.dirname(__file__)", '"/srv"'), TABLE),
        (BY_PATH.replace("__file__", "os.__file__"), TABLE),
        (
            LOADS.replace("pickle", "joblib").replace("    TABLE", "    file.seek(9)\n    TABLE"),
            TABLE,
        ),
    ],
)
def test_anything_else_is_not(code: str, table: bytes) -> None:
    assert Severity.MEDIUM in severities(code, table)


def test_one_of_two_files_is_not_enough() -> None:
    code = """import os, pickle
def load(name):
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
        return pickle.load(file)
load("table.dat")
load("more.dat")
"""
    assert severities(code, more={"p/more.dat": CALLS}) == {Severity.MEDIUM}
    assert severities(code, more={"p/more.dat": TABLE}) == {Severity.INFO}
