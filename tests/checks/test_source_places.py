"""However a repository is written, it is the same place; what is none stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.checks.source_url import SourcePlace, source_place

SAMPLE = SourcePlace("github.com", "ann", "sample")


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/ann/sample",
        "https://www.github.com/Ann/Sample/",
        "git+https://github.com/ann/sample.git",
        "git+ssh://git@github.com/ann/sample.git#v1",
        "git@github.com:ann/sample.git",
        "github:ann/sample",
        "ann/sample",
        "https://user:word@github.com:443/ann/sample?tab=readme",
        "https://github.com/ann/sample/tree/main/packages/x",
        "git://github.com/ann/sample.git",
    ],
)
def test_one_place_in_many_spellings(url: str) -> None:
    assert source_place(url) == SAMPLE


@pytest.mark.parametrize(
    "url", ["", "  ", "our wiki", "https://localhost/x", "https://", "x" * 5000]
)
def test_what_is_no_place(url: str) -> None:
    assert source_place(url) is None


def test_groups_of_a_forge_are_part_of_the_owner() -> None:
    place = source_place("https://gitlab.com/group/team/sample/-/tree/main")
    assert place == SourcePlace("gitlab.com", "group/team", "sample")
    assert source_place("https://docs.example.invalid/") == SourcePlace(
        "docs.example.invalid", "", ""
    )


@given(st.text(max_size=300))
def test_any_text_is_a_place_or_none(url: str) -> None:
    place = source_place(url)
    assert place is None or place.host
