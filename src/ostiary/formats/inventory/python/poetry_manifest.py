"""What does the table `tool.poetry` of a pyproject.toml ask for?"""

from typing import Any

from ostiary.core.inventory import Component, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For
from ostiary.formats.inventory.python.names import archive_version, canonical, is_name
from ostiary.formats.inventory.python.tables import table_of, text_in, texts_in
from ostiary.formats.toml_document import Places

_LINKS = {"git": Origin.GIT, "url": Origin.URL, "file": Origin.PATH, "path": Origin.PATH}


def read_poetry(draft: Draft, poetry: dict[str, Any], places: Places, own: str) -> None:
    """Add the dependencies of the main table, of the old table for development, and of all groups."""
    extras = {
        canonical(name): f"extra:{extra}"
        for extra in table_of(poetry, "extras")
        for name in texts_in(table_of(poetry, "extras"), extra)
    }
    section = places.section(r"^\[tool\.poetry\.dependencies\]")
    for name, given in table_of(poetry, "dependencies").items():
        why = (
            For(Scope.OPTIONAL, (extras[canonical(name)],)) if canonical(name) in extras else For()
        )
        _read(draft, name, given, section, why, own=own)
    groups = {"dev": table_of(poetry, "dev-dependencies")}
    section = places.section(r"^\[tool\.poetry\.dev-dependencies\]")
    for name, given in groups["dev"].items():
        _read(draft, name, given, section, For(Scope.DEV, ("dev",)), own=own)
    for group in table_of(poetry, "group"):
        section = places.section(r"^\[tool\.poetry\.group\.")
        for name, given in table_of(poetry, "group", group, "dependencies").items():
            _read(draft, name, given, section, For(Scope.DEV, (group,)), own=own)


def _read(draft: Draft, name: str, given: object, places: Places, why: For, *, own: str) -> None:
    if name.lower() == "python":
        return
    line = places.key(name)
    if not is_name(name):
        draft.miss(name, line, "no name of a package")
        return
    if canonical(name) == own:
        return
    for one in given if isinstance(given, list) else [given]:
        row = {"version": one} if isinstance(one, str) else one
        if not isinstance(row, dict):
            draft.miss(name, line, f"a dependency that cannot be read: {str(one)[:200]}")
            continue
        draft.add(_component(draft, canonical(name), row, line, why))


def _component(draft: Draft, name: str, row: dict[str, Any], line: int, why: For) -> Component:
    asked = text_in(row, "version").strip()
    kind = next((one for one in _LINKS if one in row), "")
    reference = text_in(row, "rev") or text_in(row, "tag") or text_in(row, "branch")
    source = text_in(row, kind) if kind else ""
    exact = _exact(asked) or archive_version(source, name)
    scope = (
        Scope.OPTIONAL if row.get("optional") is True and why.scope is Scope.RUNTIME else why.scope
    )
    extras = texts_in(row, "extras")
    return Component(
        "pypi",
        name,
        exact,
        draft.at(line),
        key=f"{'/'.join((*why.groups, name))}@{asked}",
        scope=scope,
        groups=why.groups,
        direct=True,
        requirement="" if exact else asked,
        markers=text_in(row, "markers"),
        origin=_LINKS.get(kind, Origin.REGISTRY),
        source=f"{source}@{reference}" if reference and kind == "git" else source,
        properties=(("extras", ",".join(extras)),) if extras else (),
    )


def _exact(asked: str) -> str:
    """The version that is meant if it is one: Poetry takes `1.2` without an operator as exact."""
    text = asked.removeprefix("==").strip()
    fits = text[:1].isdigit() and not set(text) & set("*,<>=^~| ")
    return text if fits else ""
