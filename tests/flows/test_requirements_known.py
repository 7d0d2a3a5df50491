"""What a release needs is never taken as nothing where only its build could tell."""

from datetime import UTC, datetime

import pytest

from ostiary.core.evidence import Dossier, Evidence
from ostiary.core.facts.release import FileForm, Requirement
from ostiary.core.subject import Subject
from ostiary.flows.judging import Looked
from ostiary.flows.requirements import declared
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.python.metadata import CoreMetadata, parse_metadata

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUBJECT = Subject("pypi", "thing", "1.0")
IDNA = Requirement("idna", ">=2")


def metadata(version: str, filename: str, *lines: str) -> CoreMetadata:
    head = (f"Metadata-Version: {version}", "Name: thing", "Version: 1.0")
    made = parse_metadata("\n".join((*head, *lines, "")).encode())
    return CoreMetadata(
        **{**{name: getattr(made, name) for name in made.__struct_fields__}, "filename": filename}
    )


def looked(*facts: object) -> Looked:
    items = tuple(Evidence(SUBJECT, fact, "test", NOW) for fact in facts)
    return Looked(SUBJECT, "asked", shallow=False, dossier=Dossier(SUBJECT, items))


def sdist(*paths: str) -> Contents:
    rows = tuple(FileRow(f"thing-1.0/{path}", "", 1, Kind.TEXT) for path in paths)
    return Contents("thing-1.0.tar.gz", FileForm.SDIST, "", 1, rows, root="thing-1.0")


def test_a_wheel_is_built_whatever_was_dynamic_before() -> None:
    wheel = metadata("2.4", "thing.whl", "Dynamic: requires-dist", "Requires-Dist: idna>=2")
    early = metadata("2.4", "thing-1.0.tar.gz", "Dynamic: requires-dist")
    found, doubts = declared(looked(early, wheel))
    assert ([one.name for one in found], doubts) == (["idna"], ())


@pytest.mark.parametrize(
    ("version", "lines", "paths", "doubts"),
    [
        ("2.2", (), (), ()),
        ("2.2", ("Dynamic: Requires-Dist",), (), ("thing",)),
        ("1.1", (), ("setup.py",), ("thing",)),
        ("1.1", (), ("thing.egg-info/SOURCES.txt",), ()),
        ("1.1", (), ("thing.egg-info/SOURCES.txt", "thing.egg-info/requires.txt"), ("thing",)),
    ],
)
def test_a_source_distribution_says_only_what_its_build_cannot_change(
    version: str, lines: tuple[str, ...], paths: tuple[str, ...], doubts: tuple[str, ...]
) -> None:
    one = metadata(version, "thing-1.0.tar.gz", *lines)
    assert declared(looked(one, sdist(*paths))) == ((), doubts)
