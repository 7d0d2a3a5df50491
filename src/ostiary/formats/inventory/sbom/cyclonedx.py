"""What a CycloneDX bill lists, however it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ostiary.core.digest import Digest
from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.sbom.purl import parse_purl

MAX_BYTES = 256 << 20
MAX_COMPONENTS = 500_000
MAX_DEPTH = 60

_SCOPES = {"optional": Scope.OPTIONAL, "excluded": Scope.DEV}


@dataclass
class Entry:
    """One component of the bill, with those that are nested in it."""

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


@dataclass
class Bill:
    """A whole bill; `needs` maps a reference to those that it depends on."""

    root: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    needs: dict[str, list[str]] = field(default_factory=dict)


def listing(path: str, bill: Bill) -> Listing:
    """The listing of a bill. Raises `LimitError`.

    What has no purl, or no version, is unauditable: it is named, and nobody can match it.
    """
    parents = _parents(bill)
    roots = set(bill.needs.get(bill.root.ref, ())) if bill.root else set()
    components: list[Component] = []
    lost: list[Unauditable] = []
    for number, one in enumerate(_every(bill.entries, 0)):
        if number >= MAX_COMPONENTS:
            raise LimitError(f"a bill of more than {MAX_COMPONENTS} components")
        at = Location(path=path, line=one.line)
        if one.type in {"file", "data", "operating-system", "device", "firmware"} and not one.purl:
            continue  # parts of a component, and no package
        try:
            components.append(_component(one, at, parents, roots))
        except ParseError as error:
            name = f"{one.group}/{one.name}" if one.group else one.name
            lost.append(Unauditable(at, name, error.message, "give it a purl"))
    name = bill.root.name if bill.root else ""
    return Listing("CycloneDX", path, ListingKind.SBOM, tuple(components), tuple(lost), (), name)


def _every(entries: list[Entry], depth: int) -> Iterator[Entry]:
    if depth > MAX_DEPTH:
        raise LimitError(f"components nested more than {MAX_DEPTH} deep")
    for one in entries:
        yield one
        yield from _every(one.nested, depth + 1)


def _parents(bill: Bill) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    root = bill.root.ref if bill.root else ""
    for ref, needs in bill.needs.items():
        for need in needs:
            if ref != root:
                found.setdefault(need, []).append(ref)
    return found


def _component(
    one: Entry, at: Location, parents: Mapping[str, list[str]], roots: set[str]
) -> Component:
    if not one.purl:
        raise ParseError("it has no purl, so nobody knows which package it is")
    purl = parse_purl(one.purl)
    digests = tuple(
        Digest(name, value.lower())
        for name, value in ((_algorithm(name), value) for name, value in one.hashes)
        if name
    )
    ref = one.ref or one.purl
    return Component(
        type=purl.type,
        name=purl.name,
        version=purl.version or one.version,
        at=at,
        key=ref,
        digests=digests,
        scope=_SCOPES.get(one.scope, Scope.RUNTIME),
        direct=ref in roots,
        parents=tuple(sorted(set(parents.get(ref, ())))),
        origin=Origin.GIT if purl.source.startswith("git") else Origin.REGISTRY,
        source=purl.source,
        properties=(("licence", one.licence),) if one.licence else (),
    )


def _algorithm(name: str) -> str:
    """As `hashlib` spells it; empty for one that it does not know."""
    plain = name.lower().replace("-", "").replace("_", "")
    return plain if plain in {"md5", "sha1", "sha256", "sha384", "sha512"} else ""
