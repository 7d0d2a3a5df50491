"""The list of known-bad files: what it says is read back, and what it cannot mean is an error."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.formats.known_files import (
    EMPTY,
    MAX_LINE,
    MAX_NUMBER,
    SCHEMA,
    KnownFile,
    KnownFiles,
    KnownShape,
    is_known_files,
    parse_known_files,
    render_known_files,
)


def head(**members: object) -> str:
    return json.dumps({"schema": SCHEMA, **members})


HEAD = head(sketch=1)
DIGEST = "ab" * 32


def lines(*rows: object, head: str = HEAD) -> bytes:
    return "\n".join([head, *(json.dumps(row) for row in rows), ""]).encode()


def test_digests_and_sketches() -> None:
    known = parse_known_files(
        lines(
            {"sha256": DIGEST.upper(), "family": "sample", "source": "us", "note": "stage 2"},
            {"minhash": [9, 3, 3], "family": "sample", "unknown": "member"},
        )
    )
    assert known.files == (KnownFile(DIGEST, "sample", "us", "stage 2"),)
    assert known.shapes == (KnownShape((3, 9), "sample"),)
    assert known.sketch == 1


def test_lists_may_be_put_together() -> None:
    row = {"sha256": DIGEST, "family": "a"}
    plain = lines(row, head=head())
    both = plain + lines({"minhash": [1], "family": "b"}) + b"\n\n"
    assert parse_known_files(both).sketch == 1
    assert len(parse_known_files(both).files) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"[]",
        b"{}",
        b'{"schema": "ostiary/known-files/2"}',
        lines(head=head(sketch=True)),
        lines(head=head(sources=[1])),
        lines(head=head(body="00")),
        lines("text"),
        lines({"family": "a"}),
        lines({"sha256": DIGEST}),
        lines({"sha256": DIGEST[:-1], "family": "a"}),
        lines({"sha256": "g" * 64, "family": "a"}),
        lines({"sha256": 7, "family": "a"}),
        lines({"sha256": EMPTY, "family": "a"}),
        lines({"sha256": DIGEST, "family": " "}),
        lines({"sha256": DIGEST, "family": "a" * 301}),
        lines({"sha256": DIGEST, "family": "a", "note": 1}),
        lines({"minhash": [], "family": "a"}),
        lines({"minhash": [1.5], "family": "a"}),
        lines({"minhash": [True], "family": "a"}),
        lines({"minhash": [MAX_NUMBER], "family": "a"}),
        lines({"minhash": list(range(129)), "family": "a"}),
        lines({"minhash": [1], "family": "a"}, head=head()),
        lines({"schema": SCHEMA, "sketch": 2}),
        lines({"sha256": DIGEST, "family": "a", "x": "y" * MAX_LINE}),
        HEAD.encode() + b"\n" + b"[" * 10_000,
        HEAD.encode() + b"\n{\xff}",
    ],
)
def test_what_cannot_be_read_stops_all(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_known_files(data)


def test_a_list_is_told_by_its_first_line() -> None:
    assert is_known_files(lines())
    assert is_known_files(b'\xef\xbb\xbf{"sketch": 1, "schema": "ostiary/known-files/9"}')
    assert not is_known_files(b'{"id": "GHSA-1", "schema_version": "1.0"}')
    assert not is_known_files(b"PK\x03\x04" + HEAD.encode())
    assert not is_known_files(b"")


def test_a_kept_list_shows_a_changed_byte() -> None:
    kept = KnownFiles((KnownFile(DIGEST, "a"),), built="2026-01-01T00:00:00+00:00")
    data = render_known_files(kept)
    assert parse_known_files(data) == kept
    for at in range(data.index(b"\n") + 1, len(data)):
        with pytest.raises(ParseError):
            parse_known_files(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


words = st.text(max_size=20).map(str.strip)
families = words.filter(bool)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
numbers = st.sets(st.integers(0, MAX_NUMBER - 1), min_size=1, max_size=128)


@given(
    st.sets(st.builds(KnownFile, digests, families, words, words), max_size=4),
    st.sets(
        st.builds(KnownShape, numbers.map(lambda one: tuple(sorted(one))), families, words, words),
        max_size=4,
    ),
)
def test_what_is_written_is_read(files: set[KnownFile], shapes: set[KnownShape]) -> None:
    known = KnownFiles(tuple(sorted(files)), tuple(sorted(shapes)), 1, "now", (("a", "b"),))
    assert parse_known_files(render_known_files(known)) == known


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_record_or_an_error(data: bytes) -> None:
    for one in (data, HEAD.encode() + b"\n" + data):
        with suppress(ParseError):
            assert render_known_files(parse_known_files(one))
