"""What a bill of materials lists: each release once, where it stands, and who asks for it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ostiary.core.digest import Digest
from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.core.location import Location
from ostiary.core.model_file import ModelRow
from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.core.subject import Subject
from ostiary.report.names import purl_of
from ostiary.report.safe import whole

MODEL = "model"
"""The type of an item that is a model file."""
LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
"""Hexadecimal digits of a digest, by algorithm."""
_HEX = regex(r"[0-9a-f]+")
_RANK = (Scope.RUNTIME, Scope.PEER, Scope.OPTIONAL, Scope.BUILD, Scope.DEV)
"""Scopes by how much they matter: a release that is needed anywhere is needed."""


class Item(Struct):
    """One release. `needs` are purls of what it asks for; `places` are where it stands."""

    purl: str
    type: str
    name: str
    version: str
    digests: set[Digest] = field(default_factory=set)
    scope: Scope = Scope.DEV
    licence: str = ""
    source: str = ""
    own: bool = False
    direct: bool = False
    places: dict[Location, str] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    details: dict[str, str] = field(default_factory=dict)


class Bill(Struct, frozen=True):
    """All releases in order of purl, and those that the places themselves ask for."""

    items: tuple[Item, ...]
    roots: tuple[str, ...]


def titled(run: Run) -> str:
    """What the bill is about."""
    if run.audit and run.audit.places:
        return whole(", ".join(one.subject.name for one in run.audit.places))
    return whole(run.examined[0].subject.name) if run.examined else "nothing"


def bill(run: Run, *, files: bool = True) -> Bill:
    """The bill of a run: of an audit its components, of any other run what was examined, with its tree.

    `files` lists model files beside the models that they belong to.
    """
    items: dict[str, Item] = {}
    roots: set[str] = set()
    if run.audit is not None:
        for place in run.audit.places:
            for listing in place.listings:
                _listing(listing, items, roots)
        for one in run.examined if files else ():
            parts = items.get(purl_of(one.subject)) if one.models else None
            if parts is not None:
                _parts(one.models, parts, items)
    else:
        _examined(run, items, roots)
    ordered = tuple(items[key] for key in sorted(items))
    return Bill(ordered, tuple(sorted(roots)))


def _listing(listing: Listing, items: dict[str, Item], roots: set[str]) -> None:
    keyed = {one.key: one for one in listing.components if one.key}
    for one in listing.components:
        item = _item(one, items)
        item.places.setdefault(one.at, listing.format)
        if one.direct or not one.parents:
            roots.add(item.purl)
        for parent in one.parents:
            above = keyed.get(parent)
            if above is not None and (needing := _item(above, items)) is not item:
                needing.needs.add(item.purl)


def _item(one: Component, items: dict[str, Item]) -> Item:
    purl = purl_of(one.subject)
    item = items.get(purl)
    if item is None:
        item = items[purl] = Item(purl, one.type, one.name, one.version)
    item.digests.update(_whole(one.digests))
    item.scope = min(item.scope, one.scope, key=_RANK.index)
    item.direct = item.direct or one.direct
    item.own = item.own or one.origin is Origin.OWN
    item.source = item.source or one.source
    details = dict(one.properties)
    licence = details.pop("licence", "")
    item.licence = item.licence or licence
    item.details.update(details)
    return item


def _whole(digests: Iterable[Digest]) -> Iterator[Digest]:
    """Digests that are as long as their algorithm makes them; others are no digests."""
    for one in digests:
        if LENGTHS.get(one.algorithm) == len(one.value) and _HEX.fullmatch(one.value):
            yield one


def _examined(run: Run, items: dict[str, Item], roots: set[str]) -> None:
    for one in run.examined:
        subject = one.subject
        purl = purl_of(subject)
        item = items.setdefault(purl, Item(purl, subject.type, subject.name, subject.version))
        item.digests.update(_whole(subject.digests))
        item.scope = Scope.RUNTIME
        item.licence = item.licence or dict(one.facts).get("licence", "")
        if one.role == "asked":
            item.direct = True
            roots.add(purl)
        _parts(one.models, item, items)
    for parent, child in _edges(run):
        if parent in items and child in items:
            items[parent].needs.add(child)


def _parts(rows: Iterable[ModelRow], item: Item, items: dict[str, Item]) -> None:
    """Model files below what they belong to; a model that is a single file is that file, wherever it lies."""
    alone = item.details.get(MODEL) == "file"
    for row in rows:
        if alone:
            _describe(item, row)
        elif (part := _model(row, items)) is not item:
            item.needs.add(part.purl)


def _model(row: ModelRow, items: dict[str, Item]) -> Item:
    """A model file as a component."""
    digests = (Digest("sha256", row.sha256),) if row.sha256 else ()
    subject = Subject("generic", row.path, "", digests)
    purl = purl_of(subject)
    item = items.setdefault(purl, Item(purl, MODEL, row.path, ""))
    item.type = MODEL
    item.digests.update(_whole(digests))
    item.scope, item.direct = Scope.RUNTIME, True
    _describe(item, row)
    return item


def _describe(item: Item, row: ModelRow) -> None:
    """What was checked and what is claimed, apart."""
    item.places.setdefault(Location(path=row.path), row.format)
    told = {
        "format": row.format,
        "assurance": row.assurance,
        "carries": row.carries,
        "bytes accounted for": f"{row.accounted} of {row.size}",
        "tensors": str(row.tensors),
        "loader": f"{row.loader} {row.plain_load}".strip(),
        **dict(row.checked),
    }
    item.details.update({f"checked:{key}": value for key, value in told.items() if value})
    item.details.update({f"claimed:{key}": value for key, value in row.claimed})


def is_model(item: Item) -> bool:
    """Whether an item is a model: a file, or what an audit found to be loaded as one."""
    return item.type == MODEL or MODEL in item.details


def _edges(run: Run) -> Iterator[tuple[str, str]]:
    for tree in run.trees:
        for node in tree.nodes:
            for parent in node.parents:
                yield parent, purl_of(node.subject)
