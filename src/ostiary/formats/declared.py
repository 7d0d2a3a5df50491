"""What does an artifact declare that means the same in every ecosystem?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ostiary.core.facts.release import Requirement
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.build import PythonBuild
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.formats.python.requirement import read_requirement


@dataclass(frozen=True, slots=True)
class DeclaredRequirements:
    """The dependencies that one manifest names; `path` is that manifest. Group `build` for building."""

    filename: str
    path: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class DeclaredLicence:
    """The licence that one artifact names, empty if none, and its files that look like licence texts."""

    filename: str
    path: str
    licence: str
    files: tuple[str, ...] = ()


def declarations(
    facts: tuple[object, ...], licence_files: tuple[str, ...]
) -> Iterator[DeclaredRequirements | DeclaredLicence]:
    """The common facts behind those of one artifact, in the same order."""
    for fact in facts:
        if isinstance(fact, CoreMetadata | NpmManifest):
            yield DeclaredRequirements(fact.filename, fact.path, fact.requirements)
            files = tuple(sorted({*fact.licence_files, *licence_files}))
            yield DeclaredLicence(fact.filename, fact.path, fact.licence, files)
        elif isinstance(fact, PythonBuild):
            path = fact.project_path or fact.setup_path
            yield DeclaredRequirements(fact.filename, path, tuple(_build(fact)))


def _build(build: PythonBuild) -> Iterator[Requirement]:
    for line in (*build.requires, *build.setup_requires):
        found = read_requirement(line, "build")
        if found is not None:
            yield found
