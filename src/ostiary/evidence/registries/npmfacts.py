"""The facts about an npm release, read out of its packument."""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from ostiary.core.digest import Digest
from ostiary.core.facts.history import Lineage, Past, Publisher
from ostiary.core.facts.release import FileForm, Release, ReleaseFile, Requirement
from ostiary.core.regex import regex
from ostiary.evidence.registries.moments import times_fault
from ostiary.evidence.registries.npmchoice import in_order
from ostiary.evidence.registries.packument import Packument, Version, parse_version
from ostiary.evidence.registries.projectjson import text
from ostiary.evidence.registries.repository import plain_repository

MAX_ROWS = 5000
HOOKS = ("preinstall", "install", "postinstall")
_LENGTHS = {"sha512": 64, "sha384": 48, "sha256": 32, "sha1": 20}
_SHA1 = regex(r"[0-9a-fA-F]{40}")
_SERIES = regex(r"(\d{1,9})\.(\d{1,9})\.\d{1,9}(?:\+.*)?")
_REMOTE = regex(
    r"(git\+|git:|https?:|file:|link:|github:|gitlab:|bitbucket:|ssh:|git@)|^[\w.-]+/[\w.-]+"
)
_EMAIL = regex(r"<([^<>\s]+@[^<>\s]+)>")
_TRUSTED = "trustedPublisher"


def release(page: Packument, number: str, registry: str) -> Release:
    """The release as the registry describes it."""
    one = page.versions[number]
    scripts = one.scripts if isinstance(one.scripts, dict) else {}
    deprecated = one.deprecated
    return Release(
        "npm",
        page.name,
        number,
        (_file(page, number, registry),),
        published=page.times.get(number),
        deprecated=text(deprecated) or ("" if deprecated is True else None),
        licence=_licence(one),
        summary=text(one.description),
        requirements=tuple(requirements(one)),
        scripts=tuple(
            (name[:100], text(value)) for name, value in list(scripts.items())[:MAX_ROWS]
        ),
        links=tuple(_links(one)),
        emails=tuple(dict.fromkeys(_emails(one))),
        repository=_repository(one),
    )


def digests(one: Version) -> tuple[Digest, ...]:
    """The digests of `dist.integrity` (Subresource Integrity) and `dist.shasum` (SHA-1)."""
    found = []
    for word in text(one.dist.integrity).split():
        algorithm, _, value = word.partition("?")[0].partition("-")
        try:
            raw = base64.b64decode(value, validate=True)
        except binascii.Error:
            continue
        if len(raw) == _LENGTHS.get(algorithm):
            found.append(Digest(algorithm, raw.hex()))
    if _SHA1.fullmatch(text(one.dist.shasum)):
        found.append(Digest("sha1", text(one.dist.shasum).lower()))
    return tuple(dict.fromkeys(found))


def signatures(one: Version) -> tuple[tuple[str, str], ...]:
    """The registry's signatures: key id and base64 signature."""
    rows = one.dist.signatures if isinstance(one.dist.signatures, list) else []
    pairs = [
        (text(row.get("keyid")), text(row.get("sig"))) for row in rows[:20] if isinstance(row, dict)
    ]
    return tuple(pair for pair in pairs if all(pair))


def attestations(one: Version, registry: str) -> str:
    """The URL of the attestation bundle; empty if the registry names none."""
    table = one.dist.attestations if isinstance(one.dist.attestations, dict) else {}
    try:
        url = urljoin(registry, text(table.get("url")))
        return url if table.get("url") and urlsplit(url).scheme in {"https", "http"} else ""
    except ValueError:
        return ""


def requirements(one: Version) -> Iterator[Requirement]:
    """All dependencies of all groups; what is optional is listed in `dependencies` too, so it goes first."""
    bundle = one.bundle if one.bundle is not None else one.bundled
    optional = one.optional_dependencies if isinstance(one.optional_dependencies, dict) else {}
    groups = (
        ("", one.dependencies),
        ("dev", one.dev_dependencies),
        ("peer", one.peer_dependencies),
        ("optional", one.optional_dependencies),
    )
    for group, table in groups:
        for name, value in list(table.items())[:MAX_ROWS] if isinstance(table, dict) else []:
            if group == "" and name in optional:
                continue
            constraint = text(value)
            url = constraint if _REMOTE.match(constraint) else ""
            yield Requirement(name[:300], constraint, group, url=url)
    for name in bundle[:MAX_ROWS] if isinstance(bundle, list) else []:
        if isinstance(name, str):
            yield Requirement(name[:300], group="bundled")


def lineage(page: Packument, number: str, now: datetime) -> Lineage:
    """The release among all others, lowest version first."""
    order = in_order(list(page.versions))
    tells = any(one.dist.attestations for one in page.versions.values())
    past = {one: _past(page, one, tells=tells) for one in order}
    fault = _times_fault(page, order, now)
    place = order.index(number)
    return Lineage(
        "npm",
        page.name,
        past[number],
        tuple(past[one] for one in order[:place]),
        tuple(past[one] for one in order[place + 1 :]),
        now,
        trusted_times=not fault,
        times_fault=fault,
    )


