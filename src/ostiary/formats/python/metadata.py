"""What do a Python distribution's core metadata declare?"""

from collections import Counter

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex
from ostiary.formats.python.headers import Headers, every, first, parse_headers
from ostiary.formats.python.requirement import read_requirement

MAX_REQUIREMENTS = 5_000
MAX_PEOPLE = 10_000
"""Characters of a field of authors."""
MAX_LICENCE = 200
"""Old metadata hold whole licence texts where a name should stand; only a first line is kept."""

_SINGLE = frozenset(
    [
        "metadata-version",
        "name",
        "version",
        "summary",
        "license",
        "license-expression",
        "requires-python",
        "author",
        "author-email",
        "maintainer",
        "maintainer-email",
        "home-page",
        "download-url",
    ]
)
_NOTHING = frozenset({"", "unknown", "none", "null"})
_EMAIL = regex(r"[^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()@]{1,255}")
_LICENCE_CLASS = "License :: "


class CoreMetadata(Struct, frozen=True):
    """Core metadata of one artifact. Empty strings mean that they do not say.

    `licence` is an SPDX expression or else what older fields and classifiers name; `links` are
    (label, URL); `dynamic` the fields that a build may change; `repeated` headers that may stand only
    once but do not; `unreadable` requirements that no installer understands; `path` the member.
    Source: core metadata specification 2.4.
    """

    name: str
    version: str
    summary: str = ""
    licence: str = ""
    requires_python: str = ""
    requirements: tuple[Requirement, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    dynamic: tuple[str, ...] = ()
    metadata_version: str = ""
    filename: str = ""
    path: str = ""
    licence_files: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def parse_metadata(data: bytes) -> CoreMetadata:
    """Read METADATA or PKG-INFO. Raises `ParseError` or `LimitError`."""
    headers = parse_headers(data)
    name, version = first(headers, "name").strip(), first(headers, "version").strip()
    if not name or not version:
        raise ParseError(f"the metadata have no {'version' if name else 'name'}")
    requirements, unreadable = _requirements(every(headers, "requires-dist"))
    counts = Counter(key for key, _ in headers if key in _SINGLE)
    return CoreMetadata(
        name=name,
        version=version,
        summary=_known(first(headers, "summary")),
        licence=_licence(headers),
        requires_python=_known(first(headers, "requires-python")),
        requirements=requirements,
        links=_links(headers),
        emails=_emails(headers),
        extras=every(headers, "provides-extra"),
        dynamic=tuple(one.lower() for one in every(headers, "dynamic")),
        metadata_version=first(headers, "metadata-version"),
        licence_files=every(headers, "license-file"),
        repeated=tuple(sorted(key for key, count in counts.items() if count > 1)),
        unreadable=unreadable,
    )


def _known(text: str) -> str:
    return "" if text.strip().lower() in _NOTHING else text.strip()


def _requirements(lines: tuple[str, ...]) -> tuple[tuple[Requirement, ...], tuple[str, ...]]:
    if len(lines) > MAX_REQUIREMENTS:
        raise LimitError(f"the metadata have more than {MAX_REQUIREMENTS} requirements")
    read = [(line, read_requirement(line)) for line in lines]
    good = tuple(one for _, one in read if one is not None)
    return good, tuple(line[:MAX_LICENCE] for line, one in read if one is None)


def _licence(headers: Headers) -> str:
    for name in ("license-expression", "license"):
        lines = [line.strip() for line in _known(first(headers, name)).splitlines()]
        text = next((line for line in lines if line.strip("|")), "")
        if text:
            return text[:MAX_LICENCE]
    classes = [one for one in every(headers, "classifier") if one.startswith(_LICENCE_CLASS)]
    names = sorted({one.rpartition(" :: ")[2].strip() for one in classes} - {"OSI Approved"})
    return " OR ".join(names)[:MAX_LICENCE]


def _links(headers: Headers) -> tuple[tuple[str, str], ...]:
    found = []
    for label, name in (("Homepage", "home-page"), ("Download", "download-url")):
        url = _known(first(headers, name))
        if url:
            found.append((label, url))
    for value in every(headers, "project-url"):
        label, comma, url = value.partition(",")
        if comma and url.strip():
            found.append((label.strip(), url.strip()))
    return tuple(found)


def _emails(headers: Headers) -> tuple[str, ...]:
    fields = (first(headers, "author-email"), first(headers, "maintainer-email"))
    found = [match.lower() for value in fields for match in _EMAIL.findall(value[:MAX_PEOPLE])]
    return tuple(dict.fromkeys(found))
