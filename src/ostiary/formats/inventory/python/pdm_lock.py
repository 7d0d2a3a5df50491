"""pdm.lock: which packages does it fix, from where, and for which groups?"""

from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.requirement_text import read_asked
from ostiary.formats.inventory.python.scopes import is_dev
from ostiary.formats.inventory.python.tables import (
    list_of,
    lists_in,
    table_of,
    text_in,
    texts_in,
)
from ostiary.formats.toml_document import row_lines, table, text_of

DEFAULT = "default"

_LINKS = {"git": Origin.GIT, "hg": Origin.GIT, "url": Origin.URL, "path": Origin.PATH}


def parse(path: str, data: bytes) -> Listing:
    """Read one lock. Raises `ParseError`.

    A package with extras has a row of its own; it is the same package and counts once. The lock does not
    tell groups for development from extras; only those with a name for that are taken as development.
    """
    text = text_of(data, path)
    document = table(text, path)
    if "metadata" not in document:
        raise ParseError(f"{path} has no metadata, so it is no pdm.lock")
    rows = list_of(document, "package", path)
    draft = Draft("pdm.lock", path, ListingKind.LOCK)
    files = table_of(document, "metadata", "files")
    parents = _parents(rows)
    seen: dict[tuple[str, str, str], int] = {}
    for row, line in zip(rows, row_lines(text, "package", rows), strict=True):
        if not isinstance(row, dict) or not is_name(row.get("name")):
            draft.miss("", line, "a package without a name")
            continue
        one = _component(draft, row, line, parents, files)
        identity = (one.name, one.version, one.source)
        if lists_in(row, "extras") and identity in seen:
            continue
        seen[identity] = line
        draft.add(one)
    draft.parents_by_name()
    return draft.listing()


def _component(
    draft: Draft,
    row: dict[str, Any],
    line: int,
    parents: dict[str, tuple[str, ...]],
    files: dict[str, Any],
) -> Component:
    name, version = canonical(row["name"]), text_in(row, "version")
    kind = next((one for one in _LINKS if one in row), "")
    given = lists_in(row, "files") or lists_in(files, f"{row['name']} {version}")
    hashes = [one["hash"] for one in given if isinstance(one, dict) and "hash" in one]
    groups = texts_in(row, "groups")
    source = text_in(row, kind) if kind else ""
    revision = text_in(row, "revision") or text_in(row, "ref")
    own = kind == "path" and source in {".", "./"}
    return Component(
        "pypi",
        name,
        version,
        draft.at(line),
        digests=digests_in(draft, hashes, name, line),
        scope=_scope(groups),
        groups=tuple(one for one in groups if one != DEFAULT),
        direct=name not in parents,
        parents=parents.get(name, ()),
        markers=text_in(row, "marker"),
        origin=Origin.OWN if own else _LINKS.get(kind, Origin.REGISTRY),
        source=f"{source}@{revision}" if revision and kind in {"git", "hg"} else source,
        properties=(("editable", "true"),) if row.get("editable") is True else (),
    )


def _scope(groups: tuple[str, ...]) -> Scope:
    if not groups or DEFAULT in groups:
        return Scope.RUNTIME
    return Scope.DEV if all(is_dev(one) for one in groups) else Scope.OPTIONAL


def _parents(rows: list[Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if not isinstance(row, dict) or not is_name(row.get("name")):
            continue
        for text in texts_in(row, "dependencies"):
            asked = read_asked(text)
            if asked and asked.name and asked.name != canonical(row["name"]):
                found.setdefault(asked.name, {})[canonical(row["name"])] = None
    return {name: tuple(parents) for name, parents in found.items()}
