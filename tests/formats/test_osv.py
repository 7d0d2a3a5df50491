import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats import osv_record
from ostiary.formats.osv import OsvRecord, UncomparableError, affects, match, parse_record

DJANGO = ("PyPI", "django")


def record(*affected: dict[str, object], ident: str = "OSV-1", **rest: object) -> OsvRecord:
    return parse_record(json.dumps({"id": ident, "affected": list(affected), **rest}).encode())


def entry(
    events: list[dict[str, str]] | None = None,
    versions: list[str] | None = None,
    package: tuple[str, str] = DJANGO,
    line: str = "ECOSYSTEM",
) -> dict[str, object]:
    whole: dict[str, object] = {"package": {"ecosystem": package[0], "name": package[1]}}
    if events is not None:
        whole["ranges"] = [{"type": line, "events": events}]
    if versions is not None:
        whole["versions"] = versions
    return whole


def hit(one: OsvRecord, version: str, package: tuple[str, str] = DJANGO) -> bool:
    return affects(one, *package, version) is not None


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.dev0", True),
        ("1.7", True),
        ("1.8", False),
        ("1.9", False),
        ("2.0rc1", False),
        ("2.0", True),
        ("2.3.9", True),
        ("2.4rc1", True),
        ("2.4", False),
        ("1!0.1", False),
    ],
)
def test_intervals_follow_plain_precedence(version: str, expected: bool) -> None:
    one = record(
        entry([{"fixed": "2.4"}, {"introduced": "2.0"}, {"introduced": "0"}, {"fixed": "1.8"}])
    )
    assert hit(one, version) is expected


def test_last_affected_is_inclusive_and_ends_there() -> None:
    one = record(entry([{"introduced": "1.0"}, {"last_affected": "1.5"}]))
    assert hit(one, "1.5")
    assert hit(one, "1.5.0")
    assert not hit(one, "1.5.1")


def test_a_version_introduced_again_where_it_was_fixed_is_affected_only_until_the_fix() -> None:
    one = record(entry([{"introduced": "1.0"}, {"fixed": "1.0"}]))
    assert not hit(one, "1.0")


def test_limits_cut_and_a_star_does_not() -> None:
    cut = record(entry([{"introduced": "0"}, {"limit": "2.0"}]))
    assert hit(cut, "1.9")
    assert not hit(cut, "2.0")
    assert hit(record(entry([{"introduced": "0"}, {"limit": "*"}])), "9.0")


def test_a_git_range_first_does_not_hide_what_follows() -> None:
    package = entry([{"introduced": "0"}, {"fixed": "2.0"}])
    git = {"type": "GIT", "repo": "https://example.invalid/r", "events": [{"introduced": "0"}]}
    package["ranges"] = [git, *package["ranges"]]  # type: ignore[misc]  # built above as a list
    assert hit(record(package), "1.0")
    assert not hit(record(package), "2.0")


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "v1.0", "1.0+cu118"])
def test_enumerated_versions_are_compared_parsed(version: str) -> None:
    assert hit(record(entry(versions=["1.0.0"])), version)


def test_an_enumerated_spelling_that_nobody_parses_matches_itself_only() -> None:
    one = record(entry(versions=["0.7.10p1"]))
    assert hit(one, "0.7.10p1")
    assert not hit(one, "0.7.10")


def test_versions_and_ranges_are_a_union() -> None:
    one = record(entry([{"introduced": "2.0"}], versions=["1.0"]))
    assert hit(one, "1.0")
    assert hit(one, "2.1")
    assert not hit(one, "1.1")


def test_withdrawn_records_never_match() -> None:
    one = record(entry(versions=["1.0"]), withdrawn="2024-01-01T00:00:00Z")
    assert not hit(one, "1.0")
    assert match([one], "pypi", "django", "1.0").others == 0


@pytest.mark.parametrize(("theirs", "ours"), [("jw.util", "jw-util"), ("A_b", "a.B")])
def test_pypi_names_are_normalised_on_both_sides(theirs: str, ours: str) -> None:
    one = record(entry([{"introduced": "0"}], package=("PyPI", theirs)))
    assert hit(one, "1", ("pypi", ours))


