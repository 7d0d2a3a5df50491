"""Whatever the bytes are, a tree comes back, and its cost grows no faster than the text."""

import ast
import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import calls_of
from ostiary.program.lower import MAX_SOURCE, Lowered, lower

LANGUAGES = ("python", "javascript", "typescript")

WORDS = """
( ) [ ] { } `${ ` ' " ''' f'{ = => : ; , ... \\ / /* // # <a> </a> < @ ?. ?? ++ - ! a b.c 1
0777 'x' $ #x async await yield function class extends static new delete let var const for of
in if else switch case default break continue return throw try catch finally import from export
enum namespace declare type as def lambda print exec except raise with match global del assert
not
"""
PIECES = [*WORDS.split(), "\n", "\n  ", "\t", " ", "\r\n", "\ud7ff", "\U0001f600"]

PLACES = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Starred)


def _sound(language: str, data: bytes) -> None:
    done = lower(language, data)
    assert done.exact == (not done.faults) == (not done.reason)
    for node in ast.walk(done.tree):
        if isinstance(node, ast.expr | ast.stmt):
            assert node.lineno >= 1
        if isinstance(node, ast.Assign) and language != "python":
            assert all(isinstance(one, PLACES) for one in node.targets)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes(language: str, data: bytes) -> None:
    _sound(language, data)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=500, deadline=None)
@given(parts=st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pieces_of_programs(language: str, parts: list[str]) -> None:
    _sound(language, " ".join(parts).encode())


NASTY = {
    "(": ("", "(", ""),
    "[": ("", "[", ""),
    "{": ("", "{", ""),
    "-": ("", "-", "1"),
    "!": ("", "!", "1"),
    "not": ("", "not ", "1"),
    "members": ("a", ".b", ""),
    "calls": ("a", "(b)", ""),
    "templates": ("", "`${", ""),
    "open text": ("'", "a", ""),
    "open lines": ("`", "a\n", ""),
    "open doc": ("'''", "a\n", ""),
    "sum": ("x = ", "'a' + ", "'b'"),
    "choices": ("", "a ? b : ", "c"),
    "chain": ("", "a = ", "b"),
    "arrows": ("", "a => ", "b"),
    "lambda": ("x = ", "lambda: ", "1"),
    "else if": ("", "if (a) {} else ", "b"),
    "elements": ("x = [", "1, ", "]"),
    "parameters": ("function f(", "{a = 1}, ", "){}"),
    "patterns": ("let ", "[", ""),
    "functions": ("", "function a(){", ""),
    "steps": ("", "a[", "b" + "]++" * 3000),
    "switches": ("", "switch(a){case 1:", "continue"),
    "tags": ("", "<a>", ""),
    "comparisons": ("", "a < ", "b"),
}


@pytest.mark.parametrize("language", ["python", "javascript"])
@pytest.mark.parametrize("kind", NASTY)
def test_nasty_texts_cost_no_more_than_their_size(kind: str, language: str) -> None:
    before, part, after = NASTY[kind]
    data = (before + part * (50_000 // len(part)) + after).encode()
    done: list[Lowered] = []
    assert calls_of(lambda: done.append(lower(language, data))) < 30 * len(data)
    assert isinstance(done[0].tree, ast.Module)


def test_a_sum_of_fifty_thousand_texts_is_one_tree() -> None:
    done = lower("javascript", b"x = " + b"'a' + " * 50_000 + b"'b'")
    assert done.exact
    assert sum(isinstance(one, ast.BinOp) for one in ast.walk(done.tree)) == 50_000


def test_nothing_is_lost_in_the_deep() -> None:
    depth = 3_000
    text = "f(" * depth + "'a'" + ")" * depth + ";" + "{" * depth + "g('b')" + "}" * depth
    done = lower("javascript", text.encode())
    assert done.exact
    calls = [one for one in ast.walk(done.tree) if isinstance(one, ast.Call)]
    assert len(calls) == depth + 1


def test_what_is_too_large_or_unknown_says_so() -> None:
    assert not lower("cobol", b"").exact
    assert "larger" in lower("python", b" " * (MAX_SOURCE + 1)).reason


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    lower("javascript", b"a")
    assert gc.isenabled()
