import asyncio
from datetime import UTC, datetime

import pytest
from source_world import GARBAGE, Net

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.health import Repository
from ostiary.core.subject import Subject
from ostiary.evidence.sources import forge

SUBJECT = Subject("pypi", "x", "1")
REPOSITORY = "https://github.com/Owner/Name"
GITHUB = "https://api.github.com/repos/Owner/Name"
GITLAB = "https://gitlab.com/api/v4/projects/g%2Fs%2Fp?license=true"


def collect(net: Net, repository: str = REPOSITORY, **rest: str) -> Item:
    environ = {"GH_TOKEN": rest.pop("token")} if "token" in rest else {}
    return asyncio.run(forge.collect(SUBJECT, net, repository=repository, environ=environ, **rest))


def test_github() -> None:
    page = {
        "html_url": "https://github.com/new-owner/name",
        "archived": True,
        "fork": False,
        "stargazers_count": 5,
        "forks_count": 4,
        "open_issues_count": 3,
        "created_at": "2020-01-02T03:04:05Z",
        "pushed_at": "2021-01-02T03:04:05Z",
        "license": {"spdx_id": "MIT"},
        "private": False,
    }
    item = collect(Net({GITHUB: page}))
    assert isinstance(item, Evidence)
    assert item.source == "github"
    assert item.data == Repository(
        "https://github.com/new-owner/name",
        archived=True,
        stars=5,
        forks=4,
        open_issues=3,
        created=datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        pushed=datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC),
        licence="MIT",
    )


def test_what_the_answer_leaves_out_stays_unknown() -> None:
    item = collect(Net({GITHUB: {"html_url": REPOSITORY, "license": None, "pushed_at": None}}))
    assert isinstance(item, Evidence)
    assert item.data == Repository(REPOSITORY)


def test_gitlab_with_groups() -> None:
    page = {
        "web_url": "https://gitlab.com/g/s/p",
        "forked_from_project": {"id": 1},
        "star_count": 2,
        "last_activity_at": "2021-01-02T03:04:05.678Z",
        "license": {"key": "apache-2.0"},
    }
    item = collect(Net({GITLAB: page}), "https://gitlab.com/g/s/p/-/tree/main/x")
    assert isinstance(item, Evidence)
    assert (item.data.fork, item.data.stars, item.data.licence) == (True, 2, "apache-2.0")


def test_gone_or_private_none_declared_or_nobody_to_ask() -> None:
    gone = collect(Net())
    assert isinstance(gone, Absent)
    assert "private" in gone.reason
    assert isinstance(collect(Net(), ""), Absent)
    for item in (collect(Net(), "https://codeberg.org/a/b"), collect(Net(), github="")):
        assert isinstance(item, Unknown)
        assert item.cause is Cause.UNCONFIGURED


@pytest.mark.parametrize("page", [*GARBAGE, {"html_url": 1}, {}])
def test_garbage_is_malformed(page: object) -> None:
    item = collect(Net({GITHUB: page}))
    assert isinstance(item, Unknown)
    assert item.cause is Cause.MALFORMED


def test_who_is_refused_without_a_token_is_told_how_to_get_further() -> None:
    refused = Net({GITHUB: SourceError("api.github.com answers 429", "later")})
    item = collect(refused)
    assert isinstance(item, Unknown)
    assert "GITHUB_TOKEN" in item.hint
    item = collect(refused, token="secret-token")
    assert isinstance(item, Unknown)
    assert item.hint == "later"


def test_tokens_go_to_their_own_forge_and_are_shown_nowhere() -> None:
    environ = {"GITHUB_TOKEN": " secret-one\n", "GH_TOKEN": "two", "GITLAB_TOKEN": "secret-three"}
    hub, lab = forge.forge_credentials(environ)
    assert (hub.prefix, hub.header) == ("https://api.github.com", "Bearer secret-one")
    assert (lab.prefix, lab.header) == ("https://gitlab.com/api/v4", "Bearer secret-three")
    assert "secret" not in repr((hub, lab))
    assert hub.fits(GITHUB)
    assert not hub.fits("https://api.github.com.example.invalid/repos/a/b")
    assert not hub.fits("http://api.github.com/repos/a/b")
    assert forge.forge_credentials({"GITHUB_TOKEN": "a\nb", "GITLAB_TOKEN": ""}) == ()
    assert forge.forge_credentials({"GH_TOKEN": "x"}, github="http://127.0.0.1") == ()
