"""Which source repository does a declared link mean, and where is it kept?"""

import re

from msgspec import Struct

from ostiary.core.regex import regex

MAX_URL = 2_000

_SHORT = regex(r"(?P<kind>github|gitlab|bitbucket):(?P<path>[\w.-]+(?:/[\w.-]+)+)", re.ASCII)
_SCP = regex(
    r"(?:git\+)?(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?P<path>[^/\s:][^\s]*)", re.ASCII
)
_URL = regex(
    r"(?:git\+)?(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)(?::\d+)?/(?P<path>\S*)",
    re.ASCII | re.IGNORECASE,
)
_BARE = regex(r"(?P<path>[\w-]+/[\w.-]+)", re.ASCII)
_PART = regex(r"^(?!\.{1,2}$)[\w.-]+$", re.ASCII)
_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_TWO_PARTS = frozenset({"github.com", "bitbucket.org", "codeberg.org"})
_RESERVED = frozenset(
    {
        "apps",
        "features",
        "login",
        "marketplace",
        "orgs",
        "readme",
        "search",
        "settings",
        "sponsors",
        "topics",
        "users",
    }
)


class RepositoryPlace(Struct, frozen=True):
    """A repository on a forge. `path` is owner and name, with groups between on GitLab; case as written."""

    host: str
    path: str

    @property
    def url(self) -> str:
        """The page of the repository."""
        return f"https://{self.host}/{self.path}"

    @property
    def key(self) -> str:
        """What equal repositories have in common: forges do not tell cases apart."""
        return f"{self.host}/{self.path}".lower()


def parse_repository(text: str) -> RepositoryPlace | None:
    """The repository that a link means, or None if it means none.

    Understands URLs (`git+https`, `ssh`, with or without `.git`), `git@host:path`, npm's short forms
    (`github:owner/name`, `owner/name`), and pages below a repository (`/tree/main/...`, `/-/issues`).
    Source: npm documentation of package.json, section `repository`.
    """
    text = text.strip()
    if not text or len(text) > MAX_URL:
        return None
    if short := _SHORT.fullmatch(text):
        return _place(_HOSTS[short["kind"]], short["path"])
    if url := _URL.fullmatch(text):
        return _place(url["host"], url["path"])
    if scp := _SCP.fullmatch(text):
        return _place(scp["host"], scp["path"])
    if bare := _BARE.fullmatch(text):
        return _place("github.com", bare["path"])
    return None


def _place(host: str, path: str) -> RepositoryPlace | None:
    host = host.lower().removeprefix("www.").rstrip(".")
    parts = [part for part in re.split(r"[?#]", path, maxsplit=1)[0].split("/") if part]
    if "-" in parts:  # GitLab writes pages of a repository below /-/
        parts = parts[: parts.index("-")]
    if host in _TWO_PARTS:
        parts = parts[:2]
    elif host == "gitlab.com" and "tree" in parts[2:]:
        parts = parts[: parts.index("tree", 2)]
    if len(parts) < 2 or "." not in host or parts[0].lower() in _RESERVED:
        return None
    parts[-1] = parts[-1].removesuffix(".git")
    if not all(_PART.match(part) for part in parts):
        return None
    return RepositoryPlace(host, "/".join(parts))
