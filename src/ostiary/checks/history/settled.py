"""Which earlier releases are old enough to tell what is usual."""

from datetime import timedelta

from ostiary.core.facts.history import Lineage, Past
from ostiary.core.regex import regex

SETTLES = timedelta(days=14)
"""Who publishes two bad releases in a row must not make the second look usual by the first."""


_MAJOR = regex(r"^[vV=\s]*(?:\d{1,9}!)?(\d{1,9})(?:[.\-_+a-zA-Z]|$)")


def major(version: str) -> int | None:
    """The first number of a version, after the epoch that PyPI allows; None if it has none."""
    match = _MAJOR.match(version)
    return int(match[1]) if match else None


def series(lineage: Lineage) -> tuple[Past, ...]:
    """The settled releases of the same major version: what a maintenance release continues."""
    mine = major(lineage.current.version)
    return tuple(past for past in settled_lower(lineage) if major(past.version) == mine)


def settled(lineage: Lineage) -> tuple[Past, ...]:
    """Earlier releases at least two weeks older than the current one, oldest first.

    All earlier ones, if none is so old or if the times cannot tell.
    """
    return _old(lineage, lineage.earlier)


def settled_lower(lineage: Lineage) -> tuple[Past, ...]:
    """The same of the releases with a lower version, in order of version."""
    return _old(lineage, lineage.lower)


def previous(lineage: Lineage) -> Past | None:
    """The release that an update would come from.

    That is the highest settled lower version: a full release, unless the current one is itself a
    pre-release or there is no full one.
    """
    lower = settled_lower(lineage)
    for past in reversed(lower):
        if not past.prerelease or lineage.current.prerelease:
            return past
    return lower[-1] if lower else None


def _old(lineage: Lineage, releases: tuple[Past, ...]) -> tuple[Past, ...]:
    moment = lineage.current.published
    if not lineage.trusted_times or moment is None:
        return releases
    old = tuple(
        past for past in releases if past.published is None or moment - past.published >= SETTLES
    )
    return old or releases
