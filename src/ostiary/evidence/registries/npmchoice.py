"""Which version of an npm package the installer would choose."""

from collections.abc import Sequence

from ostiary.core.errors import NotFoundError, UsageError
from ostiary.core.regex import regex
from ostiary.evidence.registries.packument import Packument

MAX_RANGE = 300
SHOWN = 5
_CARET = regex(r"\^\s*[v=]?\s*(\d+\.\d+\.\d+)(?![\w.+-])")
"""The first version of a caret range that names no pre-release."""


def choose(page: Packument, version: str = "", wanted: str = "", *, allow_pre: bool = False) -> str:
    """The version for an exact `version`, else for a range or tag, else the tag `latest`.

    Raises `NotFoundError` or, for a range that is none, `UsageError`. Source: npm's documentation of
    package specs; a version that `latest` names goes before a higher one, a deprecated one last.
    """
    if version:
        exact = version.strip().removeprefix("=").removeprefix("v")
        if exact in page.versions:
            return exact
        raise _no_such(page, version)
    wanted = wanted.strip()
    if wanted in page.tags or not wanted or wanted in {"*", "latest"}:
        tagged = page.tags.get(wanted if wanted in page.tags else "latest", "")
        if tagged in page.versions:
            return tagged
        if wanted and wanted not in {"*", "latest"}:
            raise _no_such(page, wanted)
    return _by_range(page, wanted or "*", allow_pre=allow_pre)


def in_order(versions: Sequence[str]) -> list[str]:
    """Versions by semantic precedence, lowest first; those that are none come before all others."""
    import functools

    import nodesemver

    def known(one: str) -> bool:
        return len(one) <= MAX_RANGE and nodesemver.valid(one, True) is not None

    def compare(one: str, other: str) -> int:
        return int(nodesemver.compare(one, other, True))

    fine = sorted((one for one in versions if known(one)), key=functools.cmp_to_key(compare))
    return [*sorted(one for one in versions if not known(one)), *fine]


def in_range(version: str, wanted: str, *, allow_pre: bool = False, loose: bool = True) -> bool:
    """Whether a version is in a range as npm reads it, any pre-release included where `allow_pre` says so.

    A caret begins at the release that it names, not at the pre-releases of it. Source: node-semver 7.8,
    README, sections "Ranges" and "Prerelease Tags".
    """
    import nodesemver

    def fits(part: str) -> bool:
        if not nodesemver.satisfies(version, part, loose, allow_pre):
            return False
        begun = _CARET.findall(part) if allow_pre else []
        return all(nodesemver.compare(version, one, loose) >= 0 for one in begun)

    try:
        return any(map(fits, wanted.split("||")))
    except ValueError:  # what is no version is in no range
        return False


def _by_range(page: Packument, wanted: str, *, allow_pre: bool) -> str:
    import nodesemver

    if len(wanted) > MAX_RANGE or (wanted != "*" and nodesemver.valid_range(wanted, True) is None):
        raise UsageError(
            f"`{wanted[:60]}` is no range and no tag of this package",
            f"its tags are {', '.join(sorted(page.tags)[:SHOWN]) or 'none'}; ranges look like ^4.18 or 4",
        )

    def fits(one: str) -> bool:
        return in_range(one, wanted, allow_pre=allow_pre)

    latest = page.tags.get("latest", "")
    if latest in page.versions and fits(latest):
        return latest
    found = [one for one in in_order(list(page.versions)) if fits(one)]
    kept = [one for one in found if not page.versions[one].deprecated]
    if not found:
        raise _no_such(page, wanted)
    return (kept or found)[-1]


def _no_such(page: Packument, wanted: str) -> NotFoundError:
    newest = ", ".join(in_order(list(page.versions))[-SHOWN:])
    hint = f"the registry has {newest}" if newest else "the registry lists no versions of it"
    if page.unpublished:
        hint = "its author took the whole package back (unpublished)"
    return NotFoundError(f"the registry has no release {page.name}@{wanted}", hint)
