"""What does an artifact declare that means the same in every ecosystem?"""

from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.facts.release import FileForm, Requirement
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.build import COMPUTED, PythonBuild
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.formats.python.requirement import read_requirement
from ostiary.formats.python.wheel import WheelLayout

_EGG = regex(r"[^-]+-[^-]+-py[\d.]+-(.+)\.egg")
MAX_LINE = 200
MAX_SYSTEMS = 2
"""Operating systems that a package may name and still be made for one; more with one kind of machine."""


class DeclaredRequirements(Struct, frozen=True):
    """The dependencies that one manifest names; `path` is that manifest. Group `build` for building.

    `unreadable` are lines that no installer understands as a dependency.
    """

    filename: str
    path: str
    requirements: tuple[Requirement, ...]
    unreadable: tuple[str, ...] = ()


class DeclaredLicence(Struct, frozen=True):
    """The licence that one artifact names, empty if none, and its files that look like licence texts."""

    filename: str
    path: str
    licence: str
    files: tuple[str, ...] = ()


class DeclaredPlatforms(Struct, frozen=True):
    """What an artifact holds, and the platforms that it says it is made for; none means for any.

    Platform tags of a wheel (`manylinux_2_28_x86_64`), `os` and `cpu` of an npm package.
    """

    contents: Contents
    platforms: tuple[str, ...] = ()


Declared = DeclaredRequirements | DeclaredLicence | DeclaredPlatforms


def declarations(
    contents: Contents, facts: tuple[object, ...], licence_files: tuple[str, ...]
) -> Iterator[Declared]:
    """The common facts behind those of one artifact, in the same order; its platforms come last."""
    platforms = _by_form(contents)
    for fact in facts:
        if isinstance(fact, CoreMetadata | NpmManifest):
            unread = fact.unreadable if isinstance(fact, CoreMetadata) else ()
            yield DeclaredRequirements(fact.filename, fact.path, fact.requirements, unread)
            files = tuple(sorted({*fact.licence_files, *licence_files}))
            yield DeclaredLicence(fact.filename, fact.path, fact.licence, files)
            if isinstance(fact, NpmManifest) and contents.form is FileForm.NPM:
                platforms = _platforms(fact)
        elif isinstance(fact, PythonBuild):
            yield _build(fact, facts)
        elif isinstance(fact, WheelLayout):
            found = {tag.rpartition("-")[2] for tag in fact.tags}
            anywhere = "any" in found or fact.filename.endswith(
                "-any.whl"
            )  # installers go by the name
            platforms = () if anywhere else tuple(sorted(found))
    yield DeclaredPlatforms(contents, platforms)


def _by_form(contents: Contents) -> tuple[str, ...]:
    """What the form and name of an artifact say: conda builds for one platform, an egg may."""
    if contents.form is FileForm.CONDA:
        return ("conda",)
    egg = _EGG.fullmatch(contents.filename)
    return (egg[1],) if egg else ()


def _platforms(manifest: NpmManifest) -> tuple[str, ...]:
    """A list of all systems, or of those that it is not for, names none."""
    few = 0 < len(manifest.os) <= MAX_SYSTEMS or (manifest.os and len(manifest.cpu) == 1)
    if not few or any(one.startswith("!") for one in (*manifest.os, *manifest.cpu)):
        return ()
    return (*manifest.os, *manifest.cpu)


def _build(build: PythonBuild, facts: tuple[object, ...]) -> DeclaredRequirements:
    """What building needs, and by its place what is built, unless the metadata say the same."""
    told = {
        (need.name, need.url)
        for one in facts
        if isinstance(one, CoreMetadata)
        for need in one.requirements
    }
    needed = tuple(one for one in build.needed if (one.name, one.url) not in told)
    lines = [
        one for one in (*build.requires, *build.setup_requires, *build.asked) if one != COMPUTED
    ]
    read = [(line, read_requirement(line, "build")) for line in lines]
    return DeclaredRequirements(
        build.filename,
        build.project_path or build.setup_path,
        (*(one for _, one in read if one is not None), *needed),
        tuple(line[:MAX_LINE] for line, one in read if one is None),
    )
