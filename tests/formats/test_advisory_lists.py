"""KEV, EPSS and the list of changes of an export."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats import epss, kev, osv_changes
from ostiary.formats.epss import EpssEntry, is_epss, parse_epss
from ostiary.formats.kev import KevEntry, is_kev, parse_kev
from ostiary.formats.osv_changes import parse_changes

HEAD = b"#model_version:v2026.01.01,score_date:2026-04-30T00:00:00+0000\ncve,epss,percentile\n"


def test_kev() -> None:
    row = {"cveID": "CVE-2026-1234", "dueDate": "2026-06-01", "knownRansomwareCampaignUse": "Known"}
    data = json.dumps(
        {
            "catalogVersion": "1",
            "vulnerabilities": [row, {"cveID": "no"}, {"cveID": "CVE-2026-9999"}],
        }
    ).encode()
    assert is_kev(data)
    first, second = parse_kev(data)
    assert (first.cve, str(first.due), first.ransomware) == ("CVE-2026-1234", "2026-06-01", True)
    assert second == KevEntry("CVE-2026-9999")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"vulnerabilities": []}',
        b'{"vulnerabilities": [{"cveID": 3}]}',
        b"\xff",
    ],
)
def test_what_is_no_kev_is_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_kev(data)


def test_epss_plain_and_packed() -> None:
    data = HEAD + b"CVE-2026-1234,0.00042,0.05\nCVE-2026-1235,1,1.0\n"
    assert is_epss(data)
    expected = (EpssEntry("CVE-2026-1234", 0.00042, 0.05), EpssEntry("CVE-2026-1235", 1.0, 1.0))
    assert parse_epss(data) == parse_epss(gzip.compress(data)) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEAD,
        HEAD + b"CVE-2026-1234,2,0.1",
        HEAD + b"CVE-2026-1234,e,0.1",
        HEAD + b"CVE-1,0.1,0.1",
        HEAD + b"<html>",
        gzip.compress(HEAD + b"CVE-2026-1234,0.1,0.1")[:-9],
        b"\x1f\x8b\x08broken",
    ],
)
def test_what_is_no_epss_is_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_epss(data)


def test_limits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epss, "MAX_BODY", 1000)
    with pytest.raises(LimitError):
        parse_epss(gzip.compress(b"0" * 100_000))
    monkeypatch.setattr(kev, "MAX_BODY", 10)
    with pytest.raises(LimitError):
        parse_kev(b"{" + b" " * 20)
    monkeypatch.setattr(osv_changes, "MAX_ROWS", 1)
    with pytest.raises(LimitError):
        parse_changes(b"2026-01-02T00:00:00Z,A-1\n2026-01-01T00:00:00Z,A-2\n")


CHANGES = b"2026-01-03T00:00:00.25Z,A-3\n2026-01-02T00:00:00Z,PyPI/A-2\n2026-01-01T00:00:00Z,A-1\n"


def test_changes_since() -> None:
    every = parse_changes(CHANGES)
    assert every.ids == ("A-3", "A-2", "A-1")
    again = parse_changes(CHANGES, every.newest)
    assert again.ids == ("A-3",), "the last moment counts again: more may have come in it"
    assert parse_changes(CHANGES, "2026-01-02T00:00:00.000000000").ids == ("A-3", "A-2")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"yesterday,A-1",
        b"2026-01-01T00:00:00Z,../x",
        b"2026-01-01T00:00:00Z,A-1\n2026-01-02T00:00:00Z,A-2",
    ],
)
def test_what_is_no_list_of_changes_is_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_changes(data)


@given(st.binary(max_size=200))
def test_nothing_but_a_parse_error_comes_out(data: bytes) -> None:
    for read in (parse_kev, parse_epss, parse_changes):
        for body in (data, HEAD + data, b"\x1f\x8b" + data):
            try:
                read(body)
            except ParseError:
                continue
