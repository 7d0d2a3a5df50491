"""What drafts of listings of npm have in common: names that npm takes, digests, repeated keys."""

from ostiary.core.digest import Digest
from ostiary.core.inventory import Component, ListingKind, Origin
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.node.integrity import digests_of
from ostiary.formats.inventory.node.json_document import JsonDocument
from ostiary.formats.inventory.node.spec import is_name


def draft_of(form: str, path: str, kind: ListingKind) -> Draft:
    """A draft that takes no package of npm by a name that npm would not take."""
    return Draft(form, path, kind, _named)


def _named(one: Component) -> bool:
    return one.type != "npm" or one.origin is Origin.OWN or is_name(one.name)


def digests_in(draft: Draft, integrity: object, line: int, name: str) -> tuple[Digest, ...]:
    """The digests of an entry; one that cannot be read is named."""
    found = digests_of(integrity) if isinstance(integrity, str) else None
    if found is None and integrity is not None:
        draft.miss(name, line, "its integrity cannot be read", "create the lockfile anew")
    return found or ()


def note_repeated(draft: Draft, document: JsonDocument) -> None:
    """Name the keys that stand twice in a JSON file."""
    for key, line in document.repeated:
        reason = "this key stands twice, and only the last one was read"
        draft.miss(key, line, reason, "remove one of the two")
