"""package-lock.json and npm-shrinkwrap.json, in all versions: which packages do they pin?"""

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing, ListingKind
from ostiary.formats.inventory.node import package_lock_v1, package_lock_v2
from ostiary.formats.inventory.node.drafting import draft_of, note_repeated
from ostiary.formats.inventory.node.json_document import JsonDocument, text

VERSIONS = (1, 2, 3)


def parse(path: str, data: bytes) -> Listing:
    """Read a lockfile of npm. Raises `ParseError`.

    Version 1 does not say what the project itself asks for: there, what nobody else asks for is direct.
    Source: npm documentation of package-lock.json.
    """
    form = path.rpartition("/")[2]
    document = JsonDocument(data, form)
    version = document.value(document.top.get("lockfileVersion"))
    for key in ("packages", "dependencies"):
        if key in document.top and not isinstance(document.value(document.top[key]), dict):
            raise ParseError(f"`{key}` of {form} is no object")
    draft = draft_of(form, path, ListingKind.LOCK)
    if "packages" in document.top:
        package_lock_v2.read(document, draft)
        package_lock_v1.compare(document, draft)
    elif "dependencies" in document.top or version == 1:
        package_lock_v1.read(document, draft)
    elif version is None:
        raise ParseError(f"{form} has no `packages`, no `dependencies` and no `lockfileVersion`")
    if version is not None and version not in VERSIONS:
        reason = f"lockfileVersion {str(version)[:20]} is not known; it was read like version 3"
        draft.miss("", 0, reason, "compare with what npm itself lists")
    note_repeated(draft, document)
    return draft.listing(text(document.value(document.top.get("name"))))
