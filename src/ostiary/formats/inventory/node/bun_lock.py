"""bun.lock: which packages does it pin?"""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import digests_in, draft_of, note_repeated
from ostiary.formats.inventory.node.json_document import (
    JsonDocument,
    Member,
    Value,
    pairs,
    table,
    text,
)
from ostiary.formats.inventory.node.package_json import SECTIONS
from ostiary.formats.inventory.node.reach import scopes
from ostiary.formats.inventory.node.resolution import Resolver, too_deep
from ostiary.formats.inventory.node.spec import Asked, read_spec

_ASKING = ("dependencies", "peerDependencies")


class _Entry(Struct):
    line: int
    resolved: Asked
    about: dict[str, Value]
    registry: str
    integrity: str
    parents: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    direct: bool = False


def parse(path: str, data: bytes) -> Listing:
    """Read a text lockfile of bun. Raises `ParseError`. Source: bun, documentation of its lockfile."""
    lock = JsonDocument(data, "bun.lock", loose=True)
    if "lockfileVersion" not in lock.top or "workspaces" not in lock.top:
        raise ParseError("bun.lock has no `lockfileVersion` or no `workspaces`")
    draft = draft_of("bun.lock", path, ListingKind.LOCK)
    members = lock.members(lock.top.get("packages"))
    entries = dict(_entries(lock, members, draft))
    project, roots = _workspaces(lock, entries, draft)
    needs, optional = _graph(entries)
    reached = scopes(roots, needs, optional)
    for key, entry in entries.items():
        _add(key, entry, reached.get(key, Scope.RUNTIME), draft)
    note_repeated(draft, lock)
    return draft.listing(project)


def _entries(
    lock: JsonDocument, members: list[Member], draft: Draft
) -> Iterator[tuple[str, _Entry]]:
    """Each is a list: `name@version`, then, by its kind, a registry, what it asks for, its integrity."""
    for member in members:
        value = lock.value(member)
        first = text(value[0]) if isinstance(value, list) and value else ""
        name, at, reference = first[1:].partition("@")
        if not isinstance(value, list) or not at or too_deep(member.key):
            draft.miss(
                member.key, member.line, "this entry cannot be read", "create the lockfile anew"
            )
            continue
        rest = [one for one in value[1:] if isinstance(one, str)]
        about = next((table(one) for one in value[1:] if isinstance(one, dict)), {})
        resolved = read_spec(first[:1] + name, reference)
        # npm: [id, registry, about, integrity]; a tarball may have an integrity, a repository has a tag
        registry = rest[0] if resolved.origin is Origin.REGISTRY and len(rest) > 1 else ""
        integrity = (
            rest[-1] if rest and "-" in rest[-1] and resolved.origin is not Origin.GIT else ""
        )
        yield member.key, _Entry(member.line, resolved, about, registry, integrity)


def _workspaces(
    lock: JsonDocument, entries: dict[str, _Entry], draft: Draft
) -> tuple[str, dict[Scope, list[str]]]:
    """The name of the project, and what it and its members ask for, by scope. Projects become components."""
    resolver = Resolver(entries, "")
    roots: dict[Scope, list[str]] = {}
    project = ""
    for member in lock.members(lock.top.get("workspaces")):
        value = table(lock.value(member))
        name = text(value.get("name"))
        own = member.key or "."
        project = project or ("" if member.key else name)
        if name:
            version = text(value.get("version"))
            at, key = draft.at(member.line), draft.unique(own)
            draft.add(
                Component("npm", name, version, at, key, origin=Origin.OWN, source=member.key)
            )
        for section, scope, group in SECTIONS:
            for asked, _ in pairs(value.get(section)):
                found = resolver.find(name, asked)
                if found is None:
                    if scope is not Scope.PEER and scope is not Scope.OPTIONAL:
                        draft.miss(asked, member.line, "nothing of that name is pinned")
                    continue
                entry = entries[found]
                entry.direct = True
                entry.parents.update({own: None} if name else {})
                entry.groups.update({group: None} if group else {})
                roots.setdefault(scope, []).append(found)
    return project, roots


def _graph(entries: dict[str, _Entry]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    resolver = Resolver(entries, "")
    graphs: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    for key, entry in entries.items():
        for graph, sections in zip(graphs, (_ASKING, ("optionalDependencies",)), strict=True):
            for section in sections:
                for name, _ in pairs(entry.about.get(section)):
                    found = resolver.find(key, name)
                    if found is not None and found != key:
                        entries[found].parents[key] = None
                        graph.setdefault(key, []).append(found)
    return graphs


def _add(key: str, entry: _Entry, scope: Scope, draft: Draft) -> None:
    resolved = entry.resolved
    if resolved.origin is Origin.OWN or resolved.source == "root:":
        return
    installed_as = _last(key)
    facts = [("alias", installed_as)] if installed_as != resolved.name else []
    if entry.about.get("bundled") is True:
        facts.append(("inBundle", "yes"))
    version = resolved.version or resolved.requirement
    draft.add(
        Component(
            "npm", resolved.name, version, draft.at(entry.line), draft.unique(key),
            digests_in(draft, entry.integrity or None, entry.line, resolved.name),
            scope, tuple(entry.groups), entry.direct, tuple(entry.parents),
            origin=resolved.origin, source=resolved.source or entry.registry,
            properties=tuple(sorted(facts)),
        )
    )  # fmt: skip
    if not version and resolved.origin is Origin.REGISTRY:
        draft.miss(resolved.name, entry.line, NO_VERSION, "create the lockfile anew")


def _last(key: str) -> str:
    """The last name of a key that is a way through the tree: `a/@scope/b`."""
    before, _, name = key.rpartition("/")
    scope = before.rpartition("/")[2]
    return f"{scope}/{name}" if scope.startswith("@") else name
