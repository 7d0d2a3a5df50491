"""environment.yml: what does a conda environment ask for, of conda and of pip?"""

from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.python.asked import For, component
from ostiary.formats.inventory.python.conda_names import CondaAsked, read_archive, read_spec
from ostiary.formats.inventory.python.requirement_text import read_asked
from ostiary.formats.inventory.python.requirements import parse as parse_requirements
from ostiary.formats.inventory.python.scopes import scope_of_file
from ostiary.formats.yaml_document import YamlList, YamlMap, document, line_of


def parse(path: str, data: bytes) -> Listing:
    """Read one file. Raises `ParseError` for one that lists no dependencies."""
    top = document(data, path)
    rows = top.get("dependencies") if isinstance(top, YamlMap) else None
    if not isinstance(top, YamlMap) or not isinstance(rows, YamlList):
        raise ParseError(f"{path} lists no dependencies, so it is no conda environment")
    draft = Draft("environment.yml", path, ListingKind.MANIFEST)
    why = For(*scope_of_file(path))
    for position, row in enumerate(rows):
        line = line_of(rows, position)
        if isinstance(row, str):
            _conda(draft, row, line, why)
        elif isinstance(row, YamlMap) and isinstance(row.get("pip"), YamlList) and len(row) == 1:
            _pip(draft, row["pip"], why)
        elif row is not None:
            draft.miss(str(row)[:200], line, "a dependency that cannot be read")
    name = top.get("name")
    return draft.listing(name if isinstance(name, str) else "")


def _conda(draft: Draft, text: str, line: int, why: For) -> None:
    archive = read_archive(text) if "://" in text else None
    if archive:
        _add(draft, CondaAsked(archive[0], archive[1], build=archive[2]), line, why, text)
        return
    asked = read_spec(text) if "://" not in text else None
    if asked is None:
        draft.miss(text, line, "no specification of a package of conda")
        return
    _add(draft, asked, line, why)


def _add(draft: Draft, asked: CondaAsked, line: int, why: For, source: str = "") -> None:
    known = (("build", asked.build), ("channel", asked.channel))
    draft.add(
        Component(
            "conda",
            asked.name,
            asked.version,
            draft.at(line),
            key=f"conda/{asked.name}@{asked.version or asked.requirement}",
            scope=why.scope,
            groups=why.groups,
            direct=True,
            requirement=asked.requirement,
            origin=Origin.URL if source else Origin.REGISTRY,
            source=source,
            properties=tuple(one for one in known if one[1]),
        )
    )


def _pip(draft: Draft, rows: object, why: For) -> None:
    for position, row in enumerate(rows if isinstance(rows, YamlList) else ()):
        line = line_of(rows, position) if isinstance(rows, YamlList) else 0
        asked = (
            read_asked(row) if isinstance(row, str) and not row.lstrip().startswith("-") else None
        )
        if asked and asked.name and "--" not in str(row):
            draft.add(component(draft, asked, line, why))
        elif isinstance(row, str):
            _pip_line(draft, row, line)
        else:
            draft.miss(str(row)[:200], line, "no requirement that an installer reads", PIN)


def _pip_line(draft: Draft, row: str, line: int) -> None:
    """A line with options, as in a requirements file."""
    found = parse_requirements(draft.path, row.encode("utf-8", "replace"))
    for one in found.components:
        draft.add(_moved(draft, one, line))
    for miss in found.unauditable:
        draft.miss(miss.name, line, miss.reason, miss.hint)
    draft.include_all(found.includes)


def _moved(draft: Draft, one: Component, line: int) -> Component:
    return replace(one, at=draft.at(line))
