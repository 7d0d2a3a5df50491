"""uv.lock: which packages does it fix, from where, and for whom?"""

from collections.abc import Iterator
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.graph import Node, Reach, Root, walk
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.tables import (
    list_of,
    lists_in,
    table_of,
    text_in,
    texts_in,
)
from ostiary.formats.toml_document import row_lines, table, text_of

MAX_EDGES = 2_000_000

_OWN = frozenset(["editable", "virtual", "directory"])
_ORIGINS = {
    "registry": Origin.REGISTRY,
    "git": Origin.GIT,
    "url": Origin.URL,
    "path": Origin.PATH,
    **dict.fromkeys(_OWN, Origin.PATH),
}


def parse(path: str, data: bytes) -> Listing:
    """Read one lock of format 1. Raises `ParseError`."""
    text = text_of(data, path)
    document = table(text, path)
    if document.get("version") != 1:
        raise ParseError(
            f"{path}: only version 1 of uv.lock is known, not {document.get('version')!r}"
        )
    return _Reader(path, text, document).read()


class _Reader:
    def __init__(self, path: str, text: str, document: dict[str, Any]) -> None:
        self.draft = Draft("uv.lock", path, ListingKind.LOCK)
        self.rows = list_of(document, "package", path)
        self.lines = row_lines(text, "package", self.rows)
        self.manifest = table_of(document, "manifest")
        self.members = frozenset(canonical(one) for one in texts_in(self.manifest, "members"))
        self.by_name: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self.keys: list[tuple[str, dict[str, Any], int]] = []
        self.roots: list[Root] = []
        self.taken: set[str] = set()
        self.steps = 0

    def read(self) -> Listing:
        for row, line in zip(self.rows, self.lines, strict=True):
            self._key(row, line)
        edges: dict[Node, tuple[Node, ...]] = {}
        for key, row, _line in self.keys:
            edges[key, ""] = tuple(self._wanted(row.get("dependencies")))
            for extra, wanted in table_of(row, "optional-dependencies").items():
                edges[key, extra] = tuple(self._wanted(wanted))
            if self._is_own(row):
                self._root(row, edges[key, ""])
        self._manifest_roots()
        reached = walk(edges, self.roots)
        for key, row, line in self.keys:
            self._add(key, row, line, reached.get(key, Reach()))
        own = [row["name"] for _, row, _ in self.keys if self._is_own(row)]
        return self.draft.listing(own[0] if len(own) == 1 else "")

    def _key(self, row: object, line: int) -> None:
        if not isinstance(row, dict) or not is_name(row.get("name")):
            self.draft.miss("", line, "a package without a name")
            return
        key = f"{canonical(row['name'])}@{text_in(row, 'version')}"
        stem, number = key, len(self.keys)
        while key in self.taken:
            key, number = f"{stem}##{number}", 2 * number
        self.taken.add(key)
        self.by_name.setdefault(canonical(row["name"]), []).append((key, row))
        self.keys.append((key, row, line))

    def _is_own(self, row: dict[str, Any]) -> bool:
        source = table_of(row, "source")
        if self.members:
            return canonical(row["name"]) in self.members and not _OWN.isdisjoint(source)
        return any(source.get(one) == "." for one in _OWN)

    def _wanted(self, given: object) -> Iterator[Node]:
        """Nodes that a list of dependencies means: by name, and where several fit by version and source."""
        for one in given if isinstance(given, list) else ():
            if not isinstance(one, dict) or not is_name(one.get("name")):
                self.draft.miss("", 0, f"a dependency that cannot be read: {str(one)[:200]}")
                continue
            extras = texts_in(one, "extra")
            for key, row in self.by_name.get(canonical(one["name"]), ()):
                self._step(1 + len(extras))
                if "version" in one and one["version"] != row.get("version"):
                    continue
                if "source" in one and one["source"] != row.get("source"):
                    continue
                yield key, ""
                yield from ((key, extra) for extra in extras)

    def _step(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_EDGES:
            raise LimitError(f"{self.draft.path} has more than {MAX_EDGES} dependencies")

    def _root(self, row: dict[str, Any], wanted: tuple[Node, ...]) -> None:
        self.roots.append(Root(Scope.RUNTIME, "", wanted))
        for extra, given in table_of(row, "optional-dependencies").items():
            self.roots.append(Root(Scope.OPTIONAL, f"extra:{extra}", tuple(self._wanted(given))))
        for group, given in table_of(row, "dev-dependencies").items():
            self.roots.append(Root(Scope.DEV, group, tuple(self._wanted(given))))

    def _manifest_roots(self) -> None:
        """What a script or a workspace without a project of its own asks for."""
        wanted = tuple(self._wanted(self.manifest.get("requirements")))
        self.roots.append(Root(Scope.RUNTIME, "", wanted))
        for group, given in table_of(self.manifest, "dependency-groups").items():
            self.roots.append(Root(Scope.DEV, group, tuple(self._wanted(given))))

    def _add(self, key: str, row: dict[str, Any], line: int, reach: Reach) -> None:
        name = canonical(row["name"])
        source = table_of(row, "source")
        kind = next((one for one in _ORIGINS if one in source), "")
        if not kind:
            self.draft.miss(name, line, f"a source that is not known: {str(source)[:200]}")
        own = self._is_own(row)
        files = [
            one for one in (row.get("sdist"), *lists_in(row, "wheels")) if isinstance(one, dict)
        ]
        hashes = [one["hash"] for one in files if "hash" in one]
        hosts = {
            str(one["url"]).split("/", 3)[2] for one in files if str(one.get("url")).count("/") > 2
        }
        self.draft.add(
            Component(
                "pypi",
                name,
                text_in(row, "version"),
                self.draft.at(line),
                key=key,
                digests=digests_in(self.draft, hashes, name, line),
                scope=reach.scope or Scope.RUNTIME,
                groups=tuple(reach.groups),
                direct=reach.direct and not own,
                parents=tuple(reach.parents),
                markers=" or ".join(texts_in(row, "resolution-markers")),
                origin=Origin.OWN if own else _ORIGINS.get(kind, Origin.REGISTRY),
                source="" if own else str(source.get(kind, "")),
                properties=(("hosts", ",".join(sorted(hosts))),) if hosts else (),
            )
        )
