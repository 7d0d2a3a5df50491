"""The `packages` of a package-lock.json of version 2 or 3: one entry for each folder."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct, field

from ostiary.core.errors import LimitError
from ostiary.core.inventory import Component, Origin, Scope
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import digests_in
from ostiary.formats.inventory.node.json_document import (
    JsonDocument,
    Member,
    Value,
    pairs,
    table,
    text,
    texts,
)
from ostiary.formats.inventory.node.resolution import Resolver, name_of, too_deep
from ostiary.formats.inventory.node.spec import read_spec

ROOT = "."
"""The key of the project itself, whose path is empty."""
MAX_PATTERNS = 50
MAX_PATTERN = 100
MAX_FOLDER = 300
"""Patterns of workspaces, their characters, and characters of a folder that is compared with them."""
MAX_FOLDERS = 10_000

_ASKING = ("dependencies", "optionalDependencies", "peerDependencies")
_OWN_ASKING = (*_ASKING, "devDependencies")
_FLAGS = ("dev", "optional", "devOptional", "peer")
_FACTS = ("inBundle", "extraneous", "hasInstallScript", "hasShrinkwrap")


class _Entry(Struct):
    member: Member
    value: dict[str, Value]
    own: bool
    target: str  # where a link leads, else the path itself
    parents: dict[str, None] = field(default_factory=dict)
    specs: set[str] = field(default_factory=set)
    direct: bool = False


def read(document: JsonDocument, draft: Draft) -> None:
    """Every entry becomes a component; a link stands for the folder that it leads to."""
    entries = dict(_entries(document, draft))
    _ask(entries)
    for path, entry in entries.items():
        if entry.target == path:
            _add(path, entry, draft)


def _entries(document: JsonDocument, draft: Draft) -> Iterator[tuple[str, _Entry]]:
    members = document.members(document.top.get("packages"))
    patterns: tuple[str, ...] = ()
    paths = {one.key for one in members}
    outside = sum(1 for one in paths if "node_modules/" not in one)
    if outside > MAX_FOLDERS:
        raise LimitError(f"{document.what} has more than {MAX_FOLDERS} folders of workspaces")
    for member in members:
        path, value = member.key, document.value(member)
        if not isinstance(value, dict):
            draft.miss(name_of(path), member.line, "this entry is no object")
            continue
        if too_deep(path):
            draft.miss(name_of(path), member.line, "its path is longer than npm writes any")
            continue
        if path == "":
            patterns = _patterns(value.get("workspaces"))
        target = path
        if value.get("link") is True:
            target = text(value.get("resolved")).removeprefix("./").rstrip("/")
            if target not in paths:
                reason = f"a link to `{target[:200]}`, which the lockfile does not describe"
                draft.miss(name_of(path), member.line, reason, "audit that folder too")
                continue
        yield path, _Entry(member, value, _is_own(path, patterns), target)


def _patterns(value: Value) -> tuple[str, ...]:
    found = texts(value) or texts(table(value).get("packages"))
    kept = [one for one in found if len(one) <= MAX_PATTERN][:MAX_PATTERNS]
    return tuple(one.removeprefix("./").rstrip("/") for one in kept)


def _is_own(path: str, patterns: tuple[str, ...]) -> bool:
    """The project itself, and the folders that its workspaces name."""
    if "node_modules/" in path or path.startswith("..") or len(path) > MAX_FOLDER:
        return False
    return path == "" or any(fnmatchcase(path, one) for one in patterns)


def _ask(entries: Mapping[str, _Entry]) -> None:
    """Write down for every entry who asks for it, and how."""
    resolver = Resolver(entries)
    for path, entry in entries.items():
        for group in _OWN_ASKING if entry.own else _ASKING:
            for name, spec in pairs(entry.value.get(group)):
                found = resolver.find(path, name)
                if found is None:
                    continue
                asked = entries.get(entries[found].target)
                if asked is not None and asked is not entry:
                    if path or text(entry.value.get("name")):
                        asked.parents[path or ROOT] = None
                    asked.specs.add(spec)
                    asked.direct = asked.direct or entry.own


def _add(path: str, entry: _Entry, draft: Draft) -> None:
    value, line = entry.value, entry.member.line
    name = text(value.get("name")) or name_of(path)
    version = text(value.get("version"))
    if path == "" and not name:
        return
    origin, source = _origin(entry, path)
    draft.add(
        Component(
            "npm",
            name,
            version,
            draft.at(line),
            draft.unique(path or ROOT),
            digests_in(draft, value.get("integrity"), line, name),
            scope_of(value),
            tuple(one for one in _FLAGS if value.get(one) is True),
            entry.direct,
            tuple(entry.parents),
            origin=origin,
            source=source,
            properties=_properties(path, name, value),
        )
    )
    if not version and origin is Origin.REGISTRY:
        draft.miss(name, line, NO_VERSION, "create the lockfile anew")


def scope_of(value: dict[str, Value]) -> Scope:
    """What npm's flags say. What is needed by dev and by optional ones alike counts as optional."""
    if value.get("dev") is True:
        return Scope.DEV
    if value.get("optional") is True or value.get("devOptional") is True:
        return Scope.OPTIONAL
    return Scope.PEER if value.get("peer") is True else Scope.RUNTIME


def _origin(entry: _Entry, path: str) -> tuple[Origin, str]:
    if entry.own:
        return Origin.OWN, path
    if "node_modules/" not in path:
        return Origin.PATH, path
    return origin_of(text(entry.value.get("resolved")), entry.specs)


def origin_of(resolved: str, specs: set[str]) -> tuple[Origin, str]:
    """A URL counts as the registry's, unless somebody asks for it as a URL."""
    if not resolved:
        return Origin.REGISTRY, ""
    if not resolved.startswith(("http://", "https://")):
        read = read_spec("x", resolved)
        return read.origin, resolved
    for spec in specs:
        if "/" in spec and read_spec("x", spec).origin in {Origin.URL, Origin.GIT}:
            return Origin.URL, resolved
    return Origin.REGISTRY, resolved


def _properties(path: str, name: str, value: dict[str, Value]) -> tuple[tuple[str, str], ...]:
    found = [(one, "yes") for one in _FACTS if value.get(one) is True]
    installed_as = name_of(path)
    if "node_modules/" in path and installed_as != name:
        found.append(("alias", installed_as))
    found += [(one, text(value[one])) for one in ("deprecated", "license") if text(value.get(one))]
    return tuple(sorted(found))
