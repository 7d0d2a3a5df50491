"""What an SPDX 2 document lists, however it was written."""

from dataclasses import dataclass, field

from ostiary.core.digest import Digest
from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.sbom.purl import parse_purl

MAX_BYTES = 256 << 20
MAX_PACKAGES = 500_000

_NEEDS = frozenset({"DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"})
_NEEDED = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "CONTAINED_BY": Scope.RUNTIME,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "DEV_DEPENDENCY_OF": Scope.DEV,
    "TEST_DEPENDENCY_OF": Scope.DEV,
    "DEV_TOOL_OF": Scope.DEV,
    "TEST_TOOL_OF": Scope.DEV,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "BUILD_TOOL_OF": Scope.BUILD,
}
"""Relationships by which the first element is needed by the second. Source: SPDX 2.3, clause 11."""


@dataclass
class Package:
    """One package of the document."""

    id: str = ""
    name: str = ""
    version: str = ""
    purl: str = ""
    download: str = ""
    licence: str = ""
    purpose: str = ""
    sums: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0


@dataclass
class Document:
    """A whole document; `relations` are (element, kind, other element)."""

    name: str = ""
    packages: list[Package] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    described: set[str] = field(default_factory=set)


def listing(path: str, document: Document) -> Listing:
    """The listing of a document. Raises `LimitError`."""
    if len(document.packages) > MAX_PACKAGES:
        raise LimitError(f"a document of more than {MAX_PACKAGES} packages")
    parents, scopes = _graph(document)
    roots = document.described
    components: list[Component] = []
    lost: list[Unauditable] = []
    for one in document.packages:
        at = Location(path=path, line=one.line)
        if not one.purl:
            if one.id not in roots:
                reason = "it has no purl, so nobody knows which package it is"
                lost.append(Unauditable(at, one.name, reason, "give it a purl"))
            continue
        try:
            components.append(_component(one, at, parents, scopes, roots))
        except ParseError as error:
            lost.append(Unauditable(at, one.name, error.message, "give it a purl"))
    return Listing(
        "SPDX", path, ListingKind.SBOM, tuple(components), tuple(lost), (), document.name
    )


def _component(
    one: Package,
    at: Location,
    parents: dict[str, set[str]],
    scopes: dict[str, Scope],
    roots: set[str],
) -> Component:
    purl = parse_purl(one.purl)
    above = parents.get(one.id, set())
    names = {"NOASSERTION", "NONE", ""}
    return Component(
        type=purl.type,
        name=purl.name,
        version=purl.version or one.version,
        at=at,
        key=one.id,
        digests=tuple(
            Digest(name.lower(), value.lower())
            for name, value in one.sums
            if name.lower() in {"md5", "sha1", "sha256", "sha384", "sha512"}
        ),
        scope=scopes.get(one.id, Scope.RUNTIME),
        direct=bool(above & roots),
        parents=tuple(sorted(above - roots)),
        source="" if one.download in names else one.download,
        properties=(("licence", one.licence),) if one.licence not in names else (),
    )


def _graph(document: Document) -> tuple[dict[str, set[str]], dict[str, Scope]]:
    parents: dict[str, set[str]] = {}
    scopes: dict[str, Scope] = {}
    for one, kind, other in document.relations:
        if kind == "DESCRIBES":
            document.described.add(other)
        elif kind == "DESCRIBED_BY":
            document.described.add(one)
        elif kind in _NEEDS:
            parents.setdefault(other, set()).add(one)
        elif kind in _NEEDED:
            parents.setdefault(one, set()).add(other)
            scopes[one] = _NEEDED[kind]
    return parents, scopes
