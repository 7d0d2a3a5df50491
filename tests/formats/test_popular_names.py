import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.names import PopularName
from ostiary.formats import popular_names
from ostiary.formats.popular_names import parse_popular

EXPECTED = (PopularName("boto3", 1, 900), PopularName("@types/node", 2, 0))


@pytest.mark.parametrize(
    "data",
    [
        b"# most used first\nboto3 900\n\n@types/node\nboto3 1\n",
        b'[["boto3", 900], ["@types/node", 0], [], [7, 8]]',
        b"boto3,900\r\n@types/node,\r\n",
        b'"boto3";900\n"@types/node"\n',
        b'\xef\xbb\xbf[{"name": "boto3", "downloads": 900}, "@types/node", null, 7, {}]',
        b'{"rows": [{"project": "boto3", "download_count": 900}, {"project": "@types/node"}]}',
        b'{"packages": ["boto3"], "rows": [{"name": "boto3", "count": "900"}, "@types/node"]}',
    ],
)
def test_all_usual_forms(data: bytes) -> None:
    assert parse_popular(data) == EXPECTED


def test_names_that_no_package_can_have_are_left_out() -> None:
    rows = ["ok", "two words", "\u001b[31mred", "a" * 300, "../x/y", "раураl"]
    assert [one.name for one in parse_popular(json.dumps(rows).encode())] == ["ok"]


@pytest.mark.parametrize(
    "data", [b"", b"# only\n", b"[]", b"{}", b'{"rows": 1}', b"[1", b"\xff\xfe\x00", b"[" * 100_000]
)
def test_what_is_no_list(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_popular(data)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(popular_names, "MAX_NAMES", 1)
    with pytest.raises(LimitError, match="2 popular names"):
        parse_popular(b"a\nb\n")
    monkeypatch.setattr(popular_names, "MAX_BODY", 1)
    with pytest.raises(LimitError, match="bytes"):
        parse_popular(b"a\nb\n")


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_names_or_a_parse_error(data: bytes) -> None:
    try:
        names = parse_popular(data)
    except ParseError:
        return
    assert [one.rank for one in names] == list(range(1, len(names) + 1))
