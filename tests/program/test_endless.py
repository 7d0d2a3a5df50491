"""A parser that comes to no end with a text is stopped, and the file is not called read."""

from base64 import b64decode
from pathlib import Path

import pytest

from ostiary.program.grammar import EndlessError, grammar, might_accept
from ostiary.program.javascript.reader import QUERY
from ostiary.program.reader import read

CORPUS = Path(__file__).parents[1] / "fuzz" / "corpus"
ENDLESS = b64decode((CORPUS / "evaluate-javascript-4ee77f25ca3e.b64").read_text("ascii"))
"""4.5 kB of damaged JavaScript with which the parser of TSX never comes to an end; found by fuzzing."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("path", ["a.tsx", "a.jsx"])
def test_a_file_by_name_of_that_language_ends_with_a_reason(path: str) -> None:
    source = read(path, "typescript", ENDLESS)
    assert not source.parsed
    assert "more steps" in source.reason


@pytest.mark.timeout(60)
def test_a_file_of_another_language_is_read_by_its_own_parser() -> None:
    source = read("a.js", "javascript", ENDLESS)
    assert "more steps" not in source.reason


@pytest.mark.timeout(60)
def test_the_grammar_says_so() -> None:
    tongue = grammar("tsx", QUERY)
    assert tongue.tried(ENDLESS) is None
    with pytest.raises(EndlessError):
        tongue.events(ENDLESS)
    assert might_accept("tsx", ENDLESS)
    assert not might_accept("tsx", b"}{ ]")


def test_honest_text_ends() -> None:
    text = b"export const a: Array<number> = [1, 2].map((one) => <b>{one}</b>)\n" * 2_000
    assert grammar("tsx", QUERY).tried(text) is not None
