"""Which repository a URL means, whatever way it is written."""

import re

from msgspec import Struct

from ostiary.core.regex import regex

MAX_URL = 2_000
_SCP = regex(r"^[\w.-]+@([\w.-]+):(?!//)(.+)$")
_SCHEME = regex(r"^(?:git\+)?[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SHORT = regex(r"^(github|gitlab|bitbucket):([\w.-]+/[\w.-]+)$", re.IGNORECASE)
_BARE = regex(r"^[\w-]+/[\w.-]+$")
_SHORT_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


class SourcePlace(Struct, frozen=True):
    """Host, owner and name of a repository in lower case; `name` is empty for a bare host or account."""

    host: str
    owner: str
    name: str

    def __str__(self) -> str:
        return "/".join(part for part in (self.host, self.owner, self.name) if part)


def source_place(url: str) -> SourcePlace | None:
    """The repository that `url` means, or None for what is no URL of one.

    Understands https, ssh and scp-like forms, `git+` prefixes, npm's `github:owner/name` and
    `owner/name` short forms, and pages below a repository such as `/tree/main/packages/x`.
    Source: npm documentation of package.json, section `repository`.
    """
    text = url.strip()
    if not text or len(text) > MAX_URL:
        return None
    if short := _SHORT.match(text):
        text = f"{_SHORT_HOSTS[short[1].lower()]}/{short[2]}"
    elif scp := _SCP.match(text):
        text = f"{scp[1]}/{scp[2]}"
    elif _SCHEME.match(text):
        text = _SCHEME.sub("", text)
    elif _BARE.match(text) and "." not in text.partition("/")[0]:
        text = f"github.com/{text}"
    return _split(text)


def _split(text: str) -> SourcePlace | None:
    path = re.split(r"[?#]", text, maxsplit=1)[0].rpartition("@")[2].lower()
    parts = [part for part in path.split("/") if part]
    if not parts or "." not in parts[0]:
        return None
    host = parts[0].partition(":")[0].removeprefix("www.")
    inner = parts[1:]
    if "-" in inner:  # GitLab writes pages of a repository below /-/
        inner = inner[: inner.index("-")]
    elif host in {"github.com", "bitbucket.org", "codeberg.org"}:
        inner = inner[:2]
    if not inner:
        return SourcePlace(host, "", "")
    if len(inner) == 1:
        return SourcePlace(host, inner[0], "")
    return SourcePlace(host, "/".join(inner[:-1]), inner[-1].removesuffix(".git"))
