"""deno.json and deno.jsonc: what does a project of Deno ask for?"""

import re

from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.node.drafting import draft_of, note_repeated
from ostiary.formats.inventory.node.integrity import hexadecimal
from ostiary.formats.inventory.node.json_document import JsonDocument, Member, text, texts
from ostiary.formats.inventory.node.package_json import component
from ostiary.formats.inventory.node.spec import read_spec

MAX_URL = 2_000
"""Characters of a URL in which a version is looked for."""

_VERSION = regex(r"@v?(\d+(?:\.\d+)+[0-9A-Za-z.+-]*)(?=/|$)")
_PACKAGE = regex(r"(npm|jsr):/?((?:@[^/@]+/)?[^/@]+)(?:@([^/]*))?(?:/.*)?", re.DOTALL)


def parse(path: str, data: bytes) -> Listing:
    """Read a configuration of Deno: `imports` and `scopes`. Raises `ParseError`.

    Aliases inside the project (`./src/`) are no dependencies. Source: Deno, configuration file.
    """
    document = JsonDocument(data, path.rpartition("/")[2], loose=True)
    draft = draft_of(path.rpartition("/")[2], path, ListingKind.MANIFEST)
    top = document.top
    name = text(document.value(top.get("name")))
    if name:
        version = text(document.value(top.get("version")))
        at = draft.at(top["name"].line)
        draft.add(Component("jsr", name, version, at, draft.unique("."), origin=Origin.OWN))
    parent = "." if name else ""
    tables = [top.get("imports"), *document.members(top.get("scopes"))]
    for one in tables:
        for member in document.members(one):
            _add(document, member, parent, draft)
    workspace = top.get("workspace")
    for folder in texts(document.value(workspace)):
        plain = folder.removeprefix("./").strip("/")
        if plain and "*" not in plain and ".." not in plain.split("/"):
            above = path.rpartition("/")[0]
            draft.include_all(["/".join(filter(None, (above, plain, "deno.json")))])
    note_repeated(draft, document)
    return draft.listing(name)


def _add(document: JsonDocument, member: Member, parent: str, draft: Draft) -> None:
    target = document.value(member)
    if not isinstance(target, str):
        draft.miss(member.key, member.line, "what is imported is no text", "correct the manifest")
        return
    found = read_specifier(target)
    if found is not None:
        kind, name, wanted = found
        asked = read_spec(name, f"{kind}:{name}@{wanted}" if wanted else f"{kind}:{name}@*")
        draft.add(component(asked, member.line, draft, scope=Scope.RUNTIME, parent=parent))
    elif target.startswith(("http://", "https://")):
        for one in remote(target, member.line, draft):
            draft.add(one)
    elif not target.startswith((".", "/", "node:", "data:", "file:")):
        draft.miss(member.key, member.line, f"`{target[:100]}` is no place that is known", PIN)


def read_specifier(text: str) -> tuple[str, str, str] | None:
    """(kind, name, range) of `npm:name@range/path` or `jsr:`; None for anything else."""
    match = _PACKAGE.fullmatch(text)
    return (match[1], match[2], match[3] or "") if match else None


def remote(url: str, line: int, draft: Draft, digest: str = "") -> list[Component]:
    """The component of a module that is loaded from a URL; its version is what the URL says, if it does."""
    version = _VERSION.search(url[:MAX_URL])
    return [
        Component(
            "generic", url.partition("://")[2].partition("?")[0] or url, version[1] if version else "",
            draft.at(line), draft.unique(url), hexadecimal("sha256", digest),
            origin=Origin.URL, source=url,
        )
    ]  # fmt: skip
