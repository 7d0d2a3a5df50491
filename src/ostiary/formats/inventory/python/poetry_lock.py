"""poetry.lock, versions 1.0 to 2.1: which packages does it fix, from where, and for which groups?"""

from typing import Any

from ostiary.core.digest import Digest
from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.poetry_edges import Edges, edges
from ostiary.formats.inventory.python.tables import (
    list_of,
    lists_in,
    table_of,
    text_in,
    texts_in,
)
from ostiary.formats.toml_document import row_lines, table, text_of

MAIN = "main"

_ORIGINS = {
    "": Origin.REGISTRY,
    "legacy": Origin.REGISTRY,
    "git": Origin.GIT,
    "url": Origin.URL,
    "file": Origin.PATH,
    "directory": Origin.PATH,
}


def parse(path: str, data: bytes) -> Listing:
    """Read one lock. Raises `ParseError`.

    Versions 1.2 and 2.0 do not say which groups a package is for, and none says what is asked for directly
    if others ask for it too: see `scoped`. Without a manifest all count as needed at run time then.
    """
    text = text_of(data, path)
    document = table(text, path)
    if "package" not in document and "metadata" not in document:
        raise ParseError(f"{path}: neither packages nor metadata, so no poetry.lock")
    rows = list_of(document, "package", path)
    lines = row_lines(text, "package", rows)
    draft = Draft("poetry.lock", path, ListingKind.LOCK)
    extras = _extras(document)
    files = table_of(document, "metadata", "files") or table_of(document, "metadata", "hashes")
    asked = edges(rows)
    for row, line in zip(rows, lines, strict=True):
        if not isinstance(row, dict) or not is_name(row.get("name")):
            draft.miss("", line, "a package without a name")
            continue
        name = canonical(row["name"])
        given = lists_in(row, "files") or lists_in(files, row["name"])
        digests = _digests(draft, given, name, line)
        draft.add(
            _component(draft, row, line, digests, (extras.get(name, ()), asked.get(name, Edges())))
        )
    draft.parents_by_name()
    return draft.listing()


def _component(
    draft: Draft,
    row: dict[str, Any],
    line: int,
    digests: tuple[Digest, ...],
    around: tuple[tuple[str, ...], Edges],
) -> Component:
    """One package; `around` are the extras that it is for and those that ask for it."""
    extras, asked = around
    name = canonical(row["name"])
    source = table_of(row, "source")
    kind = text_in(source, "type")
    if kind not in _ORIGINS:
        draft.miss(name, line, f"a source that is not known: {kind}")
    groups = texts_in(row, "groups") or tuple(filter(None, [text_in(row, "category")]))
    reference = text_in(source, "resolved_reference") or text_in(source, "reference")
    url = text_in(source, "url")
    origin = _ORIGINS.get(kind, Origin.REGISTRY)
    editable = (("editable", "true"),) if row.get("develop") is True else ()
    return Component(
        "pypi",
        name,
        text_in(row, "version"),
        draft.at(line),
        digests=digests,
        scope=_scope(groups, row.get("optional") is True),
        groups=tuple(one for one in groups if one != MAIN) + extras,
        direct=not asked.parents,
        parents=tuple(asked.parents),
        markers=_markers(row.get("markers") or row.get("marker")),
        origin=origin,
        source=f"{url}@{reference}" if origin is Origin.GIT and reference else url,
        properties=tuple(sorted((*editable, *asked.facts))),
    )


def _scope(groups: tuple[str, ...], optional: bool) -> Scope:
    if groups and MAIN not in groups:
        return Scope.DEV
    return Scope.OPTIONAL if optional else Scope.RUNTIME


def _markers(given: object) -> str:
    """A marker as written, or where it differs between groups those of all."""
    if isinstance(given, dict):
        return " or ".join(dict.fromkeys(one for one in given.values() if isinstance(one, str)))
    return given if isinstance(given, str) else ""


def _extras(document: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for extra, names in table_of(document, "extras").items():
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                found.setdefault(canonical(name), {})[f"extra:{extra}"] = None
    return {name: tuple(extras) for name, extras in found.items()}


def _digests(draft: Draft, files: list[Any], name: str, line: int) -> tuple[Digest, ...]:
    hashes = [one.get("hash") if isinstance(one, dict) else one for one in files]
    texts = [f"sha256:{one}" if isinstance(one, str) and ":" not in one else one for one in hashes]
    return digests_in(draft, texts, name, line)
