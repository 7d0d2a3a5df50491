"""What a CycloneDX bill lists, however it was written."""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.sbom.digests import digests_of
from ostiary.formats.inventory.sbom.graph import Graph, Keys, short
from ostiary.formats.inventory.sbom.purl import parse_purl

MAX_BYTES = 256 << 20
MAX_COMPONENTS = 500_000
MAX_DEPTH = 60
MAX_NAME = 300
"""Characters of a name that is shown."""

_SCOPES = {"optional": Scope.OPTIONAL, "excluded": Scope.DEV}
_PARTS = frozenset({"file", "data", "operating-system", "device", "firmware"})
"""Types of what is a part of a component, or below all of them; without a purl they are no packages."""


class Entry(Struct):
    """One component of the bill, with those that are nested in it; `fault` says why it is none."""

    ref: str = ""
    type: str = ""
    group: str = ""
    name: str = ""
    version: str = ""
    purl: str = ""
    scope: str = ""
    hashes: list[tuple[str, str]] = field(default_factory=list)
    licence: str = ""
    line: int = 0
    nested: list["Entry"] = field(default_factory=list)
    fault: str = ""


class Bill(Struct):
    """A whole bill; `needs` has (reference, reference of what it depends on)."""

    root: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    needs: list[tuple[str, str]] = field(default_factory=list)


def listing(path: str, bill: Bill) -> Listing:
    """The listing of a bill. Raises `LimitError`.

    What has no purl is unauditable: it is named, and nobody can match it. What lies inside a component
    and is asked for by nothing else is asked for by that component.
    """
    graph, keys = _graph(bill), Keys()
    kept: dict[str, tuple[str, Component]] = {}
    lost: list[Unauditable] = []
    for one, _ in _every(bill):
        at = Location(path=path, line=one.line)
        if one.type in _PARTS and not one.purl and not one.fault:
            continue
        try:
            found = _component(one, at)
        except ParseError as error:
            lost.append(Unauditable(at, _called(one), error.message, "give it a purl"))
        else:
            ref = short(one.ref) or short(one.purl)
            kept[keys.of(ref)] = (ref, found)
    components = tuple(_placed(key, ref, one, graph, kept) for key, (ref, one) in kept.items())
    name = bill.root.name[:MAX_NAME] if bill.root else ""
    return Listing("CycloneDX", path, ListingKind.SBOM, components, tuple(lost), (), name)


def _every(bill: Bill) -> Iterator[tuple[Entry, Entry | None]]:
    """Every entry with the one around it; those inside of the root belong to it. Raises `LimitError`."""
    inner = bill.root.nested if bill.root else []
    waiting = [(one, None, 0) for one in reversed([*inner, *bill.entries])]
    stack: list[tuple[Entry, Entry | None, int]] = list(waiting)
    count = 0
    while stack:
        one, around, depth = stack.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise LimitError(f"components nested more than {MAX_DEPTH} deep")
        if count > MAX_COMPONENTS:
            raise LimitError(f"a bill of more than {MAX_COMPONENTS} components")
        yield one, around
        stack += [(each, one, depth + 1) for each in reversed(one.nested)]


def _graph(bill: Bill) -> Graph:
    graph = Graph()
    root = short(bill.root.ref) if bill.root else ""
    if root:
        graph.roots.add(root)
    for above, below in bill.needs:
        graph.add(short(above), short(below))
    for one, around in _every(bill):
        ref = short(one.ref) or short(one.purl)
        if around is not None and ref not in graph.above:
            graph.add(short(around.ref) or short(around.purl), ref)
    return graph


def _placed(
    key: str, ref: str, one: Component, graph: Graph, kept: dict[str, tuple[str, Component]]
) -> Component:
    parents, direct = graph.parents(ref, kept)
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


def _component(one: Entry, at: Location) -> Component:
    if one.fault:
        raise ParseError(one.fault)
    if not one.purl:
        raise ParseError("it has no purl, so nobody knows which package it is")
    purl = parse_purl(one.purl)
    return Component(
        type=purl.type,
        name=purl.name,
        version=purl.version or one.version,
        at=at,
        digests=digests_of(one.hashes),
        scope=_SCOPES.get(one.scope, Scope.RUNTIME),
        origin=Origin.GIT if purl.source.startswith("git") else Origin.REGISTRY,
        source=purl.source,
        properties=(("licence", one.licence),) if one.licence else (),
    )


def _called(one: Entry) -> str:
    name = f"{one.group}/{one.name}" if one.group else one.name
    return name[:MAX_NAME]
