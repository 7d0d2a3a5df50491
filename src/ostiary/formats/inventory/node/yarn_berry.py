"""yarn.lock of yarn 2 and later: which packages does it pin?"""

from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import draft_of
from ostiary.formats.inventory.node.json_document import pairs, table, text
from ostiary.formats.inventory.node.spec import ASKED_AS, Asked, read_spec
from ostiary.formats.yaml_document import YamlMap, document, line_of

NOT_WRITTEN = "0.0.0-use.local"
"""The version that yarn writes for what it did not look into."""

_ARCHIVE = regex(r"::(?:[^#]*&)?__archiveUrl=([^&#]+)")
_BETWEEN = regex(r",\s*(?=(?:@[^/,@\s]+/)?[^@,/\s]+@)")


class _Entry(Struct):
    descriptors: tuple[str, ...]
    line: int
    value: YamlMap
    resolved: Asked
    key: str
    own: bool
    parents: dict[str, None] = field(default_factory=dict)
    direct: bool = False


def parse(path: str, data: bytes) -> Listing:
    """Read a lockfile of yarn 2 to 4. Raises `ParseError`.

    It does not tell what a workspace needs for development from the rest: see `scoped`. `checksum` is one of
    yarn's own repacked archives, not of the registry's, so it is a property and no digest.
    Source: yarn, Lockfile.
    """
    top = document(data, "yarn.lock")
    if not isinstance(top, YamlMap) or "__metadata" not in top:
        raise ParseError("yarn.lock has no `__metadata`")
    draft = draft_of("yarn.lock", path, ListingKind.LOCK)
    entries = list(_entries(top, draft))
    by_descriptor = {one: entry for entry in entries for one in entry.descriptors}
    for entry in entries:
        for name, spec in pairs(entry.value.get("dependencies")):
            found = _found(by_descriptor, name, spec)
            if found is not None and found is not entry:
                found.parents[entry.key] = None
                found.direct = found.direct or entry.own
    for entry in entries:
        _add(entry, draft)
    roots = [
        one.resolved.name for one in entries if one.own and one.resolved.source == "workspace:."
    ]
    return draft.listing(roots[0] if roots else "")


def _entries(top: YamlMap, draft: Draft) -> Iterator[_Entry]:
    for key, value in top.items():
        line = line_of(top, key)
        if key == "__metadata":
            continue
        resolution = text(table(value).get("resolution"))
        if not isinstance(value, YamlMap) or "@" not in resolution[1:]:
            draft.miss(key, line, "this entry has no `resolution`", "create the lockfile anew")
            continue
        name, _, reference = resolution[1:].partition("@")
        resolved = read_spec(resolution[:1] + name, _unbound(reference))
        own = resolved.origin is Origin.OWN
        version = text(value.get("version"))
        shown = draft.unique(f"{resolved.name}@{'workspace' if own else version}")
        yield _Entry(tuple(_BETWEEN.split(key)), line, value, resolved, shown, own)


def _unbound(reference: str) -> str:
    """A reference without the workspace that it belongs to, which yarn appends."""
    return reference.partition("::")[0]


def _found(entries: dict[str, _Entry], name: str, spec: str) -> _Entry | None:
    """The entry for a dependency; since yarn 4 `npm:` is written out, before it was not."""
    for one in (f"{name}@{spec}", f"{name}@npm:{spec}"):
        if one in entries:
            return entries[one]
    return None


def _add(entry: _Entry, draft: Draft) -> None:
    resolved, value, line = entry.resolved, entry.value, entry.line
    version = text(value.get("version"))
    origin = resolved.origin
    archive = _ARCHIVE.search(text(value.get("resolution")))
    if version == NOT_WRITTEN:
        version = ""
    facts = [("checksum", text(value["checksum"]))] if text(value.get("checksum")) else []
    installed_as = entry.descriptors[0][:1] + entry.descriptors[0][1:].partition("@")[0]
    if installed_as != resolved.name:
        facts.append(("alias", installed_as))
    if resolved.source.startswith("patch:"):
        facts.append(("patched", "yes"))
    if origin is not Origin.OWN:
        facts.append((ASKED_AS, " ".join(sorted(entry.descriptors))))
    if text(value.get("conditions")):
        facts.append(("conditions", text(value.get("conditions"))))
    draft.add(
        Component(
            resolved.type,
            resolved.name,
            version,
            draft.at(line),
            entry.key,
            direct=entry.direct,
            parents=tuple(entry.parents),
            origin=origin,
            source=unquote(archive[1]) if archive else resolved.source,
            properties=tuple(sorted(facts)),
        )
    )
    if not version and origin is Origin.REGISTRY:
        draft.miss(resolved.name, line, NO_VERSION, "create the lockfile anew")
