"""Core metadata: what installers would read, and what hostile headers come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import Requirement
from ostiary.formats.python.headers import MAX_HEADERS, parse_headers
from ostiary.formats.python.metadata import parse_metadata

PLAIN = b"""Metadata-Version: 2.4
Name: Sample.Pkg
Version: 1.0
Summary: A sample
License-Expression: MIT
License-File: LICENSE
Author-email: Some One <some@example.invalid>, other@example.invalid
Project-URL: Source, https://example.invalid/src
Home-page: https://example.invalid
Requires-Python: >=3.9
Requires-Dist: other[x]>=1,<2; python_version < "3.12"
Requires-Dist: more ; extra == "all-in"
Requires-Dist: place @ https://example.invalid/p.whl
Provides-Extra: all-in
Dynamic: Version

Name: not-a-header-any-more
"""


def test_every_field() -> None:
    found = parse_metadata(PLAIN)
    assert (found.name, found.version, found.licence) == ("Sample.Pkg", "1.0", "MIT")
    assert found.requirements == (
        Requirement("other", "<2,>=1", "", 'python_version < "3.12"'),
        Requirement("more", "", "extra:all-in", 'extra == "all-in"'),
        Requirement("place", "", "", "", "https://example.invalid/p.whl"),
    )
    assert found.links == (
        ("Homepage", "https://example.invalid"),
        ("Source", "https://example.invalid/src"),
    )
    assert found.emails == ("some@example.invalid", "other@example.invalid")
    assert found.dynamic == ("version",)
    assert found.licence_files == ("LICENSE",)
    assert found.repeated == ()


def header(*lines: str) -> bytes:
    return "\n".join(("Name: a", "Version: 1", *lines, "")).encode()


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (("License: UNKNOWN",), ""),
        (("License: MIT License",), "MIT License"),
        (("License: ", "        Apache License", "        Version 2.0"), "Apache License"),
        (("Classifier: License :: OSI Approved :: MIT License",), "MIT License"),
        (("Classifier: License :: OSI Approved",), ""),
        (("License: " + "x" * 500,), "x" * 200),
    ],
)
def test_licence_out_of_the_fields_of_all_ages(lines: tuple[str, ...], licence: str) -> None:
    assert parse_metadata(header(*lines)).licence == licence


def test_the_first_of_two_names_counts_and_both_are_told() -> None:
    found = parse_metadata(header("Name: b"))
    assert found.name == "a"
    assert found.repeated == ("name",)


def test_requirements_of_old_tools_keep_their_name() -> None:
    found = parse_metadata(header("Requires-Dist: old (>dev)", "Requires-Dist: ???"))
    assert [one.name for one in found.requirements] == ["old"]
    assert found.unreadable == ("???",)


def test_latin_1_is_read_as_older_tools_wrote_it() -> None:
    data = "Name: a\nVersion: 1\nSummary: caf\xe9\n".encode("latin-1")
    assert parse_metadata(data).summary == "caf\xe9"


def test_carriage_returns_end_lines() -> None:
    found = parse_metadata(b"Name: a\r\nVersion: 1\rSummary: s\r\n\r\nSummary: t")
    assert (found.name, found.version, found.summary) == ("a", "1", "s")


@pytest.mark.parametrize("data", [b"", b"Name: a\n", b"Version: 1\n", b"Name: a\0\nVersion: 1\n"])
def test_what_names_no_release_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_metadata(data)


def test_too_many_headers_hit_the_limit() -> None:
    with pytest.raises(LimitError):
        parse_headers(b"A: b\n" * (MAX_HEADERS + 1))


def test_a_marker_nested_without_end_is_no_crash() -> None:
    deep = "(" * 2000 + 'python_version < "3"' + ")" * 2000
    assert parse_metadata(header(f"Requires-Dist: x; {deep}")).name == "a"


FIELDS = (
    "Name",
    "Version",
    "License",
    "Requires-Dist",
    "Project-URL",
    "Author-email",
    "Classifier",
)
lines = st.builds(
    lambda name, text: f"{name}: {text}", st.sampled_from(FIELDS), st.text(max_size=60)
)


@given(
    st.one_of(st.binary(max_size=400), st.lists(lines).map(lambda many: "\n".join(many).encode()))
)
def test_nothing_but_a_parse_error_comes_out(data: bytes) -> None:
    try:
        found = parse_metadata(data)
    except ParseError:
        return
    assert found.name
    assert found.version
