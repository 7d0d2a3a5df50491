"""Which container image does a reference name?"""

from ostiary.core.digest import Digest
from ostiary.core.inventory import Component, Scope
from ostiary.core.location import Location
from ostiary.core.regex import regex

MAX_REFERENCE = 2_000

_REFERENCE = regex(
    r"(?:(?P<host>[A-Za-z0-9.-]*[.:][A-Za-z0-9.:-]*|localhost)/)?"
    r"(?P<name>[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@sha256:(?P<digest>[0-9a-fA-F]{64}))?"
)


def image(reference: str, at: Location) -> Component | None:
    """The component of `host/name:tag@sha256:...`; None for what is no reference.

    Without a tag the version is the digest, and without either it is empty and `latest` is the requirement.
    What has no digest may be another image tomorrow: `pinned` is `no`. Source: OCI distribution, pulling.
    """
    match = _REFERENCE.fullmatch(reference) if len(reference) <= MAX_REFERENCE else None
    if match is None:
        return None
    name, tag, digest = match["name"].removeprefix("library/"), match["tag"] or "", match["digest"]
    facts = [("repository_url", match["host"])] if match["host"] else []
    facts += [] if digest else [("pinned", "no")]
    return Component(
        "docker",
        name,
        tag or (f"sha256:{digest.lower()}" if digest else ""),
        at,
        reference,
        (Digest("sha256", digest.lower()),) if digest else (),
        Scope.BUILD,
        direct=True,
        requirement="" if tag or digest else "latest",
        source=reference,
        properties=tuple(sorted(facts)),
    )
