"""pylock.toml: which packages does it fix, from where, and under which markers?

Source: PyPA specification "pylock.toml" (PEP 751), version 1.0.
"""

import re
from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import archive_version, canonical, is_name
from ostiary.formats.inventory.python.tables import (
    list_of,
    lists_in,
    table_of,
    text_in,
    texts_in,
)
from ostiary.formats.toml_document import row_lines, table, text_of

_GROUP = regex(r"""["']([^"']+)["']\s+in\s+(extras|dependency_groups)\b""")


def parse(path: str, data: bytes) -> Listing:
    """Read one lock of a version 1.x. Raises `ParseError`."""
    text = text_of(data, path)
    document = table(text, path)
    if not text_in(document, "lock-version").startswith("1."):
        raise ParseError(f"{path}: only versions 1.x of pylock.toml are known")
    if not isinstance(document.get("packages"), list):
        raise ParseError(f"{path} has no packages, so it is no pylock.toml")
    rows = list_of(document, "packages", path)
    draft = Draft("pylock.toml", path, ListingKind.LOCK)
    defaults = frozenset(texts_in(document, "default-groups"))
    parents = _parents(rows)
    for row, line in zip(rows, row_lines(text, "packages", rows), strict=True):
        if not isinstance(row, dict) or not is_name(row.get("name")):
            draft.miss("", line, "a package without a name")
            continue
        draft.add(_component(draft, row, line, parents, defaults))
    draft.parents_by_name()
    return draft.listing()


def _component(
    draft: Draft,
    row: dict[str, Any],
    line: int,
    parents: dict[str, dict[str, None]],
    defaults: frozenset[str],
) -> Component:
    name = canonical(row["name"])
    origin, source = _origin(row)
    places = [row.get("archive"), row.get("sdist"), *lists_in(row, "wheels")]
    hashes = [
        f"{algorithm}:{value}"
        for one in places
        if isinstance(one, dict)
        for algorithm, value in table_of(one, "hashes").items()
    ]
    marker = text_in(row, "marker")
    scope, groups = _scope(marker, defaults)
    if not any(one in row for one in ("vcs", "directory", "archive", "sdist", "wheels")):
        draft.miss(name, line, "no file, archive or folder: nothing that could be installed")
    return Component(
        "pypi",
        name,
        text_in(row, "version") or archive_version(source, name),
        draft.at(line),
        digests=digests_in(draft, hashes, name, line),
        scope=scope,
        groups=groups,
        direct=bool(parents) and name not in parents,  # without any, nobody says who asks
        parents=tuple(parents.get(name, ())),
        markers=marker,
        origin=origin,
        source=source,
        properties=(("editable", "true"),)
        if table_of(row, "directory").get("editable") is True
        else (),
    )


def _origin(row: dict[str, Any]) -> tuple[Origin, str]:
    vcs, folder, archive = (table_of(row, one) for one in ("vcs", "directory", "archive"))
    if "vcs" in row:
        reference = text_in(vcs, "commit-id") or text_in(vcs, "requested-revision")
        return Origin.GIT, f"{text_in(vcs, 'url') or text_in(vcs, 'path')}@{reference}"
    if "directory" in row:
        where = text_in(folder, "path")
        return (Origin.OWN, "") if where in {".", "./"} else (Origin.PATH, where)
    if "archive" in row:
        url = text_in(archive, "url")
        return (Origin.URL, url) if url else (Origin.PATH, text_in(archive, "path"))
    return Origin.REGISTRY, text_in(row, "index")


def _scope(marker: str, defaults: frozenset[str]) -> tuple[Scope, tuple[str, ...]]:
    """By the extras and groups that a marker asks for; one way in without any means run time."""
    scopes: set[Scope] = set()
    groups: dict[str, None] = {}
    for way in re.split(r"\bor\b", marker):
        found = _GROUP.findall(way)
        if not found or any(kind == "dependency_groups" and one in defaults for one, kind in found):
            scopes.add(Scope.RUNTIME)
        for one, kind in found:
            scopes.add(Scope.OPTIONAL if kind == "extras" else Scope.DEV)
            groups[f"extra:{one}" if kind == "extras" else one] = None
    order = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEV)
    return next((one for one in order if one in scopes), Scope.RUNTIME), tuple(groups)


def _parents(rows: list[Any]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if not isinstance(row, dict) or not is_name(row.get("name")):
            continue
        for one in lists_in(row, "dependencies"):
            if isinstance(one, dict) and is_name(one.get("name")):
                found.setdefault(canonical(one["name"]), {})[canonical(row["name"])] = None
    return found