def test_npm_names_keep_their_case_and_scope() -> None:
    one = record(entry([{"introduced": "0"}], package=("npm", "@a/JSON"), line="SEMVER"))
    assert hit(one, "1.0.0", ("npm", "@a/JSON"))
    assert not hit(one, "1.0.0", ("npm", "@a/json"))
    assert not hit(one, "1.0.0", ("pypi", "@a/JSON"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.9.9", True),
        ("2.0.0-rc.1", True),
        ("2.0.0-rc.1+build.5", True),
        ("2.0.0", False),
        ("2.0.0+build", False),
        ("v1.0.0", True),
        ("1.0.0-alpha.10", False),
        ("1.0.0-beta.2", True),
        ("1.0.0-beta.11", True),
    ],
)
def test_npm_ranges_follow_semantic_versioning(version: str, expected: bool) -> None:
    events = [{"introduced": "1.0.0-beta.2"}, {"fixed": "2.0.0"}]
    one = record(entry(events, package=("npm", "x"), line="SEMVER"))
    assert hit(one, version, ("npm", "x")) is expected


def test_a_version_that_cannot_be_placed_is_undecided_not_clean() -> None:
    one = record(entry([{"introduced": "0"}, {"fixed": "2"}]))
    with pytest.raises(UncomparableError):
        affects(one, *DJANGO, "not a version")
    answer = match([one], "pypi", "django", "not a version")
    assert answer.undecided == ("OSV-1",)
    assert not answer.complete


def test_an_event_that_cannot_be_placed_is_undecided_unless_the_list_decides() -> None:
    one = record(entry([{"introduced": "0"}, {"fixed": "2.0.0-final-x"}], versions=["1.0"]))
    assert hit(one, "1.0")
    assert match([one], "pypi", "django", "1.5").undecided == ("OSV-1",)


@pytest.mark.parametrize("version", ["9" * 300, "1." + "9" * 5000, "1.2.3-" + "a." * 5000])
@pytest.mark.parametrize("kind", ["PyPI", "npm"])
def test_absurd_versions_are_undecided_at_once(version: str, kind: str) -> None:
    one = record(entry([{"introduced": "0"}, {"fixed": "2.0.0"}], package=(kind, "x")))
    assert match([one], kind.lower(), "x", version).undecided


def test_malware_accuses_only_the_releases_it_lists() -> None:
    one = record(entry([{"introduced": "0"}], versions=["1.2.4"]), ident="MAL-2024-1")
    answer = match([one], "pypi", "django", "1.2.4")
    assert answer.records[0].malware
    clean = match([one], "pypi", "django", "1.2.5")
    assert clean.records == ()
    assert clean.others == 1


def test_malware_without_a_list_means_the_whole_package() -> None:
    one = record(entry([{"introduced": "0"}]), ident="MAL-2024-2")
    assert match([one], "pypi", "django", "7").records[0].malware


def test_malware_with_a_bounded_range_means_that_range() -> None:
    events = [{"introduced": "1.0"}, {"last_affected": "1.2"}]
    one = record(entry(events, versions=["1.1"]), ident="MAL-2024-3")
    assert hit(one, "1.2")
    assert not hit(one, "1.3")


def test_fixes_are_those_of_the_same_interval() -> None:
    one = record(
        entry([{"introduced": "1.0"}, {"fixed": "1.4"}, {"introduced": "2.0"}, {"fixed": "2.2"}])
    )
    assert match([one], "pypi", "django", "1.1").records[0].fixed == ("1.4",)
    assert match([one], "pypi", "django", "2.1").records[0].fixed == ("2.2",)


def test_entries_of_other_packages_do_not_count() -> None:
    one = record(entry(versions=["1.0"]), entry([{"introduced": "0"}], package=("PyPI", "other")))
    answer = match([one], "pypi", "django", "2.0")
    assert (answer.records, answer.others, answer.complete) == ((), 1, True)
    assert match([one], "pypi", "third", "2.0").others == 0


