"""package.json: what does a project ask for?"""

import re
from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.node.drafting import draft_of, note_repeated
from ostiary.formats.inventory.node.json_document import (
    JsonDocument,
    Member,
    Value,
    table,
    text,
    texts,
)
from ostiary.formats.inventory.node.spec import Asked, read_spec

SECTIONS: tuple[tuple[str, Scope, str], ...] = (
    ("dependencies", Scope.RUNTIME, ""),
    ("optionalDependencies", Scope.OPTIONAL, "optional"),
    ("devDependencies", Scope.DEV, "dev"),
    ("peerDependencies", Scope.PEER, "peer"),
)
MAX_DEPTH = 50
_RANGE = regex(r"(?<=[^/])@.*", re.DOTALL)
_FORCED = (("overrides",), ("resolutions",), ("pnpm", "overrides"))
_BUNDLED = ("bundleDependencies", "bundledDependencies")


class _Wanted(Struct, frozen=True):
    name: str
    spec: Value
    line: int
    scope: Scope
    group: str
    facts: tuple[tuple[str, str], ...] = ()


def parse(path: str, data: bytes) -> Listing:
    """Read a manifest. Raises `ParseError`.

    What `overrides` and `resolutions` force is listed with the property `forced-by`, and never as an exact
    version: whether it is in use at all only a lock can tell. Folders that `workspaces` name without a
    wildcard are in `includes`. Source: npm documentation of package.json.
    """
    document = JsonDocument(data, "package.json")
    draft = draft_of("package.json", path, ListingKind.MANIFEST)
    top = document.top
    name = text(document.value(top.get("name")))
    if name:
        version = text(document.value(top.get("version")))
        at, key = draft.at(top["name"].line), draft.unique(".")
        draft.add(Component("npm", name, version, at, key, origin=Origin.OWN))
    for one in _wanted(document, draft):
        _add(one, ("." if name else ""), draft)
    for names in _FORCED:
        _forced(document, names, draft)
    _workspaces(path, document, draft)
    note_repeated(draft, document)
    return draft.listing(name)


def _wanted(document: JsonDocument, draft: Draft) -> Iterator[_Wanted]:
    """Everything that the tables name; npm lets an optional dependency win over one of the same name."""
    top = document.top
    optional = table(document.value(top.get("optionalDependencies")))
    meta = table(document.value(top.get("peerDependenciesMeta")))
    bundled = _bundled(document)
    for section, scope, group in SECTIONS:
        member = top.get(section)
        if member is not None and not isinstance(document.value(member), dict):
            draft.miss("", member.line, f"`{section}` is no object", "correct the manifest")
        for one in document.members(member):
            if section == "dependencies" and one.key in optional:
                continue
            facts = [("bundled", "yes")] if one.key in bundled and scope is not Scope.PEER else []
            if scope is Scope.PEER and table(meta.get(one.key)).get("optional") is True:
                facts.append(("optional", "yes"))
            yield _Wanted(one.key, document.value(one), one.line, scope, group, tuple(facts))


def _bundled(document: JsonDocument) -> frozenset[str]:
    for field in _BUNDLED:
        value = document.value(document.top.get(field))
        if value is True:
            return frozenset(table(document.value(document.top.get("dependencies"))))
        if value:
            return frozenset(texts(value))
    return frozenset()


def _add(one: _Wanted, parent: str, draft: Draft) -> None:
    if not isinstance(one.spec, str):
        draft.miss(one.name, one.line, "what is asked for is no text", "correct the manifest")
        return
    groups = (one.group,) if one.group else ()
    asked = read_spec(one.name, one.spec)
    draft.add(
        component(
            asked, one.line, draft,
            scope=one.scope, groups=groups, parent=parent, facts=one.facts,
        )
    )  # fmt: skip


def component(
    asked: Asked,
    line: int,
    draft: Draft,
    *,
    scope: Scope,
    groups: tuple[str, ...] = (),
    parent: str = "",
    facts: tuple[tuple[str, str], ...] = (),
) -> Component:
    """A component that a manifest asks for directly."""
    wanted = asked.version or asked.requirement or asked.source
    return Component(
        asked.type,
        asked.name,
        asked.version,
        draft.at(line),
        draft.unique(f"{asked.name}@{wanted}"),
        scope=scope,
        groups=groups,
        direct=True,
        parents=(parent,) if parent else (),
        requirement=asked.requirement,
        origin=asked.origin,
        source=asked.source,
        properties=tuple(sorted((*facts, *((("alias", asked.alias),) if asked.alias else ())))),
    )


def _forced(document: JsonDocument, names: tuple[str, ...], draft: Draft) -> None:
    member = document.top.get(names[0])
    for name in names[1:]:
        member = next((one for one in document.members(member) if one.key == name), None)
    which = ".".join(names)
    for name, spec, line in _overrides(document, member, "", 0):
        if not isinstance(spec, str):
            draft.miss(name, line, f"an entry of `{which}` that cannot be read")
        elif not spec.startswith("$"):
            asked = read_spec(name, spec)
            draft.add(
                Component(
                    asked.type, asked.name, "", draft.at(line),
                    draft.unique(f"{asked.name}@{spec}"),
                    requirement=asked.version or asked.requirement,
                    origin=asked.origin, source=asked.source, properties=(("forced-by", which),),
                )
            )  # fmt: skip


def _overrides(
    document: JsonDocument, of: Member | None, outer: str, depth: int
) -> Iterator[tuple[str, Value, int]]:
    """(name, what it is forced to, line); they may stand inside each other, where `.` is the outer one."""
    for one in document.members(of):
        value = document.value(one)
        name = outer if one.key == "." else _selected(one.key)
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from _overrides(document, one, name, depth + 1)
        else:
            yield name, value, one.line


def _selected(key: str) -> str:
    """The package that a selector picks: `a>b`, `**/b`, `a/b`, `b@range`."""
    last = _RANGE.sub("", key.rpartition(">")[2])
    parts = last.split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 and parts[-2].startswith("@") else parts[-1]


def _workspaces(path: str, document: JsonDocument, draft: Draft) -> None:
    value = document.value(document.top.get("workspaces"))
    folder = path.rpartition("/")[0]
    for one in texts(value) or texts(table(value).get("packages")):
        plain = one.removeprefix("./").strip("/")
        if plain and not set(plain) & set("*?[]{}!\\") and ".." not in plain.split("/"):
            draft.include_all(["/".join(filter(None, (folder, plain, "package.json")))])