def maintainer_names(people: object) -> tuple[str, ...]:
    """Account names of a `maintainers` list, which holds records or `name <email>` texts."""
    rows = people if isinstance(people, list) else []
    return tuple(dict.fromkeys(name for name in map(_account, rows[:MAX_ROWS]) if name))


def owners(body: bytes, url: str) -> tuple[str, ...]:
    """Account names of the `maintainers` in the record of one version. Raises `ParseError`."""
    return maintainer_names(parse_version(body, url).maintainers)


def publisher(one: Version) -> Publisher:
    """Who published the version: an account, or the CI identity of a trusted publisher."""
    user = one.npm_user
    if isinstance(user, dict) and user.get(_TRUSTED):
        marker = user[_TRUSTED]
        issuer = text(marker.get("id")) if isinstance(marker, dict) else ""
        return Publisher(text(user.get("name")) or issuer, "trusted")
    name = _account(user)
    return Publisher(name, "token") if name else Publisher()


def hooks(one: Version, *, full: bool) -> bool | None:
    """Whether installing the version runs code of its own; None if the page does not say."""
    scripts = one.scripts if isinstance(one.scripts, dict) else {}
    if one.has_install_script is True or one.gypfile is True:
        return True
    if any(name in scripts for name in HOOKS):
        return True
    return False if full else None


def _past(page: Packument, number: str, *, tells: bool) -> Past:
    one = page.versions[number]
    return Past(
        number,
        page.times.get(number),
        deprecated=bool(one.deprecated),
        prerelease="-" in number.partition("+")[0],
        publisher=publisher(one),
        maintainers=maintainer_names(one.maintainers),
        attested=bool(one.dist.attestations) if tells else None,
        licence=_licence(one),
        requirements=tuple(
            dict.fromkeys(row.name for row in requirements(one) if row.group != "dev")
        ),
        hooks=hooks(one, full=page.full),
        repository=_repository(one),
    )


def _times_fault(page: Packument, order: list[str], now: datetime) -> str:
    """A registry that keeps its own times says when a package was created; a mirror that stamps does not."""
    known = [page.times[one] for one in order if page.times.get(one)]
    if not known:
        return "the registry does not say when versions were published"
    series: dict[tuple[str, str], list[datetime | None]] = {}
    for number in order:
        if match := _SERIES.fullmatch(number):
            series.setdefault((match[1], match[2]), []).append(page.times.get(number))
    fault = times_fault(series.values(), now)
    if not fault and page.created is None:
        fault = "the registry does not say when the package was created, as one with its own times would"
    return fault


def _file(page: Packument, number: str, registry: str) -> ReleaseFile:
    one = page.versions[number]
    bare = page.name.rpartition("/")[2]
    try:
        url = urljoin(registry, text(one.dist.tarball))
        fine = text(one.dist.tarball) and urlsplit(url).scheme in {"https", "http"}
    except ValueError:
        url, fine = "", ""
    return ReleaseFile(
        f"{bare}-{number}.tgz",
        url if fine else "",
        FileForm.NPM,
        digests(one),
        uploaded=page.times.get(number),
        index=registry,
    )


def _licence(one: Version) -> str:
    """`license` as an SPDX expression, or the older forms: a record, or a list of records."""
    rows = one.license if one.license is not None else one.licenses
    rows = rows if isinstance(rows, list) else [rows]
    words = [
        text(row.get("type") or row.get("name")) if isinstance(row, dict) else text(row)
        for row in rows[:20]
    ]
    return " OR ".join(one for one in words if one)


def _repository(one: Version) -> str:
    found = one.repository.get("url") if isinstance(one.repository, dict) else one.repository
    return plain_repository(text(found))


def _links(one: Version) -> Iterator[tuple[str, str]]:
    bugs = one.bugs.get("url") if isinstance(one.bugs, dict) else one.bugs
    repository = one.repository.get("url") if isinstance(one.repository, dict) else one.repository
    for label, url in (("Repository", repository), ("Homepage", one.homepage), ("Bugs", bugs)):
        if text(url):
            yield label, text(url)


def _emails(one: Version) -> Iterator[str]:
    people = [
        *(one.maintainers if isinstance(one.maintainers, list) else []),
        one.author,
        one.npm_user,
    ]
    for row in people[:MAX_ROWS]:
        if isinstance(row, dict) and "@" in text(row.get("email")):
            yield text(row["email"]).lower()
        elif match := _EMAIL.search(text(row)):
            yield match[1].lower()


def _account(row: Any) -> str:
    return text(row.get("name")) if isinstance(row, dict) else text(row).partition("<")[0].strip()