def test_records_of_one_bug_are_one_advisory() -> None:
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    first = record(entry(versions=["1"]), ident="PYSEC-1", aliases=["CVE-1"])
    second = record(
        entry([{"introduced": "0"}, {"fixed": "2"}]),
        id="GHSA-1",
        aliases=["CVE-1"],
        severity=[{"type": "CVSS_V3", "score": vector}],
    )
    third = record(entry(versions=["1"]), ident="X-1", aliases=["CVE-9"])
    answer = match([first, second, third], "pypi", "django", "1")
    assert [one.id for one in answer.records] == ["GHSA-1", "X-1"]
    assert answer.records[0].aliases == ("CVE-1", "PYSEC-1")
    assert (answer.records[0].score, answer.records[0].severity) == (9.8, "critical")
    assert match([third, second, first], "pypi", "django", "1") == answer


def test_aliases_join_in_any_number_of_steps_but_malware_stays_alone() -> None:
    links = {"A": ["D"], "B": ["C"], "C": ["D"], "MAL-1": ["A"]}
    records = [record(entry(versions=["1"]), ident=one, aliases=to) for one, to in links.items()]
    ids = [one.id for one in match(records, "pypi", "django", "1").records]
    assert len(ids) == 2
    assert "MAL-1" in ids


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"id": ""}',
        b'{"id": 5}',
        b"\xff\xfe",
        b'{"id":"x","affected":[{"package":{"name":"a","ecosystem":"npm"},"versions":[1]}]}',
        b'{"id":"x","affected":[{"package":{"name":"a"},"ranges":[{"events":[{"fixed":{}}]}]}]}',
        b'{"id":"x","database_specific":' + b"[" * 100_000,
    ],
)
def test_what_is_no_record_is_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_record(data)


def test_null_fields_are_as_if_absent() -> None:
    one = parse_record(
        b'{"id":"x","affected":null,"severity":null,"aliases":null,"modified":"soon","summary":null}'
    )
    assert one == OsvRecord("x")


def test_limits_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_record, "MAX_VERSIONS", 2)
    with pytest.raises(LimitError, match="3 versions"):
        record(entry(versions=["1", "2", "3"]))
    monkeypatch.setattr(osv_record, "MAX_RECORD", 5)
    with pytest.raises(LimitError, match="bytes"):
        parse_record(b'{"id": "x"}')


_TEXT = st.text(max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=10,
)
_FIELDS = st.sampled_from(
    ["id", "affected", "aliases", "severity", "modified", "package", "ranges"]
)


@given(
    st.binary(max_size=200) | st.dictionaries(_FIELDS, _JSON).map(lambda v: json.dumps(v).encode())
)
def test_nothing_but_a_parse_error_comes_out(data: bytes) -> None:
    try:
        parse_record(data)
    except ParseError:
        return


_EVENTS = st.lists(
    st.dictionaries(
        st.sampled_from(["introduced", "fixed", "last_affected", "limit"]),
        st.sampled_from(["0", "1", "1.5", "2", "2.0rc1", "*", "junk", "3"]) | _TEXT,
        min_size=1,
        max_size=1,
    ),
    max_size=5,
)


@given(_EVENTS, st.lists(_TEXT, max_size=3), _TEXT, st.sampled_from(["PyPI", "npm"]))
def test_matching_ends_in_an_answer_whatever_the_record_says(
    events: list[dict[str, str]], versions: list[str], version: str, kind: str
) -> None:
    one = record(entry(events, versions, package=(kind, "x")))
    answer = match([one], kind, "x", version)
    assert len(answer.records) + answer.others + len(answer.undecided) == 1


@given(_EVENTS, st.sampled_from(["1", "1.5", "2.0rc1", "9"]), st.randoms())
def test_the_order_of_events_changes_nothing(
    events: list[dict[str, str]], version: str, chance: object
) -> None:
    one = match([record(entry(events))], "pypi", "django", version)
    shuffled = list(reversed(events))
    other = match([record(entry(shuffled))], "pypi", "django", version)
    assert bool(one.records) == bool(other.records)
    assert one.undecided == other.undecided
