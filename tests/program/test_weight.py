"""The signs of a text tell how large its tree would be; what a literal holds does not count."""

import base64
import random

import pytest

from ostiary.program.lower import MAX_SIGNS, lower
from ostiary.program.weight import heavier


def test_a_long_payload_in_base64_is_light() -> None:
    payload = base64.b64encode(random.Random(1).randbytes(6_000_000))
    data = b'import base64\nexec(base64.b64decode("' + payload + b'"))\n'
    assert payload.count(b"+") + payload.count(b"/") > MAX_SIGNS
    assert not heavier(data, MAX_SIGNS)
    assert lower("python", data).exact


@pytest.mark.parametrize("piece", [b"a+", b"a,", b"a/", b'""+a+', b"a==", b"`x`+", b"f()\n"])
def test_what_consists_of_signs_is_heavy(piece: bytes) -> None:
    assert heavier(piece * 200_000, 150_000)
    assert not heavier(piece * 20_000, 150_000)


def test_a_python_file_of_signs_is_named_as_not_read() -> None:
    found = lower("python", b"x = [" + b"1," * MAX_SIGNS + b"]\n")
    assert not found.tree.body
    assert "memory" in found.cut
    assert lower("python", b"x = [" + b"1," * (MAX_SIGNS // 4) + b"]\n").exact


def test_pieces_beyond_what_is_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"eval(a);\n" * 120_000
    places = tuple(range(0, len(data), 9))
    assert not lower("javascript", data, places).cut
    monkeypatch.setattr("ostiary.program.lower.javascript.MAX_PIECES", 100_000)
    found = lower("javascript", data, places)
    assert "places of note" in found.cut
    assert found.tree.body


@pytest.mark.parametrize("text", [b"'" * 3_000_000, b'"""' + b"+" * 3_000_000, b"'\\" * 1_000_000])
def test_quotes_without_an_end_cost_no_more_than_their_length(text: bytes) -> None:
    assert heavier(text + b"x\n" + b"+" * 250_000, 200_000)


@pytest.mark.parametrize(
    "piece",
    [b";a", b"|a", b" or a", b"\ra", b"@a", b"!", b";;", b"&&a", b" if a else a", b"a ", b'""'],
)
def test_no_text_is_light_because_it_has_other_signs(piece: bytes) -> None:
    assert heavier(b"x=a" + piece * 1_000_000, 150_000)
    assert not heavier(b"x=a" + piece * 20_000, 150_000)


@pytest.mark.parametrize("hint", [b'# """', b"# `", b"/[`]/", b"f'{'"])
def test_code_that_a_comment_makes_look_like_a_literal_has_a_bound(hint: bytes) -> None:
    data = hint + b"\nx=" + b"a=" * 1_000_000 + b"1\n" + hint + b"\n"
    assert heavier(data, 150_000)
