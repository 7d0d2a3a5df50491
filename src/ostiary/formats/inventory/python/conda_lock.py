"""conda-lock.yml: which packages does it fix, of conda and of pip, for all platforms?"""

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.scopes import is_dev
from ostiary.formats.yaml_document import YamlList, YamlMap, document, line_of

_MAIN = "main"


def parse(path: str, data: bytes) -> Listing:
    """Read one lock of version 1. Raises `ParseError`.

    A release that is there for several platforms is one component with the digests of all.
    """
    top = document(data, path)
    rows = top.get("package") if isinstance(top, YamlMap) else None
    if not isinstance(top, YamlMap) or not isinstance(rows, YamlList):
        raise ParseError(f"{path} has no list of packages, so it is no conda-lock.yml")
    if top.get("version", "1") != "1":
        raise ParseError(f"{path}: only version 1 is known, not {str(top.get('version'))[:40]}")
    draft = Draft("conda-lock.yml", path, ListingKind.LOCK)
    found: dict[tuple[str, str, str], list[tuple[YamlMap, int]]] = {}
    for position, row in enumerate(rows):
        line = line_of(rows, position)
        if not isinstance(row, YamlMap) or not _text(row, "name") or not _text(row, "version"):
            draft.miss("", line, "a package without name and version")
            continue
        manager, name = _text(row, "manager") or "conda", _text(row, "name")
        if manager not in {"conda", "pip"} or (manager == "pip" and not is_name(name)):
            draft.miss(name, line, f"a package of what is not known: {manager[:100]}")
            continue
        name = canonical(name) if manager == "pip" else name.lower()
        found.setdefault((manager, name, _text(row, "version")), []).append((row, line))
    parents = _parents(rows)
    for (manager, name, version), same in found.items():
        draft.add(_component(draft, (manager, name, version), same, parents))
    draft.parents_by_name()
    return draft.listing()


def _component(
    draft: Draft,
    release: tuple[str, str, str],
    same: list[tuple[YamlMap, int]],
    parents: dict[str, dict[str, None]],
) -> Component:
    manager, name, version = release
    line = same[0][1]
    hashes = []
    groups: dict[str, None] = {}
    for row, _ in same:
        given = row.get("hash")
        hashes += (
            [f"{key}:{value}" for key, value in given.items()] if isinstance(given, YamlMap) else []
        )
        listed = row.get("categories")
        several = (
            [one for one in listed if isinstance(one, str)] if isinstance(listed, YamlList) else []
        )
        groups |= dict.fromkeys(several or [_text(row, "category") or _MAIN])
    optional = all(row.get("optional") is True for row, _ in same)
    url = _text(same[0][0], "url")
    git = url.startswith("git+")
    return Component(
        "pypi" if manager == "pip" else "conda",
        name,
        version,
        draft.at(line),
        key=f"{manager}/{name}@{version}",
        digests=digests_in(draft, dict.fromkeys(hashes), name, line),
        scope=_scope(groups, optional),
        groups=tuple(one for one in groups if one != _MAIN),
        direct=name not in parents,
        parents=tuple(parents.get(name, ())),
        origin=Origin.GIT if git else Origin.REGISTRY,
        source=url,
        properties=(("platforms", ",".join(sorted({_text(row, "platform") for row, _ in same}))),),
    )


def _scope(groups: dict[str, None], optional: bool) -> Scope:
    if _MAIN in groups:
        return Scope.RUNTIME
    if all(is_dev(one) for one in groups):
        return Scope.DEV
    return Scope.OPTIONAL if optional else Scope.RUNTIME


def _parents(rows: YamlList) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        wanted = row.get("dependencies") if isinstance(row, YamlMap) else None
        if isinstance(row, YamlMap) and isinstance(wanted, YamlMap):
            pip = row.get("manager") == "pip"
            parent = canonical(_text(row, "name")) if pip else _text(row, "name").lower()
            for name in wanted:
                child = canonical(name) if pip else name.lower()
                if child != parent:
                    found.setdefault(child, {})[parent] = None
    return found


def _text(row: YamlMap, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
