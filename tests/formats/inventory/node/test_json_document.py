"""Members of JSON objects, their values and their lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.inventory.node import json_document
from ostiary.formats.inventory.node.json_document import JsonDocument

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, JSON, max_size=6), st.sampled_from([None, 1]), st.booleans())
def test_members_are_those_of_the_object(
    value: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = JsonDocument(text.encode(), "x")
    assert {key: document.value(one) for key, one in document.top.items()} == value
    for key, one in document.top.items():
        inner = value[key]
        if isinstance(inner, dict):
            found = {each.key: document.value(each) for each in document.members(one)}
            assert found == inner
    assert not document.repeated


def test_lines_are_those_of_keys() -> None:
    text = b'{\n "a": {"x": 1,\n\n  "b": "\\"a\\":"},\n "\\u0061a": 2, "c"\n:\n3}'
    document = JsonDocument(text, "x")
    assert [(one.key, one.line) for one in document.top.values()] == [("a", 2), ("aa", 5), ("c", 5)]
    assert [(one.key, one.line) for one in document.members(document.top["a"])] == [
        ("x", 2),
        ("b", 4),
    ]


def test_comments_and_trailing_commas() -> None:
    text = b'{ // "a": 0\n /* "b": 1,\n */ "c": "// no, /* no */,}", "d": [1, 2, ], }'
    document = JsonDocument(text, "x", loose=True)
    assert {key: document.value(one) for key, one in document.top.items()} == {
        "c": "// no, /* no */,}",
        "d": [1, 2],
    }
    assert document.top["c"].line == 3
    with pytest.raises(ParseError):
        JsonDocument(text, "x")


@pytest.mark.parametrize(
    ("text", "values", "repeated"),
    [
        (b'{"a":1,"a":2}', {"a": 2}, ["a"]),
        (b'{"a":1,"b":2,"a":1}', {"a": 1, "b": 2}, ["a"]),
        (b'{"a":{"a":1},"a":{"a":2},"b":3}', {"a": {"a": 2}, "b": 3}, ["a"]),
    ],
)
def test_of_keys_that_stand_twice_the_last_one_counts(
    text: bytes, values: dict[str, object], repeated: list[str]
) -> None:
    document = JsonDocument(text, "x")
    assert {key: document.value(one) for key, one in document.top.items()} == values
    assert [key for key, _ in document.repeated] == repeated


def test_a_mark_of_the_byte_order_is_passed_over() -> None:
    document = JsonDocument(b'\xef\xbb\xbf{"a": 1}', "x")
    assert document.value(document.top["a"]) == 1


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitError):
        JsonDocument(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "x")
    monkeypatch.setattr(json_document, "MAX_SEARCH", 10)
    with pytest.raises(LimitError):
        JsonDocument(b'{"a":1,"b":2,"a":3}', "x")
    monkeypatch.setattr(json_document, "MAX_BYTES", 10)
    with pytest.raises(LimitError):
        JsonDocument(b'{"a": "aaaaaaaaa"}', "x")
