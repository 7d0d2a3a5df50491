"""Why does a record touch a release, in words that every matcher shares?"""

from urllib.parse import quote

LEGACY = "an old spelling that PEP 440 does not know, taken as older than every release"


def record_url(name: str) -> str:
    """Where a person can read a record."""
    plain = name.isascii() and name.replace("-", "").isalnum()
    return f"https://osv.dev/vulnerability/{name if plain else quote(name, safe='')}"


def listed(version: str) -> str:
    """The record enumerates the version."""
    return f"version {version} is listed"


def between(since: str, kind: str = "", end: str = "") -> str:
    """The pair of events around the version; `kind` is `fixed`, `last_affected` or empty for no end."""
    start = "the first release" if since == "0" else since
    if not kind:
        return f"affected since {start}, no fix is listed"
    if kind == "fixed":
        return f"affected since {start}, fixed in {end}"
    return f"affected since {start}, up to {end}"
