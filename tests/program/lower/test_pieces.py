"""Python in pieces is the same tree as Python in one, and where it cannot be cut it has a bound."""

import ast
import random

import pytest

from ostiary.program.lower import lower
from ostiary.program.lower import pieces as pieces_
from ostiary.program.lower.pieces import TooHeavyError, parse

FORMS = (
    "import os\n",
    "a = [1,\nb,\n2]\n",
    "def f(x):\n    return x\n\n\n",
    "if a:\n    b()\nelif c:\n    d()\nelse:\n    e()\n",
    "try:\n    a()\nexcept E:\n    b()\nelse:\n    c()\nfinally:\n    d()\n",
    'text = """one\nimport os\ndef f(): pass\n"""\n',
    "@first\n@second\nclass A:\n    x = 1\n",
    "a = b \\\n+ c\n",
    "x = (\na\n)\n",
    "match a:\n    case 1:\n        b()\n",
    "# a comment\n",
    "f('''\nelse\n''')\n",
    "while a:\n    b()\nelse:\n    c()\n",
    "s = '\\\nimport os'\n",
)


@pytest.mark.parametrize("seed", range(12))
def test_pieces_are_the_whole(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    dice = random.Random(seed)
    text = "".join(dice.choices(FORMS, k=60))
    monkeypatch.setattr(pieces_, "PIECE", dice.randrange(1, 60))
    assert ast.dump(parse(text), include_attributes=True) == ast.dump(
        ast.parse(text), include_attributes=True
    )


@pytest.mark.parametrize(
    "end", ["x = (", "@first\n", "text = '''", "if a:\n", "a = \\", "else:\n  b\n"]
)
def test_what_python_does_not_take_is_taken_in_no_piece(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(pieces_, "PIECE", 8)
    for text in ("".join(FORMS) + end, "".join(FORMS) + end + "\n" + "".join(FORMS)):
        with pytest.raises(SyntaxError):
            ast.parse(text)
        with pytest.raises(SyntaxError):
            parse(text)


def test_a_statement_that_is_too_large_is_named() -> None:
    body = "    a = b(c)\n" * 30_000
    with pytest.raises(TooHeavyError):
        parse(f"def f():\n{body}")
    found = lower("python", f"import os\ndef f():\n{body}".encode())
    assert "memory" in found.cut
    assert not found.tree.body
    assert lower("python", ("a = b(c)\n" * 30_000).encode()).exact
