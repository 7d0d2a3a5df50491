"""Which of a package's links is its source repository, as one plain URL."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ostiary.core.regex import regex

_LABELS = (
    "source",
    "source code",
    "repository",
    "code",
    "github",
    "gitlab",
    "git",
    "homepage",
    "home",
)
_FORGES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht"})
_SHORT = regex(r"(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+?)(?:#.*)?")
_SCP = regex(r"(?:[\w.-]+@)([\w.-]+):(?!\d+/)(.+)")
_HOSTS = {
    "": "github.com",
    "github": "github.com",
    "gitlab": "gitlab.com",
    "bitbucket": "bitbucket.org",
}


def repository_of(links: Iterable[tuple[str, str]]) -> str:
    """The repository among labelled links, the most telling label first; empty if none is at a forge."""
    found: list[tuple[int, str]] = []
    for label, url in links:
        plain = plain_repository(url)
        if plain and urlsplit(plain).hostname in _FORGES:
            word = re.sub(r"[^a-z ]", " ", label.lower()).strip()
            found.append((_LABELS.index(word) if word in _LABELS else len(_LABELS), plain))
    return min(found, key=lambda one: one[0])[1] if found else ""


def plain_repository(text: str) -> str:
    """`https://host/owner/name` out of the many ways to write it; empty if it is none of them."""
    text = text.strip()[:500]
    if match := _SHORT.fullmatch(text):
        text = f"https://{_HOSTS[match[1] or '']}/{match[2]}"
    elif match := _SCP.fullmatch(text):
        text = f"https://{match[1]}/{match[2]}"
    try:
        parts = urlsplit(text.removeprefix("git+"))
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in {"https", "http", "git", "ssh"} or not host:
        return ""
    path = [one for one in parts.path.split("/") if one]
    if host in {"github.com", "bitbucket.org", "codeberg.org"}:
        path = path[:2]
    elif "-" in path:  # GitLab puts its own pages below `-`
        path = path[: path.index("-")]
    if len(path) < 2 or path[0] in {"sponsors", "orgs", "topics"}:
        return ""
    return f"https://{host}/" + "/".join(path).removesuffix(".git")
