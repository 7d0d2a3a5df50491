"""What do the static project tables of a `pyproject.toml` declare?"""

from collections.abc import Iterator, Mapping
from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.facts.release import Requirement
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.formats.python.requirement import read_requirement


def read_project(document: Mapping[str, Any]) -> CoreMetadata | None:
    """The table `project` as core metadata, or None if it names no project. Source: PEP 621.

    For source trees that were never built and so have no PKG-INFO. Raises `ParseError` on wrong types.
    """
    table = document.get("project")
    if not isinstance(table, dict) or not isinstance(table.get("name"), str):
        return None
    return CoreMetadata(
        name=table["name"],
        version=_text(table, "version"),
        summary=_text(table, "description"),
        licence=_licence(table.get("license")),
        requires_python=_text(table, "requires-python"),
        requirements=tuple(_requirements(table)),
        links=tuple(
            (key, url) for key, url in _table(table, "urls").items() if isinstance(url, str)
        ),
        extras=tuple(_table(table, "optional-dependencies")),
        dynamic=tuple(_list(table.get("dynamic", []), "dynamic")),
    )


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ParseError(f"project.{key} in pyproject.toml is no text")
    return value


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ParseError(f"project.{key} in pyproject.toml is no table")
    return value


def _list(value: object, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ParseError(f"project.{key} in pyproject.toml is no list of texts")
    return value


def _licence(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("text", "")
    lines = value.strip().splitlines() if isinstance(value, str) else []
    return lines[0].strip()[:200] if lines else ""


def _requirements(table: Mapping[str, Any]) -> Iterator[Requirement]:
    for line in _list(table.get("dependencies", []), "dependencies"):
        found = read_requirement(line)
        if found:
            yield found
    for extra, lines in _table(table, "optional-dependencies").items():
        for line in _list(lines, extra):
            found = read_requirement(line, f"extra:{extra}")
            if found:
                yield found
