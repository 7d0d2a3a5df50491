"""What an SPDX 2 document lists, however it was written."""

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.sbom.digests import digests_of
from ostiary.formats.inventory.sbom.graph import Graph, Keys, short
from ostiary.formats.inventory.sbom.purl import parse_purl

MAX_BYTES = 256 << 20
MAX_PACKAGES = 500_000
MAX_NAME = 300
"""Characters of a name that is shown."""

HINT = "export it as SPDX 2.3 in JSON, or as CycloneDX"

_NEEDS = frozenset(
    {"DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE", "DESCRIBES"}
)
_NEEDED = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "CONTAINED_BY": Scope.RUNTIME,
    "DESCRIBED_BY": Scope.RUNTIME,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "DEV_DEPENDENCY_OF": Scope.DEV,
    "TEST_DEPENDENCY_OF": Scope.DEV,
    "DEV_TOOL_OF": Scope.DEV,
    "TEST_TOOL_OF": Scope.DEV,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "BUILD_TOOL_OF": Scope.BUILD,
}
"""Relationships by which the first element is needed by the second. Source: SPDX 2.3, clause 11."""
_UNSCOPED = frozenset({"CONTAINS", "CONTAINED_BY", "DESCRIBES", "DESCRIBED_BY"})
"""Relationships that do not say what for."""
_RANK = (Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD, Scope.DEV)
"""Of several scopes the one that matters most counts."""
_NOTHING = frozenset({"NOASSERTION", "NONE", ""})
_DOCUMENT = "SPDXRef-DOCUMENT"


class Package(Struct):
    """One package of the document; `fault` says why it is none."""

    id: str = ""
    name: str = ""
    version: str = ""
    purl: str = ""
    download: str = ""
    licence: str = ""
    purpose: str = ""
    sums: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0
    fault: str = ""


class Document(Struct):
    """A whole document; `relations` are (element, kind, other element)."""

    name: str = ""
    packages: list[Package] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    described: set[str] = field(default_factory=set)


def listing(path: str, document: Document) -> Listing:
    """The listing of a document. Raises `LimitError`.

    A package that the document describes and that has no purl is the project itself; any other one without a
    purl is named, and nobody can match it.
    """
    if len(document.packages) > MAX_PACKAGES:
        raise LimitError(f"a document of more than {MAX_PACKAGES} packages")
    graph, scopes = _graph(document)
    keys = Keys()
    kept: dict[str, tuple[Package, Component]] = {}
    lost: list[Unauditable] = []
    for one in document.packages:
        at = Location(path=path, line=one.line)
        if not one.purl and not one.fault and one.id in document.described:
            graph.roots.add(one.id)
            continue
        try:
            found = _component(one, at, scopes)
        except ParseError as error:
            lost.append(Unauditable(at, one.name[:MAX_NAME], error.message, "give it a purl"))
        else:
            kept[keys.of(short(one.id) or short(one.purl))] = (one, found)
    components = tuple(_placed(key, one, graph, kept) for key, (_, one) in kept.items())
    name = document.name[:MAX_NAME]
    return Listing("SPDX", path, ListingKind.SBOM, components, tuple(lost), (), name)


def _component(one: Package, at: Location, scopes: dict[str, Scope]) -> Component:
    if one.fault:
        raise ParseError(one.fault)
    if not one.purl:
        raise ParseError("it has no purl, so nobody knows which package it is")
    purl = parse_purl(one.purl)
    download = "" if one.download in _NOTHING else one.download
    source = purl.source or download
    return Component(
        type=purl.type,
        name=purl.name,
        version=purl.version or ("" if one.version in _NOTHING else one.version),
        at=at,
        key=one.id,
        digests=digests_of(one.sums),
        scope=scopes.get(one.id, Scope.RUNTIME),
        origin=Origin.GIT if source.startswith("git") else Origin.REGISTRY,
        source=source,
        properties=() if one.licence in _NOTHING else (("licence", one.licence[:200]),),
    )


def _placed(
    key: str, one: Component, graph: Graph, kept: dict[str, tuple[Package, Component]]
) -> Component:
    parents, direct = graph.parents(one.key, kept)
    return Component(
        type=one.type,
        name=one.name,
        version=one.version,
        at=one.at,
        key=key,
        digests=one.digests,
        scope=one.scope,
        direct=direct,
        parents=tuple(parent for parent in parents if parent != key),
        origin=one.origin,
        source=one.source,
        properties=one.properties,
    )


def _graph(document: Document) -> tuple[Graph, dict[str, Scope]]:
    """Edges and scopes; what the document itself describes is what its project asks for."""
    graph = Graph(roots={_DOCUMENT})
    scopes: dict[str, Scope] = {}
    for one, kind, other in document.relations:
        if kind == "DESCRIBES":
            document.described.add(other)
        elif kind == "DESCRIBED_BY":
            document.described.add(one)
        if kind in _NEEDS:
            if kind not in _UNSCOPED:
                _scoped(scopes, other, Scope.RUNTIME)
            graph.add(short(one), short(other))
        elif kind in _NEEDED:
            if kind not in _UNSCOPED:
                _scoped(scopes, one, _NEEDED[kind])
            graph.add(short(other), short(one))
    for one in document.described:
        graph.add(_DOCUMENT, short(one))
    return graph, scopes


def _scoped(scopes: dict[str, Scope], ref: str, scope: Scope) -> None:
    scopes[ref] = min(scopes.get(ref, scope), scope, key=_RANK.index)
