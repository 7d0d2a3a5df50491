"""What a worker says is data: it comes back as it was, and whatever else it says calls nothing."""

import io
import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.cluster.wire import WireError, decode, encode
from ostiary.core.coverage import Coverage, Reach
from ostiary.core.scale import Decision
from ostiary.evidence.artifact import examine
from ostiary.formats.contents import Contents
from world import build

plain = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text() | st.binary()
values = st.recursive(plain, lambda inner: st.lists(inner).map(tuple), max_leaves=20)


@given(values)
def test_plain_values_come_back(value: object) -> None:
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 6, 1, 12, 0, 1, 5, tzinfo=UTC),
        date(2026, 6, 1),
        timedelta(days=3, microseconds=1),
        frozenset({1, "a"}),
        1.5,
        float("inf"),
        "lone \udcff and \ud800",
        Reach.START,
        Decision.BLOCK,
        Contents,
        Coverage("a", "b", "c", 1, ("x", "y"), False, Reach.IMPORT, "code", "why"),
    ],
)
def test_records_and_their_parts_come_back(value: object) -> None:
    found = decode(encode(value))
    assert found == value
    assert type(found) is type(value)


def test_a_whole_examination_comes_back() -> None:
    name, body = build.wheel(
        "thing", "1.0", {"thing/__init__.py": b"import os\nos.system('true')\n"}
    )
    found = examine(io.BytesIO(body), name)
    assert decode(encode(found)) == found


@pytest.mark.parametrize("value", [[1], {"a": 1}, object(), test_plain_values_come_back, int])
def test_what_is_no_record_is_not_told(value: object) -> None:
    with pytest.raises(WireError):
        encode(value)


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "builtins:eval",
        "ostiary.cli.main:main",
        "ostiary.flows.scan:scan",
        "ostiary.core.run:dataclass",
        "ostiary.core.run:Run.worst",
        "ostiary.core.run:datetime",
        "ostiary.core.errors:ParseError",
        "ostiary.core.nothing:Such",
        "ostiary.core.",
        "",
    ],
)
def test_only_records_can_be_named(name: str) -> None:
    for node in ([1, 0], [1, 0, "true"], [2, 0, "x"], [3, 0]):
        with pytest.raises(WireError):
            decode(json.dumps([[name], node]).encode())


def test_a_member_is_no_record_and_a_record_no_member() -> None:
    for name, node in (
        ("ostiary.core.coverage:Reach", [1, 0, "start"]),
        ("ostiary.core.coverage:Coverage", [2, 0, "artifact"]),
        ("ostiary.core.coverage:Reach", [2, 0, "__class__"]),
        ("ostiary.core.coverage:Coverage", [1, 0, "too", "few"]),
    ):
        with pytest.raises(WireError):
            decode(json.dumps([[name], node]).encode())


@given(st.binary() | values.map(lambda value: encode(value)[:-2]))
def test_other_bytes_are_no_result(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


@given(st.recursive(st.integers(-2, 12) | st.text(max_size=3), st.lists))
def test_any_json_ends_in_a_value_or_an_error(node: object) -> None:
    with suppress(WireError):
        decode(json.dumps([["ostiary.core.coverage:Coverage"], node]).encode())
