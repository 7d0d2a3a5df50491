"""pixi.lock, versions 4 to 6: which packages of conda and of pip does it fix, for which environments?"""

from collections.abc import Iterator

from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.conda_names import platform_of, read_archive
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import canonical, is_name, wheel_release
from ostiary.formats.inventory.python.requirement_text import read_asked
from ostiary.formats.inventory.python.scopes import is_dev
from ostiary.formats.yaml_document import YamlList, YamlMap, YamlValue, document, line_of

_KNOWN = frozenset(["4", "5", "6"])
_DEFAULT = "default"


def parse(path: str, data: bytes) -> Listing:
    """Read one lock. Raises `ParseError`. `groups` are environments other than `default`."""
    top = document(data, path)
    rows = top.get("packages") if isinstance(top, YamlMap) else None
    if not isinstance(top, YamlMap) or not isinstance(rows, YamlList):
        raise ParseError(f"{path} has no list of packages, so it is no pixi.lock")
    if str(top.get("version")) not in _KNOWN:
        raise ParseError(
            f"{path}: only versions 4 to 6 are known, not {str(top.get('version'))[:40]}"
        )
    draft = Draft("pixi.lock", path, ListingKind.LOCK)
    used = _environments(top.get("environments"))
    parents = _parents(rows)
    for position, row in enumerate(rows):
        line = line_of(rows, position)
        kind, where = _kind(row)
        if not isinstance(row, YamlMap) or not kind:
            draft.miss("", line, "a package of a kind that is not known")
            continue
        one = _component(draft, row, line, (kind, where), tuple(used.get(where, ())))
        if one is None:
            draft.miss(where or _text(row, "name"), line, "neither name nor version can be told")
            continue
        asking = tuple(parents.get(f"{one.type}/{one.name}", ()))
        draft.add(_asked(one, asking))
    draft.parents_by_name()
    return draft.listing()


def _asked(one: Component, parents: tuple[str, ...]) -> Component:
    return replace(one, parents=parents, direct=not parents and one.origin is not Origin.OWN)


def _kind(row: YamlValue) -> tuple[str, str]:
    """`conda` or `pypi`, and the URL or path of the package."""
    if not isinstance(row, YamlMap):
        return "", ""
    for kind in ("conda", "pypi"):
        if isinstance(row.get(kind), str):
            return kind, _text(row, kind)
    kind = _text(row, "kind")
    return (
        (kind, _text(row, "url") or _text(row, "path")) if kind in {"conda", "pypi"} else ("", "")
    )


def _component(
    draft: Draft, row: YamlMap, line: int, what: tuple[str, str], environments: tuple[str, ...]
) -> Component | None:
    kind, where = what
    name, version, build = _release(row, kind, where)
    if not name or (kind == "pypi" and not is_name(name)):
        return None
    own = where in {".", "./"}
    groups = tuple(one for one in environments if one != _DEFAULT)
    shipped = not environments or _DEFAULT in environments
    platform = _text(row, "subdir") or (platform_of(where) if kind == "conda" else "")
    known = (("build", build), ("platforms", platform))
    return Component(
        kind,
        canonical(name) if kind == "pypi" else name.lower(),
        version,
        draft.at(line),
        digests=_digests(draft, row, name, line),
        scope=Scope.RUNTIME if shipped or not all(is_dev(one) for one in groups) else Scope.DEV,
        groups=groups,
        origin=Origin.OWN if own else _origin(where),
        source="" if own else where,
        properties=tuple(one for one in known if one[1]),
    )


def _release(row: YamlMap, kind: str, where: str) -> tuple[str, str, str]:
    name, version, build = _text(row, "name"), _text(row, "version"), _text(row, "build")
    if not (name and version):
        if kind == "conda":
            archive = read_archive(where)
            found = archive or ("", "", "")
        else:
            found = (*(wheel_release(where) or ("", "")), "")
        name, version, build = name or found[0], version or found[1], build or found[2]
    return name, version, build


def _origin(where: str) -> Origin:
    if where.startswith("git+"):
        return Origin.GIT
    return Origin.REGISTRY if "://" in where and not where.startswith("file:") else Origin.PATH


def _digests(draft: Draft, row: YamlMap, name: str, line: int) -> tuple[Digest, ...]:
    return digests_in(
        draft,
        [f"{one}:{row[one]}" for one in ("sha256", "md5") if row.get(one) is not None],
        name,
        line,
    )


def _environments(given: YamlValue) -> dict[str, dict[str, None]]:
    """URL or path of a package to the environments that hold it."""
    found: dict[str, dict[str, None]] = {}
    for name, where in _listed(given):
        found.setdefault(where, {})[name] = None
    return found


def _listed(given: YamlValue) -> Iterator[tuple[str, str]]:
    for name, environment in given.items() if isinstance(given, YamlMap) else ():
        platforms = environment.get("packages") if isinstance(environment, YamlMap) else None
        for rows in platforms.values() if isinstance(platforms, YamlMap) else ():
            for row in rows if isinstance(rows, YamlList) else ():
                where = _kind(row)[1]
                if where:
                    yield name, where


def _parents(rows: YamlList) -> dict[str, dict[str, None]]:
    """`conda/name` or `pypi/name` to the names of those that ask for it."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        kind, where = _kind(row)
        if not isinstance(row, YamlMap) or not kind:
            continue
        name = _release(row, kind, where)[0].lower()
        name = canonical(name) if kind == "pypi" else name
        wanted = row.get("depends" if kind == "conda" else "requires_dist")
        for text in wanted if isinstance(wanted, YamlList) else ():
            child = _asked_name(kind, text)
            if child and child != name and "extra ==" not in str(text):
                found.setdefault(f"{kind}/{child}", {})[name] = None
    return found


def _asked_name(kind: str, text: YamlValue) -> str:
    if not isinstance(text, str):
        return ""
    if kind == "conda":
        return text.partition(" ")[0].lower()
    asked = read_asked(text)
    return asked.name if asked else ""


def _text(row: YamlMap, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
