"""Whatever the bytes are, a record comes back; nesting and debris end as unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.contents import Kind
from ostiary.program.source import Source, read_source

KINDS = [Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH]
WORDS = (
    "eval exec ( ) [ ] { } . , ; : = + ' \" ` \\ \n # // import from as def class lambda x y os"
    " system getattr __import__ base64 | curl sh $( ` ${ => function require await \0 \u202e"
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(st.sampled_from(KINDS), st.binary(max_size=300))
def test_any_bytes(kind: Kind, data: bytes) -> None:
    assert isinstance(read_source("x", kind, data), Source)


@given(st.sampled_from(KINDS), st.lists(PIECES, max_size=60))
def test_any_pieces(kind: Kind, pieces: list[str]) -> None:
    first = read_source("x", kind, " ".join(pieces).encode())
    assert first == read_source("x", kind, " ".join(pieces).encode())


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PYTHON, b"f(" * 40_000 + b")" * 40_000),
        (Kind.PYTHON, b"x" + b".a()" * 40_000),
        (Kind.PYTHON, b"([" * 40_000),
        (Kind.PYTHON, b"x = " + b"-" * 60_000 + b"1"),
        (Kind.JAVASCRIPT, b"()=>" * 40_000 + b"1"),
        (Kind.JAVASCRIPT, b"({[(" * 20_000),
    ],
)
def test_nesting_is_not_silently_skipped(kind: Kind, data: bytes) -> None:
    found = read_source("x", kind, data)
    assert not found.parsed
    assert found.reason


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PYTHON, b"exec(" + b"+".join([b'"a"'] * 5_000) + b")"),
        (Kind.PYTHON, b"".join(b"a%d = a%d\n" % (n + 1, n) for n in range(5_000)) + b"a5000('x')"),
        (Kind.PYTHON, b"a = b\nb = a\na('x')\n"),
        (Kind.JAVASCRIPT, b"eval(" + b"+".join([b'"a"'] * 5_000) + b")"),
    ],
)
def test_long_but_flat_code_is_read(kind: Kind, data: bytes) -> None:
    assert read_source("x", kind, data).parsed
