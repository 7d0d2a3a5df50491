"""The `dependencies` of a package-lock.json of version 1: entries inside each other, as the folders are."""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.inventory import Component, Origin
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import digests_in
from ostiary.formats.inventory.node.json_document import (
    JsonDocument,
    Member,
    Value,
    pairs,
    table,
    text,
)
from ostiary.formats.inventory.node.package_lock_v2 import ROOT, origin_of, scope_of
from ostiary.formats.inventory.node.resolution import Resolver, name_of, too_deep
from ostiary.formats.inventory.node.spec import EXACT, Asked, read_spec

_FLAGS = ("dev", "optional")


class _Entry(Struct):
    line: int
    value: dict[str, Value]
    parents: dict[str, None] = field(default_factory=dict)


def read(document: JsonDocument, draft: Draft) -> None:
    """Every entry becomes a component; one that no other entry requires is direct."""
    entries = dict(_walk(document, document.top.get("dependencies"), "", draft))
    resolver = Resolver(entries)
    for path, entry in entries.items():
        for name, _ in pairs(entry.value.get("requires")):
            found = resolver.find(path, name)
            if found is not None and found != path:
                entries[found].parents[path] = None
    _project(document, draft)
    for path, entry in entries.items():
        _add(path, entry, draft)


def compare(document: JsonDocument, draft: Draft) -> None:
    """What `dependencies` say otherwise than `packages` in a lock that has both: older npm reads them."""
    member = document.top.get("dependencies")
    if member is None:
        return
    packages = table(document.value(document.top.get("packages")))
    waiting = [("", table(document.value(member)))]
    while waiting:
        folder, entries = waiting.pop()
        for name, value in entries.items():
            path = f"{folder}/node_modules/{name}" if folder else f"node_modules/{name}"
            entry, other = table(value), table(packages.get(path))
            version = text(entry.get("version"))
            exact = EXACT.fullmatch(version) and not other.get("link")
            if path not in packages or (exact and version != other.get("version")):
                reason = f"`dependencies` name {version[:80] or 'it'}, and `packages` do not"
                draft.miss(name, member.line, reason, "create the lockfile anew")
            if not too_deep(path):
                waiting.append((path, table(entry.get("dependencies"))))


def _project(document: JsonDocument, draft: Draft) -> None:
    member = document.top.get("name")
    name = text(document.value(member))
    if member and name:
        version = text(document.value(document.top.get("version")))
        key, at = draft.unique(ROOT), draft.at(member.line)
        draft.add(Component("npm", name, version, at, key, origin=Origin.OWN))


def _walk(
    document: JsonDocument, of: Member | None, folder: str, draft: Draft
) -> Iterator[tuple[str, _Entry]]:
    """(path, entry) of all; entries inside each other end where a path becomes too long."""
    for member in document.members(of):
        path = f"{folder}/node_modules/{member.key}" if folder else f"node_modules/{member.key}"
        fields = {one.key: one for one in document.members(member)}
        if not fields:
            draft.miss(member.key, member.line, "this entry holds nothing")
            continue
        if too_deep(path):
            draft.miss(member.key, member.line, "its path is longer than npm writes any")
            continue
        value = {key: document.value(one) for key, one in fields.items() if key != "dependencies"}
        yield path, _Entry(member.line, value)
        yield from _walk(document, fields.get("dependencies"), path, draft)


def _add(path: str, entry: _Entry, draft: Draft) -> None:
    value, line, installed_as = entry.value, entry.line, name_of(path)
    asked = read_spec(installed_as, text(value.get("version")))
    origin, source = _origin(asked, value)
    name = asked.name
    found = [("inBundle", "yes")] if value.get("bundled") is True else []
    found += [("alias", installed_as)] if asked.alias else []
    parents = tuple(entry.parents)
    draft.add(
        Component(
            "npm",
            name,
            asked.version,
            draft.at(line),
            draft.unique(path),
            digests_in(draft, value.get("integrity"), line, name),
            scope_of(value),
            tuple(one for one in _FLAGS if value.get(one) is True),
            not parents and path.count("node_modules/") == 1,
            parents,
            requirement=asked.requirement,
            origin=origin,
            source=source,
            properties=tuple(sorted(found)),
        )
    )
    if not asked.version and origin is Origin.REGISTRY:
        draft.miss(name, line, NO_VERSION, "create the lockfile anew")


def _origin(asked: Asked, value: dict[str, Value]) -> tuple[Origin, str]:
    if asked.origin is not Origin.REGISTRY:
        return asked.origin, asked.source
    return origin_of(text(value.get("resolved")), set())
