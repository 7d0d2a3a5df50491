"""pnpm-lock.yaml of versions 5 to 9: which packages does it pin?"""

from collections.abc import Iterator
from posixpath import normpath

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import digests_in, draft_of
from ostiary.formats.inventory.node.json_document import pairs, table, text
from ostiary.formats.inventory.node.pnpm_keys import candidates, read_key, without_peers
from ostiary.formats.inventory.node.reach import scopes
from ostiary.formats.yaml_document import YamlMap, documents, line_of

_MAJOR = regex(r"(\d+)(?:\.\d+)*")
_SECTIONS = (
    ("dependencies", Scope.RUNTIME, ""),
    ("optionalDependencies", Scope.OPTIONAL, "optional"),
    ("devDependencies", Scope.DEV, "dev"),
    ("configDependencies", Scope.BUILD, "config"),
    ("packageManagerDependencies", Scope.BUILD, "package-manager"),
)
_MEMBERS = ("link:", "workspace:")


class _Entry(Struct):
    key: str
    line: int
    value: YamlMap  # from `packages`
    needs: tuple[tuple[str, str], ...]
    optional: tuple[tuple[str, str], ...]
    shown: str
    parents: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    direct: bool = False


class _Lock(Struct):
    """One document of a lockfile."""

    draft: Draft
    entries: dict[str, _Entry] = field(default_factory=dict)
    roots: dict[Scope, list[str]] = field(default_factory=dict)
    linked: set[tuple[str, str]] = field(default_factory=set)

    def find(self, name: str, reference: str) -> _Entry | None:
        for one in candidates(name, reference):
            if one in self.entries:
                return self.entries[one]
        return None


def parse(path: str, data: bytes) -> Listing:
    """Read a lockfile of pnpm, with all documents of its stream. Raises `ParseError`.

    Members of the workspace are listed by their folders, for the file does not tell their names.
    Source: pnpm, lockfile specifications 5, 6.0 and 9.0.
    """
    draft = draft_of("pnpm-lock.yaml", path, ListingKind.LOCK)
    found = documents(data, "pnpm-lock.yaml")
    if not any(isinstance(top, YamlMap) and "lockfileVersion" in top for top in found):
        raise ParseError("pnpm-lock.yaml has no `lockfileVersion`")
    for top in found:
        if isinstance(top, YamlMap):
            _document(top, draft)
        elif top is not None:
            raise ParseError("pnpm-lock.yaml holds a document that is no mapping")
    return draft.listing()


def _document(top: YamlMap, draft: Draft) -> None:
    version = str(top.get("lockfileVersion"))
    major = _MAJOR.fullmatch(version)
    if major is None or not 5 <= int(major[1][:4]) <= 9:
        reason = f"lockfileVersion {version[:20]} is not known; it was read like version 9"
        draft.miss("", line_of(top, "lockfileVersion"), reason, "compare with `pnpm list`")
    lock = _Lock(draft)
    for entry in _entries(top, draft):
        lock.entries[entry.key] = entry
    for key in ("importers", "packages", "snapshots"):
        if not isinstance(top.get(key), YamlMap | None):
            raise ParseError(f"`{key}` of pnpm-lock.yaml is no mapping")
    importers = list(_importers(top))
    folders = frozenset(normpath(folder) for folder, _ in importers)
    for folder, importer in importers:
        _project(lock, folder, importer, folders)
    needs, optional = _graph(lock)
    reached = scopes(lock.roots, needs, optional)
    for entry in lock.entries.values():
        _add(entry, reached.get(entry.key), draft)


def _entries(top: YamlMap, draft: Draft) -> Iterator[_Entry]:
    """Entries of `snapshots`, with what `packages` says of them; before version 9 of `packages` alone."""
    packages, snapshots = _map(top.get("packages")), _map(top.get("snapshots"))
    described = {key for one in snapshots for key in (one, without_peers(one))}
    for source in (snapshots, packages):
        for key, value in source.items():
            if source is packages and key in described:
                continue
            line = line_of(source, key)
            if value is not None and not isinstance(value, YamlMap):
                draft.miss(key, line, "this entry is no mapping", "create the lockfile anew")
                continue
            graph = _map(value)
            base = key if key in packages else without_peers(key)
            if source is snapshots and base not in packages:
                draft.miss(key, line, "`snapshots` names it, and `packages` does not")
            about = _map(packages.get(base)) if source is snapshots else graph
            line = line_of(packages, base) if base in packages else line
            needs, optional = (
                tuple(pairs(graph.get(one))) for one in ("dependencies", "optionalDependencies")
            )
            yield _Entry(key, line, about, needs, optional, draft.unique(key))


