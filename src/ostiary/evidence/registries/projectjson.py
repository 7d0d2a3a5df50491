"""The project JSON of a Python index: what its owner, its metadata and its advisories say."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.core.facts.advisories import Advisory
from ostiary.core.facts.people import Maintainers
from ostiary.evidence.registries.moments import parse_time

MAX_BYTES = 64 << 20
MAX_TEXT = 4096
MAX_ROWS = 2000


class ProjectFile(Struct, frozen=True):
    """What project JSON says of one file."""

    filename: str
    sha256: str
    size: int
    uploaded: datetime | None


class Details(Struct, frozen=True):
    """The metadata of the release that `version` names, and facts about the whole project.

    `maintainers` is None where the index does not tell roles; `advisories` hold for `version` only.
    """

    version: str
    summary: str = ""
    licence: str = ""
    classifiers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    maintainers: Maintainers | None = None
    advisories: tuple[Advisory, ...] | None = None
    files: tuple[ProjectFile, ...] = ()


class _Doc(msgspec.Struct):
    info: dict[str, Any]
    releases: dict[str, Any] = {}
    urls: Any = None
    vulnerabilities: Any = None
    ownership: Any = None


def json_root(index: str) -> str:
    """The base of an index's JSON API, which lies beside `simple`; empty if it cannot be told."""
    root = index.rstrip("/")
    if not root.startswith(("https://", "http://")) or not root.endswith("/simple"):
        return ""
    return root[: -len("/simple")]


def parse_project(body: bytes, url: str) -> Details:
    """Read project JSON. Raises `ParseError` for anything that is none."""
    try:
        doc = msgspec.json.decode(body, type=_Doc)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{url} is no project JSON: {str(error)[:200]}") from error
    info = doc.info
    return Details(
        version=text(info.get("version")),
        summary=text(info.get("summary")),
        licence=licence(info),
        classifiers=texts(info.get("classifiers")),
        links=_links(info),
        emails=emails(info.get("author_email"), info.get("maintainer_email")),
        requirements=texts(info.get("requires_dist")),
        maintainers=_maintainers(doc.ownership),
        advisories=_advisories(doc.vulnerabilities),
        files=tuple(_files(doc)),
    )


def licence(info: dict[str, Any]) -> str:
    """The licence: the SPDX expression first, then a short licence text, then the classifiers.

    Sources: PEP 639; core metadata, `License`.
    """
    expression = text(info.get("license_expression"))
    if expression:
        return expression
    words = text(info.get("license")).strip()
    if words and "\n" not in words and len(words) <= 200:
        return words
    classed = [
        one.rpartition("::")[2].strip()
        for one in texts(info.get("classifiers"))
        if one.startswith("License ::")
    ]
    return " AND ".join(classed) or words.partition("\n")[0][:200]


def emails(*values: object) -> tuple[str, ...]:
    """The addresses in `Author-email` and `Maintainer-email`, in lower case, each once."""
    from email.utils import getaddresses

    found = [
        address.lower()
        for _, address in getaddresses([text(one) for one in values])
        if "@" in address
    ]
    return tuple(dict.fromkeys(found))


def text(value: object) -> str:
    """A bounded text; empty for anything else."""
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """The bounded texts of a list; empty for anything else."""
    rows = value if isinstance(value, (list, tuple)) else []
    return tuple(one[:MAX_TEXT] for one in rows[:MAX_ROWS] if isinstance(one, str))


def _links(info: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    named = info.get("project_urls")
    rows = [(key, value) for key, value in named.items()] if isinstance(named, dict) else []
    rows += [("Homepage", info.get("home_page")), ("Download", info.get("download_url"))]
    found = [
        (str(label)[:200], text(url)) for label, url in rows[:200] if text(url) and url != "UNKNOWN"
    ]
    return tuple(dict.fromkeys(found))


def _maintainers(ownership: object) -> Maintainers | None:
    if not isinstance(ownership, dict) or not isinstance(ownership.get("roles"), list):
        return None
    users = [text(row.get("user")) for row in ownership["roles"] if isinstance(row, dict)]
    organisation = ownership.get("organization")
    names = tuple(dict.fromkeys(one for one in users if one))
    return Maintainers(names, text(organisation)) if names or organisation else None


def _advisories(rows: object) -> tuple[Advisory, ...] | None:
    """The index's own list. Withdrawn records do not apply any more."""
    if not isinstance(rows, list):
        return None
    return tuple(
        Advisory(
            id=text(row.get("id")),
            aliases=texts(row.get("aliases")),
            summary=text(row.get("summary")) or text(row.get("details"))[:300],
            malware=text(row.get("id")).startswith("MAL-"),
            fixed=texts(row.get("fixed_in")),
            why="the index lists it for this version",
            url=text(row.get("link")),
        )
        for row in rows[:MAX_ROWS]
        if isinstance(row, dict) and text(row.get("id")) and not row.get("withdrawn")
    )


def _files(doc: _Doc) -> list[ProjectFile]:
    lists = [*doc.releases.values(), doc.urls]
    rows = [row for one in lists if isinstance(one, list) for row in one if isinstance(row, dict)]
    found: dict[str, ProjectFile] = {}
    for row in rows:
        name = text(row.get("filename"))
        digests = row.get("digests")
        value = digests.get("sha256") if isinstance(digests, dict) else ""
        size = row.get("size")
        uploaded = parse_time(row.get("upload_time_iso_8601") or row.get("upload_time"))
        found.setdefault(
            name, ProjectFile(name, text(value).lower(), size if type(size) is int else 0, uploaded)
        )
    return list(found.values())
