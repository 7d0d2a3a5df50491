import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.repository_url import parse_repository


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://github.com/Owner/Name", "https://github.com/Owner/Name"),
        ("http://www.github.com/o/n/", "https://github.com/o/n"),
        ("git+https://github.com/o/n.git", "https://github.com/o/n"),
        ("git+ssh://git@github.com/o/n.git#main", "https://github.com/o/n"),
        ("git://github.com/o/n.js.git", "https://github.com/o/n.js"),
        ("git@github.com:o/n.git", "https://github.com/o/n"),
        ("github.com:o/n", "https://github.com/o/n"),
        ("https://user:word@github.com/o/n", "https://github.com/o/n"),
        ("https://github.com/o/n/tree/main/packages/x", "https://github.com/o/n"),
        ("https://github.com/o/n/issues?q=1", "https://github.com/o/n"),
        ("github:o/n", "https://github.com/o/n"),
        ("gitlab:g/n", "https://gitlab.com/g/n"),
        ("bitbucket:o/n", "https://bitbucket.org/o/n"),
        ("o/n", "https://github.com/o/n"),
        ("https://gitlab.com/g/s/n/-/tree/main", "https://gitlab.com/g/s/n"),
        ("https://gitlab.com/g/n/tree/main/x", "https://gitlab.com/g/n"),
        ("https://gitlab.com/g/s/n.git", "https://gitlab.com/g/s/n"),
        ("ssh://git@git.example.invalid:2222/team/n.git", "https://git.example.invalid/team/n"),
    ],
)
def test_all_usual_forms(text: str, url: str) -> None:
    place = parse_repository(f" {text}\n")
    assert place is not None
    assert place.url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "github",
        "https://github.com/",
        "https://github.com/owner",
        "https://github.com/sponsors/me",
        "https://github.com/../..",
        "https://localhost/o/n",
        "https://github.com/o/%2e%2e",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://github.com/o/.git",
        "o/n/x",
        "not a link",
        "https://github.com/o/n\u202e",
        "x" * 3000,
    ],
)
def test_what_means_no_repository(text: str) -> None:
    assert parse_repository(text) is None


def test_cases_do_not_matter_for_equality() -> None:
    one, other = parse_repository("https://GitHub.com/A/B"), parse_repository("a/b")
    assert one is not None
    assert other is not None
    assert one.key == other.key


@given(
    st.text(max_size=80)
    | st.from_regex(r"(git\+)?(https|ssh)://[a-z.@:]*/[a-z./#?-]*", fullmatch=True)
)
def test_a_place_is_always_safe_to_ask_for(text: str) -> None:
    place = parse_repository(text)
    if place is not None:
        assert place.host.isascii()
        assert ".." not in place.path.split("/")
        assert parse_repository(place.url) is not None
