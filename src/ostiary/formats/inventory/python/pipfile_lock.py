"""Pipfile.lock: which packages does it fix, and in which categories?"""

import json
import re
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import archive_version, canonical, is_name
from ostiary.formats.inventory.python.tables import text_in, texts_in
from ostiary.formats.plain import plain_text
from ostiary.formats.toml_document import Places

MAX_BYTES = 64 << 20
MAX_CATEGORIES = 200

_LINKS = {
    "git": Origin.GIT,
    "hg": Origin.GIT,
    "svn": Origin.GIT,
    "bzr": Origin.GIT,
    "file": Origin.URL,
    "path": Origin.PATH,
}


def parse(path: str, data: bytes) -> Listing:
    """Read one lock. Raises `ParseError`."""
    text = plain_text(data, MAX_BYTES, path)
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise LimitError(f"{path} is nested too deeply") from error
    except ValueError as error:
        raise ParseError(f"{path} is no JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("_meta"), dict):
        raise ParseError(f"{path} has no _meta, so it is no Pipfile.lock")
    draft = Draft("Pipfile.lock", path, ListingKind.LOCK)
    if len(document) > MAX_CATEGORIES:
        raise LimitError(f"{path} has more than {MAX_CATEGORIES} categories")
    whole = Places(text)
    for category, packages in document.items():
        if category == "_meta":
            continue
        places = whole.section(rf"{re.escape(_quoted(category))}\s*:")
        if not isinstance(packages, dict):
            draft.miss("", places.line(_quoted(category)), f"the category {category} is no table")
            continue
        for name, row in packages.items():
            _read(draft, category, name, row, places.line(f"{_quoted(name)}:", _quoted(name)))
    return draft.listing()


def _quoted(text: str) -> str:
    return json.dumps(text)


def _read(draft: Draft, category: str, name: str, row: Any, line: int) -> None:
    if not is_name(name):
        draft.miss(name, line, "no name of a package")
        return
    if isinstance(row, str):
        row = {"version": row}
    if not isinstance(row, dict):
        draft.miss(name, line, "an entry that is no table")
        return
    draft.add(_component(draft, category, name, row, line))


def _component(draft: Draft, category: str, name: str, row: dict[str, Any], line: int) -> Component:
    asked = text_in(row, "version").strip()
    pinned = asked.startswith("==") and "*" not in asked and "," not in asked
    kind = next((one for one in _LINKS if one in row), "")
    reference = text_in(row, "ref")
    source = text_in(row, kind) if kind else ""
    own = source in {".", "./"} and kind == "path"
    link = Origin.OWN if own else _LINKS.get(kind, Origin.REGISTRY)
    if link is Origin.URL and "://" not in source:
        link = Origin.PATH
    properties = [("extras", ",".join(texts_in(row, "extras")))] if texts_in(row, "extras") else []
    return Component(
        "pypi",
        canonical(name),
        asked.lstrip("=").strip() if pinned else archive_version(source, name),
        draft.at(line),
        digests=digests_in(
            draft, row["hashes"] if isinstance(row.get("hashes"), list) else (), name, line
        ),
        scope=_scope(category),
        groups=() if category == "default" else (category,),
        direct="index" in row or bool(kind),
        requirement="" if pinned else asked,
        markers=text_in(row, "markers"),
        origin=link,
        source=f"{source}@{reference}" if link is Origin.GIT and reference else source,
        properties=tuple(properties),
    )


def _scope(category: str) -> Scope:
    if category == "default":
        return Scope.RUNTIME
    return Scope.DEV if category == "develop" else Scope.OPTIONAL
