"""deno.lock of versions 2 to 5: which packages and modules does it pin?"""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.deno_json import remote
from ostiary.formats.inventory.node.drafting import digests_in, draft_of, note_repeated
from ostiary.formats.inventory.node.json_document import (
    JsonDocument,
    Member,
    Value,
    pairs,
    table,
    text,
    texts,
)

KNOWN = ("2", "3", "4", "5")

_ID = regex(r"((?:@[^/@]+/)?[^/@]+)@([^_]+)(?:_.*)?", re.DOTALL)


class _Entry(Struct):
    kind: str
    name: str
    version: str
    line: int
    value: dict[str, Value]
    parents: dict[str, None] = field(default_factory=dict)
    direct: bool = False


def parse(path: str, data: bytes) -> Listing:
    """Read a lockfile of Deno. Raises `ParseError`. Keys are `npm:name@version`. Source: Deno, lockfile.

    The integrity of a `jsr` package is one of its index of files, so it is a property and no digest.
    """
    lock = JsonDocument(data, "deno.lock")
    version = text(lock.value(lock.top.get("version")))
    if not version and "remote" not in lock.top:
        raise ParseError("deno.lock has no `version`")
    draft = draft_of("deno.lock", path, ListingKind.LOCK)
    if version not in KNOWN:
        draft.miss("", 1, f"version {version[:20]!r} is not known", "compare with `deno info`")
    tables = {one.key: one for one in lock.members(lock.top.get("packages"))} or lock.top
    entries = dict(_entries(lock, _tables(lock, tables), draft))
    _ask(entries)
    for key, wanted in _specifiers(lock, tables):
        found = _found(entries, key, wanted)
        if found is not None:
            entries[found].direct = True
        elif key.startswith(("npm:", "jsr:")):
            draft.miss(key, 0, "it is asked for, and nothing of that name is pinned")
    for key, entry in entries.items():
        _add(key, entry, draft)
    for member in lock.members(lock.top.get("remote")):
        for one in remote(member.key, member.line, draft, text(lock.value(member))):
            draft.add(one)
    note_repeated(draft, lock)
    return draft.listing()


def _tables(lock: JsonDocument, tables: dict[str, Member]) -> list[tuple[str, Member]]:
    """The tables of packages: in version 2 those of npm stand one level deeper."""
    found: list[tuple[str, Member]] = []
    for kind in ("npm", "jsr"):
        if kind in tables and not isinstance(lock.value(tables[kind]), dict):
            raise ParseError(f"`{kind}` of deno.lock is no object")
        inner = {one.key: one for one in lock.members(tables.get(kind))}
        if "packages" in inner and "specifiers" in inner:
            found.append((kind, inner["packages"]))
        elif kind in tables:
            found.append((kind, tables[kind]))
    return found


def _specifiers(lock: JsonDocument, tables: dict[str, Member]) -> Iterator[tuple[str, str]]:
    yield from pairs(lock.value(tables.get("specifiers")))
    if "specifiers" not in tables:
        inner = table(lock.value(tables.get("npm"))).get("specifiers")
        for key, wanted in pairs(inner):
            yield f"npm:{key}", wanted


def _entries(
    lock: JsonDocument, tables: list[tuple[str, Member]], draft: Draft
) -> Iterator[tuple[str, _Entry]]:
    for kind, of in tables:
        for member in lock.members(of):
            match = _ID.fullmatch(member.key)
            value = lock.value(member)
            if match is None or not isinstance(value, dict):
                draft.miss(
                    member.key, member.line, "this entry cannot be read", "create the lockfile anew"
                )
                continue
            yield f"{kind}:{member.key}", _Entry(kind, match[1], match[2], member.line, value)


def _found(entries: dict[str, _Entry], key: str, wanted: str) -> str | None:
    """The key of what a specifier such as `npm:a@^1` came to: an id, or since version 4 a version alone."""
    kind, _, rest = key.partition(":")
    name = rest[:1] + rest[1:].partition("@")[0]
    for one in (wanted, f"{kind}:{wanted}", f"{kind}:{name}@{wanted}"):
        if one in entries:
            return one
    return None


def _ask(entries: dict[str, _Entry]) -> None:
    """Who asks for whom; an id without a version means the only one of that name."""
    by_name = {f"{one.kind}:{one.name}": key for key, one in entries.items()}
    for key, entry in entries.items():
        for group in ("dependencies", "optionalDependencies", "optionalPeers"):
            asked = entry.value.get(group)
            for one in (*texts(asked), *(spec for _, spec in pairs(asked))):
                plain = one.partition("@npm:")[2] or one
                full = plain if plain.startswith(("npm:", "jsr:")) else f"{entry.kind}:{plain}"
                kind, _, rest = full.partition(":")
                name = f"{kind}:{rest[:1]}{rest[1:].partition('@')[0]}"
                found = full if full in entries else by_name.get(name)
                if found is not None and found != key:
                    entries[found].parents[key] = None


def _add(key: str, entry: _Entry, draft: Draft) -> None:
    integrity = entry.value.get("integrity")
    facts: tuple[tuple[str, str], ...] = ()
    if entry.kind == "jsr":
        facts = (("integrity", text(integrity)),) if text(integrity) else ()
        integrity = None
    draft.add(
        Component(
            entry.kind, entry.name, entry.version, draft.at(entry.line), draft.unique(key),
            digests_in(draft, integrity, entry.line, entry.name),
            direct=entry.direct, parents=tuple(entry.parents),
            source=text(entry.value.get("tarball")), properties=facts,
        )
    )  # fmt: skip
    if not entry.version:
        draft.miss(entry.name, entry.line, NO_VERSION, "create the lockfile anew")
