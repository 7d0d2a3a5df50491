"""pyproject.toml: what does a project ask for, in the tables of the standards and of its tools?

Sources: PEP 621 (`project`), PEP 735 (`dependency-groups`), PEP 518 (`build-system`).
"""

import json
from typing import Any

from ostiary.core.inventory import Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For, ask, own
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.poetry_manifest import read_poetry
from ostiary.formats.inventory.python.tables import table_of, text_in, texts_in
from ostiary.formats.toml_document import Places, table, text_of

MAX_INCLUDED = 10_000

_LINKS = {
    "git": Origin.GIT,
    "url": Origin.URL,
    "path": Origin.PATH,
    "workspace": Origin.OWN,
}


def parse(path: str, data: bytes) -> Listing:
    """Read one manifest. Raises `ParseError`."""
    text = text_of(data, path)
    return _Reader(path, text, table(text, path)).read()


class _Reader:
    def __init__(self, path: str, text: str, document: dict[str, Any]) -> None:
        self.draft = Draft("pyproject.toml", path, ListingKind.MANIFEST)
        self.document = document
        self.places = Places(text)
        project, poetry = table_of(document, "project"), table_of(document, "tool", "poetry")
        self.name = text_in(project, "name") or text_in(poetry, "name")
        self.version = text_in(project, "version") or text_in(poetry, "version")
        self.own = canonical(self.name) if is_name(self.name) else ""
        self.sources = _sources(table_of(document, "tool", "uv", "sources"))
        self.included = 0

    def read(self) -> Listing:
        if self.own:
            line = self.places.section(r"^\[(?:project|tool\.poetry)\]").line(*_spelled(self.name))
            own(self.draft, self.own, self.version, line)
        self._project()
        self._groups()
        self._list(table_of(self.document, "build-system").get("requires"), r"^\[build-system\]",
                   For(Scope.BUILD, ("build",)))  # fmt: skip
        tools = table_of(self.document, "tool")
        read_poetry(self.draft, table_of(tools, "poetry"), self.places, self.own)
        uv = table_of(tools, "uv")
        self._list(uv.get("dev-dependencies"), r"^\[tool\.uv\]", For(Scope.DEV, ("dev",)))
        for group, given in table_of(tools, "pdm", "dev-dependencies").items():
            self._list(given, r"^\[tool\.pdm\.dev-dependencies\]", For(Scope.DEV, (group,)))
        for name, environment in table_of(tools, "hatch", "envs").items():
            for key in ("dependencies", "extra-dependencies"):
                given = environment.get(key) if isinstance(environment, dict) else None
                self._list(given, r"^\[tool\.hatch\.envs\.", For(Scope.DEV, (f"hatch:{name}",)))
        return self.draft.listing(self.own)

    def _project(self) -> None:
        project = table_of(self.document, "project")
        self._list(project.get("dependencies"), r"^\[project\]", For())
        for extra, given in table_of(project, "optional-dependencies").items():
            why = For(Scope.OPTIONAL, (f"extra:{extra}",))
            self._list(given, r"^\[project\.optional-dependencies\]|^optional-dependencies", why)
        if any(
            one in {"dependencies", "optional-dependencies"} for one in texts_in(project, "dynamic")
        ):
            self._dynamic()

    def _dynamic(self) -> None:
        """Dependencies that the build back end reads from other files."""
        line = self.places.section(r"^dynamic\b").line("dynamic")
        dynamic = table_of(self.document, "tool", "setuptools", "dynamic")
        extras = table_of(dynamic, "optional-dependencies").values()
        found = False
        for one in (dynamic.get("dependencies"), *extras):
            given = one if isinstance(one, dict) else {}
            single = text_in(given, "file")
            for name in [single] if single else texts_in(given, "file"):
                found = True
                self.draft.include(name, line)
        if not found:
            self.draft.miss(
                "dependencies", line, "dependencies are computed when the project is built"
            )

    def _groups(self) -> None:
        groups = table_of(self.document, "dependency-groups")
        known = {canonical(one): given for one, given in groups.items()}
        for group, given in groups.items():
            self._group(
                group, given, known, For(Scope.DEV, (group,)), frozenset([canonical(group)])
            )

    def _group(
        self, group: str, given: object, known: dict[str, Any], why: For, seen: frozenset[str]
    ) -> None:
        """One group with those that it includes; a loop of includes ends where it closes."""
        places = self.places.section(r"^\[dependency-groups\]")
        if not isinstance(given, list):
            self.draft.miss(group, places.line(group), "a group that is no list")
            return
        for one in given:
            if not isinstance(one, dict):
                line = places.line(*_spelled(one))
                ask(self.draft, one, line, why, self.own, sources=self.sources)
                continue
            name = one.get("include-group")
            inner = canonical(name) if isinstance(name, str) else ""
            self.included += 1
            if inner not in known:
                self.draft.miss(
                    group,
                    places.line("include-group"),
                    f"it includes what is not there: {str(one)[:200]}",
                )
            elif inner not in seen and self.included < MAX_INCLUDED:
                self._group(group, known[inner], known, why, seen | {inner})
            else:
                self.draft.miss(
                    group, places.line("include-group"), f"groups include each other: {inner}"
                )

    def _list(self, given: object, section: str, why: For) -> None:
        if given is None:
            return
        places = self.places.section(section)
        if not isinstance(given, list):
            self.draft.miss("", places.line("dependencies"), "dependencies that are no list")
            return
        for one in given:
            line = places.line(*_spelled(one))
            ask(self.draft, one, line, why, self.own, sources=self.sources)


def _sources(given: dict[str, Any]) -> dict[str, tuple[Origin, str]]:
    """Where uv takes packages from that are not to come from an index; of several places the first."""
    found: dict[str, tuple[Origin, str]] = {}
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            row = one if isinstance(one, dict) else {}
            kind = next((kind for kind in _LINKS if kind in row), "")
            if kind and canonical(name) not in found:
                reference = text_in(row, "rev") or text_in(row, "tag") or text_in(row, "branch")
                source = text_in(row, kind)
                source = f"{source}@{reference}" if kind == "git" and reference else source
                found[canonical(name)] = (_LINKS[kind], source)
    return found


def _spelled(value: object) -> tuple[str, ...]:
    """How a text may be written in TOML."""
    text = str(value)
    return (f'"{text}"', f"'{text}'", json.dumps(text, ensure_ascii=False))