def _importers(top: YamlMap) -> Iterator[tuple[str, YamlMap]]:
    """(folder, tables); a lock of a single project may have the tables at its top."""
    importers = top.get("importers")
    if isinstance(importers, YamlMap):
        for folder, value in importers.items():
            yield folder, _map(value)
    else:
        yield ".", top


def _project(lock: _Lock, folder: str, importer: YamlMap, folders: frozenset[str]) -> None:
    """Mark what a project asks for. The project itself has no name here, so it is nobody's parent."""
    for section, scope, group in _SECTIONS:
        asked = _map(importer.get(section))
        for name, value in asked.items():
            line = line_of(asked, name)
            reference = text(value) or text(table(value).get("version"))
            found = lock.find(name, reference)
            if found is not None:
                lock.roots.setdefault(scope, []).append(found.key)
                found.direct = True
                if group:
                    found.groups[group] = None
                _called(found, name)
            elif reference.startswith(_MEMBERS):
                target = normpath(f"{folder}/{reference.partition(':')[2]}")
                if (name, target) not in lock.linked:
                    lock.linked.add((name, target))
                    origin = Origin.OWN if target in folders else Origin.PATH
                    at, key = lock.draft.at(line), lock.draft.unique(f"{name}@link:{target}")
                    lock.draft.add(
                        Component(
                            "npm",
                            name,
                            "",
                            at,
                            key,
                            scope=scope,
                            direct=True,
                            origin=origin,
                            source=target,
                        )
                    )
            else:
                reason = (
                    f"it is asked for as `{reference[:100]}`, and nothing of that name is pinned"
                )
                lock.draft.miss(name, line, reason, "create the lockfile anew")


def _called(entry: _Entry, name: str) -> None:
    if text(entry.value.get("name")) != name and read_key(entry.key).name not in {name, ""}:
        entry.aliases[name] = None


def _graph(lock: _Lock) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Who needs whom, by keys; parents are written down on the way."""
    needs: dict[str, list[str]] = {}
    optional: dict[str, list[str]] = {}
    for entry in lock.entries.values():
        for asked, into in ((entry.needs, needs), (entry.optional, optional)):
            for name, reference in asked:
                found = lock.find(name, reference)
                if found is not None and found is not entry:
                    found.parents[entry.shown] = None
                    _called(found, name)
                    into.setdefault(entry.key, []).append(found.key)
    return needs, optional


def _add(entry: _Entry, scope: Scope | None, draft: Draft) -> None:
    value, named = entry.value, read_key(entry.key)
    name = text(value.get("name")) or named.name
    version = named.version or text(value.get("version"))
    origin, source = named.origin, named.source
    resolution = table(value.get("resolution"))
    if text(resolution.get("tarball")):
        source = text(resolution.get("tarball"))
    elif text(resolution.get("repo")):
        origin, source = (
            Origin.GIT,
            f"{text(resolution.get('repo'))}#{text(resolution.get('commit'))}",
        )
    elif text(resolution.get("directory")):
        origin, source = Origin.PATH, text(resolution.get("directory"))
    if not name:
        draft.miss(entry.key, entry.line, "its name cannot be told", "create the lockfile anew")
        return
    digests = digests_in(draft, resolution.get("integrity"), entry.line, name)
    draft.add(
        Component(
            "npm", name, version, draft.at(entry.line), entry.shown, digests,
            _scope(scope, value), tuple(entry.groups), entry.direct, tuple(entry.parents),
            origin=origin, source=source, properties=_properties(entry, scope),
        )
    )  # fmt: skip
    if not version and origin is Origin.REGISTRY:
        draft.miss(name, entry.line, NO_VERSION, "create the lockfile anew")


def _scope(reached: Scope | None, value: YamlMap) -> Scope:
    """By the graph; where it does not lead there, by the flags that older versions wrote."""
    if reached is not None:
        return reached
    if value.get("dev") is True:
        return Scope.DEV
    return Scope.OPTIONAL if value.get("optional") is True else Scope.RUNTIME


def _properties(entry: _Entry, scope: Scope | None) -> tuple[tuple[str, str], ...]:
    found = [("alias", one) for one in entry.aliases]
    if text(entry.value.get("deprecated")):
        found.append(("deprecated", text(entry.value.get("deprecated"))))
    if entry.value.get("requiresBuild") is True:
        found.append(("hasInstallScript", "yes"))
    if scope is None:
        found.append(("unreached", "yes"))
    return tuple(sorted(found))


def _map(value: object) -> YamlMap:
    return value if isinstance(value, YamlMap) else YamlMap(0)
