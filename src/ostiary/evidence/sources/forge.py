"""What does the forge say about the repository that a release declares?"""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from ostiary.core.evidence import Absent, Item, Unknown
from ostiary.core.facts.health import Repository
from ostiary.core.ports import Http
from ostiary.core.subject import Subject
from ostiary.evidence.asking import ask, decode, unconfigured
from ostiary.evidence.clients.settings import Credential
from ostiary.formats.repository_url import RepositoryPlace, parse_repository

GITHUB = "https://api.github.com"
GITLAB = "https://gitlab.com/api/v4"

_TOKENS = {"github": ("GITHUB_TOKEN", "GH_TOKEN"), "gitlab": ("GITLAB_TOKEN",)}


class _Licence(msgspec.Struct):
    spdx_id: str | None = None
    key: str | None = None


class _Github(msgspec.Struct):
    html_url: str
    archived: bool = False
    fork: bool = False
    stargazers_count: int = -1
    forks_count: int = -1
    open_issues_count: int = -1
    created_at: datetime | None = None
    pushed_at: datetime | None = None
    license: _Licence | None = None


class _Gitlab(msgspec.Struct):
    web_url: str
    archived: bool = False
    forked_from_project: dict[str, object] | None = None
    star_count: int = -1
    forks_count: int = -1
    open_issues_count: int = -1
    created_at: datetime | None = None
    last_activity_at: datetime | None = None
    license: _Licence | None = None


def forge_credentials(
    environ: Mapping[str, str], *, github: str = GITHUB, gitlab: str = GITLAB
) -> tuple[Credential, ...]:
    """The user's own tokens from the environment, each for its forge's API and nothing else.

    The HTTP client takes them with its other credentials: they are in no URL, no cache and no message.
    """
    found = []
    for forge, base in (("github", github), ("gitlab", gitlab)):
        for name in _TOKENS[forge]:
            token = environ.get(name, "").strip()
            if token and token.isascii() and token.isprintable() and base.startswith("https://"):
                found.append(Credential(base, f"Bearer {token}", f"environment variable {name}"))
                break
    return tuple(found)


async def collect(
    subject: Subject,
    http: Http,
    *,
    repository: str,
    github: str = GITHUB,
    gitlab: str = GITLAB,
    environ: Mapping[str, str] | None = None,
) -> Item:
    """Ask GitHub or GitLab about the declared repository; nothing in the answer verifies the claim.

    `environ` only decides the hint: tokens travel by `forge_credentials`. A 404 is `Absent`: gone or
    private. Sources: GitHub REST API, "Get a repository"; GitLab REST API, "Get a single project".
    """
    place = parse_repository(repository)
    if place is None:
        return Absent(subject, Repository, "forge", "the release declares no repository")
    if place.host == "github.com" and github:
        url = f"{github}/repos/{place.path}"
        reading, forge = _read_github, "github"
    elif place.host == "gitlab.com" and gitlab:
        url = f"{gitlab}/projects/{quote(place.path, safe='')}?license=true"
        reading, forge = _read_gitlab, "gitlab"
    else:
        return _nobody(subject, place)
    item = await ask(subject, Repository, forge, http.get(url, accept="application/json"), reading)
    if isinstance(item, Absent):
        return replace(item, reason=f"{place.url} does not exist, or is private")
    return _hinted(item, forge, environ or {})


def _nobody(subject: Subject, place: RepositoryPlace) -> Unknown:
    kind = place.host.partition(".")[0]
    if kind in _TOKENS:
        hint = f"set OSTIARY_{kind.upper()}_URL"
        return unconfigured(subject, Repository, kind, "switched off", hint)
    return unconfigured(subject, Repository, "forge", f"nobody here asks {place.host}")


def _hinted(item: Item, forge: str, environ: Mapping[str, str]) -> Item:
    """Forges allow few questions to those who do not say who they are."""
    names = _TOKENS[forge]
    refused = isinstance(item, Unknown) and any(one in item.reason for one in ("401", "403", "429"))
    if isinstance(item, Unknown) and refused and not any(environ.get(one) for one in names):
        return replace(
            item, hint=f"set {names[0]}: without it {forge} answers few questions an hour"
        )
    return item


def _read_github(body: bytes) -> Repository:
    wire = decode(body, _Github)
    spdx = wire.license.spdx_id if wire.license else None
    return Repository(
        url=wire.html_url,
        archived=wire.archived,
        fork=wire.fork,
        stars=wire.stargazers_count,
        forks=wire.forks_count,
        open_issues=wire.open_issues_count,
        created=wire.created_at,
        pushed=wire.pushed_at,
        licence=spdx if spdx and spdx != "NOASSERTION" else "",
    )


def _read_gitlab(body: bytes) -> Repository:
    wire = decode(body, _Gitlab)
    return Repository(
        url=wire.web_url,
        archived=wire.archived,
        fork=wire.forked_from_project is not None,
        stars=wire.star_count,
        forks=wire.forks_count,
        open_issues=wire.open_issues_count,
        created=wire.created_at,
        pushed=wire.last_activity_at,
        licence=(wire.license.key or "") if wire.license else "",
    )
