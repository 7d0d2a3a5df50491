"""The index says what the records say: two matchers, one answer."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.formats.osv import OsvRecord, match, parse_record
from ostiary.formats.osv_alias import group_name, unite
from ostiary.formats.osv_shelf import Shelf
from ostiary.formats.osv_spec import shelf, specs

_VERSIONS = (
    "0", "0.1", "0.9", "1", "1.0", "1.0.0", "1.0rc1", "1.0.0-rc.1", "1.0+cu118", "1.5", "1.5.0", "2.0.dev1",
    "2", "2.0.0", "2.1.1", "1!0.5", "3.0.0-beta.2", "0.7.10p1", "2.0.0-final", "junk text", "*", "10.0.0",
)  # fmt: skip
_EVENT = st.tuples(
    st.sampled_from(["introduced", "introduced", "fixed", "fixed", "last_affected", "limit"]),
    st.sampled_from(_VERSIONS),
).map(lambda one: {one[0]: one[1]})
_RANGE = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["ECOSYSTEM", "SEMVER", "GIT"]),
        "events": st.lists(_EVENT, max_size=5),
    }
)


def affected(kind: str) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "package": st.just({"ecosystem": kind, "name": "Some_Name"}),
            "versions": st.lists(st.sampled_from(_VERSIONS), max_size=4),
            "ranges": st.lists(_RANGE, max_size=3),
            "database_specific": st.sampled_from([{}, {"severity": "HIGH"}, {"severity": "LOW"}]),
        }
    )


def records(kind: str) -> st.SearchStrategy[list[OsvRecord]]:
    one = st.fixed_dictionaries(
        {
            "id": st.sampled_from(["A-1", "B-2", "GHSA-3", "MAL-4", "PYSEC-5", "MAL-6"]),
            "aliases": st.lists(
                st.sampled_from(["CVE-1", "CVE-2", "A-1", "GHSA-3", "MAL-4"]), max_size=2
            ),
            "affected": st.lists(affected(kind), min_size=1, max_size=3),
            "withdrawn": st.sampled_from([None, None, None, "2026-01-01T00:00:00Z"]),
            "modified": st.sampled_from(
                [None, "2026-01-01T00:00:00Z", "2026-02-03T01:00:00.5+01:00"]
            ),
            "severity": st.sampled_from(
                [[], [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}]]
            ),
        }
    )
    whole = st.lists(one, max_size=4, unique_by=lambda row: row["id"])
    return whole.map(lambda rows: [parse_record(json.dumps(row).encode()) for row in rows])


def made(rows: Iterable[OsvRecord], kind: str, name: str) -> Shelf:
    found = []
    for number, record in enumerate(rows):
        spec = specs(record, ["pypi", "npm"]).get((kind, name))
        if spec:
            found.append((number, spec))
    return Shelf(shelf(kind, found), kind)


def same(rows: list[OsvRecord], kind: str, name: str, version: str) -> None:
    told = match(rows, kind, name, version)
    found = made(rows, kind, name).look(version)
    by_id = {source.id: source for one in told.records for source in one.sources}
    assert {hit.id for hit in found.hits} == set(by_id)
    for hit in found.hits:
        alone = match([row for row in rows if row.id == hit.id], kind, name, version).records[0]
        assert (hit.why, hit.fixed, hit.word, hit.score, hit.vectors) == (
            alone.why,
            alone.fixed,
            alone.severity,
            alone.score,
            alone.vectors,
        )
    assert tuple(sorted(set(found.undecided))) == told.undecided
    assert found.others == told.others
    assert tuple(sorted(set(found.retracted))) == told.retracted
    assert tuple(sorted(set(found.once_malicious))) == told.once_malicious


@given(records("PyPI"), st.sampled_from(_VERSIONS))
def test_python_records(rows: list[OsvRecord], version: str) -> None:
    same(rows, "pypi", "some-name", version)


@given(records("npm"), st.sampled_from(_VERSIONS))
def test_npm_records(rows: list[OsvRecord], version: str) -> None:
    same(rows, "npm", "Some_Name", version)


def one(*entries: dict[str, object], ident: str = "A-1", **rest: object) -> OsvRecord:
    return parse_record(json.dumps({"id": ident, "affected": list(entries), **rest}).encode())


def entry(versions: list[str], *events: dict[str, str], name: str = "x") -> dict[str, object]:
    lines = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    return {"package": {"ecosystem": "PyPI", "name": name}, "versions": versions, "ranges": lines}


def test_a_legacy_version_matches_itself_and_else_is_taken_as_older_than_all() -> None:
    rows = [
        one(entry(["0.7.10p1"]), ident="LISTED"),
        one(entry([], {"introduced": "0"}, {"fixed": "0.8"}), ident="FROM-THE-FIRST"),
        one(entry([], {"introduced": "0.5"}, {"fixed": "0.8"}), ident="FROM-LATER"),
        one(entry(["0.6"]), ident="OTHER"),
    ]
    for version in ("0.7.10p1",):
        answer = match(rows, "pypi", "x", version)
        assert [found.id for found in answer.records] == ["FROM-THE-FIRST", "LISTED"]
        assert "PEP 440 does not know" in answer.records[0].why
        assert answer.undecided == ("FROM-LATER",), "nobody can say that it is not affected"
        same(rows, "pypi", "x", version)


def test_a_star_among_limits_is_no_limit() -> None:
    rows = [one(entry([], {"introduced": "0"}, {"limit": "1.0"}, {"limit": "*"}))]
    assert match(rows, "pypi", "x", "7").records
    same(rows, "pypi", "x", "7")


def test_of_equal_versions_the_same_one_is_told_whatever_the_order() -> None:
    rows = [one(entry([], {"introduced": "1.0"}, {"introduced": "1"}))]
    assert "since 1.0," in match(rows, "pypi", "x", "1").records[0].why
    same(rows, "pypi", "x", "1")


def test_fixes_of_all_entries_that_match_are_told_in_order() -> None:
    rows = [
        one(
            entry([], {"introduced": "0"}, {"fixed": "10.0"}),
            entry([], {"introduced": "0"}, {"fixed": "9.0"}),
        )
    ]
    assert match(rows, "pypi", "x", "1").records[0].fixed == ("9.0", "10.0")
    same(rows, "pypi", "x", "1")


def test_honest_releases_of_a_package_once_taken_over_are_told_apart() -> None:
    rows = [one(entry(["6.6.6"], {"introduced": "0"}), ident="MAL-1")]
    bad, good = match(rows, "pypi", "x", "6.6.6"), match(rows, "pypi", "x", "6.6.7")
    assert (bad.records[0].malware, bad.once_malicious) == (True, ())
    assert (good.records, good.once_malicious, good.complete) == ((), ("MAL-1",), True)
    same(rows, "pypi", "x", "6.6.7")


@pytest.mark.parametrize("text", ["", "{}", "[1,2]", "[1,2,3]", '[["1"],[],[[1]]]', "[" * 100_000])
def test_a_shelf_of_another_form_is_a_parse_error(text: str) -> None:
    with pytest.raises(ParseError):
        Shelf(text, "pypi").look("1.0")


def test_aliases_are_joined_over_any_number_of_steps() -> None:
    bugs = unite([("A", ["D"]), ("B", ["C"]), ("C", ["D"]), ("E", ["CVE-2026-2", "GHSA-1"])])
    assert bugs["A"] is bugs["B"] is bugs["D"]
    assert bugs["A"].ids == ("A", "B", "C", "D")
    assert bugs["E"].group == "CVE-2026-2"
    assert group_name(["PYSEC-1", "GHSA-9", "X"]) == "GHSA-9"


def test_what_was_withdrawn_joins_nothing() -> None:
    rows = [
        one(entry(["1"]), ident="A-1", aliases=["CVE-1"]),
        one(entry(["1"]), ident="B-1", aliases=["CVE-2"]),
        one(
            entry(["1"]), ident="C-1", aliases=["CVE-1", "CVE-2"], withdrawn="2026-01-01T00:00:00Z"
        ),
    ]
    assert len(match(rows, "pypi", "x", "1").records) == 2
