"""Core metadata as the index serves it beside a file, and requirements out of it."""

import re

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex
from ostiary.evidence.registries.projectjson import emails, licence, text, texts

MAX_REQUIREMENTS = 5000
_EXTRA = regex(r"""extra\s*==\s*["']([^"']{1,100})["']""")


class CoreMetadata(Struct, frozen=True):
    """The part of core metadata that describes a release. Sources: PEP 658; core metadata 2.4."""

    name: str
    version: str
    summary: str = ""
    licence: str = ""
    requires_python: str = ""
    requirements: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()


def parse_core_metadata(body: bytes, source: str) -> CoreMetadata:
    """Read a METADATA file. Raises `ParseError` for one without name and version."""
    from packaging.metadata import parse_email

    try:
        raw, _ = parse_email(body)
    except (ValueError, LookupError, RecursionError) as error:
        raise ParseError(f"{source} is no core metadata: {str(error)[:200]}") from error
    name, version = text(raw.get("name")), text(raw.get("version"))
    if not name or not version:
        raise ParseError(f"{source} is no core metadata: it lacks a name or a version")
    urls = raw.get("project_urls") or {}
    links = [(label[:200], text(url)) for label, url in list(urls.items())[:200] if text(url)]
    if home := text(raw.get("home_page")):
        links.append(("Homepage", home))
    return CoreMetadata(
        name,
        version,
        summary=text(raw.get("summary")),
        licence=licence(dict(raw)),
        requires_python=text(raw.get("requires_python")),
        requirements=texts(raw.get("requires_dist")),
        links=tuple(links),
        emails=emails(raw.get("author_email"), raw.get("maintainer_email")),
    )


def requirements(rows: tuple[str, ...]) -> tuple[Requirement, ...]:
    """Each `Requires-Dist` row as a record; one that cannot be read keeps its text as its constraint."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    found = []
    for row in rows[:MAX_REQUIREMENTS]:
        try:
            one = Parsed(row)
        except InvalidRequirement:
            word = re.match(r"[A-Za-z0-9._-]+", row)
            found.append(Requirement(word[0] if word else "", row[:300]))
            continue
        marker = str(one.marker or "")
        extra = _EXTRA.search(marker)
        group = f"extra:{extra[1]}" if extra else ""
        found.append(Requirement(one.name, str(one.specifier), group, marker, one.url or ""))
    return tuple(found)
