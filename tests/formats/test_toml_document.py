"""TOML against the standard library's reader, and the lines that no reader gives."""

import random
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats import toml_document
from ostiary.formats.toml_document import Places, header_lines, row_lines, table, text_of

LOCK = """version = 1
requires-python = ">=3.11"

[[package]]
name = "a-b"
version = "1.0"
source = { registry = "https://index.test/simple" }
dependencies = [
    { name = "c", marker = "sys_platform == 'win32'" },
]
sdist = { url = "https://files.test/a.tar.gz", hash = "sha256:00", size = 12 }

[package.metadata]
requires-dist = [{ name = "c", extras = ["x"] }]

[[package]]
name = "c"
version = "2.0"
"""


def test_mutated_locks_read_as_the_standard_library_reads_them() -> None:
    """TOML 1.1 is a superset of what it reads, so only what it accepts is compared."""
    dice = random.Random(3)
    accepted = 0
    for _ in range(3_000):
        text = list(LOCK)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(text))
            text[at : at + dice.randrange(2)] = dice.choice("\n\"'[]{}=.,#\\ ab01-_:T\té")
        broken = "".join(text)
        try:
            wanted = tomllib.loads(broken)
        except ValueError:
            continue
        accepted += 1
        assert table(broken, "x") == wanted
    assert accepted > 300


@given(st.binary(max_size=100) | st.text("[]{}=.\"'#\\\n\r\t abc0-:", max_size=60).map(str.encode))
def test_nothing_but_a_parse_error_comes_out(data: bytes) -> None:
    try:
        table(text_of(data, "x"), "x")
    except ParseError as error:
        error.message.encode()


@pytest.mark.parametrize(
    "text",
    ["a=" + "[" * 100_000, "a=" + "{a=" * 100_000, ".".join(["a"] * 100_000) + "=1", "a=1\na=2"],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="x is no TOML"):
        table(text, "x")


def test_bytes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_document, "MAX_BYTES", 5)
    with pytest.raises(LimitError):
        text_of(b"a = 12", "x")


def test_header_lines() -> None:
    assert header_lines(LOCK, "package", 2) == (4, 16)
    text = '[[package]]\na = """\n[[package]]\n"""\n  [[ package ]]\n[[package.b]]\n[["package"]]\n'
    assert header_lines(text, "package", 3) == (1, 5, 7)
    assert header_lines(text, "package", 9) == (0,) * 9


def test_rows_within_brackets_have_the_lines_of_their_names() -> None:
    text = 'packages = [\n  { name = "a" },\n  { version = "1" },\n  { name = "b" },\n]\n'
    assert row_lines(text, "packages", table(text, "x")["packages"]) == (2, 0, 4)
    assert row_lines(LOCK, "package", table(LOCK, "x")["package"]) == (4, 16)


def test_places_are_found_in_order() -> None:
    places = Places('[a]\nx = "q"\n[b]\ny = "q"\nz = \'q\'\n')
    assert [places.line('"q"', "'q'") for _ in range(4)] == [2, 4, 5, 2]
    assert places.line('"r"') == 0
    assert places.section(r"^\[b\]").line('"q"') == 4


def test_searches_in_vain_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_document, "MAX_SCANNED", 20)
    places = Places("a\nb\n")
    assert [places.line("c"), places.line("a"), places.line("d"), places.line("e")] == [0, 1, 0, 0]
    assert places.line("b") == 0
