"""What a release says that it needs, and whether that is all of it."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ostiary.core.facts.release import FileForm, Release, Requirement
from ostiary.flows.judging import Looked
from ostiary.formats.contents import Contents
from ostiary.formats.declared import DeclaredRequirements
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.formats.python.wheel import WheelLayout

RUN_TIME = ("", "optional", "peer")
"""Groups of npm dependencies that an installation of the package brings."""

STATIC = (2, 2)
"""The metadata version from which a source distribution has to mark what its build may change."""


def declared(root: Looked) -> tuple[Sequence[Requirement], tuple[str, ...]]:
    """The requirements out of the package itself, or else as the index repeats them.

    The second part names what may need more than it says: a source distribution whose build decides.
    Sources: core metadata specification, `Dynamic`; PEP 643.
    """
    for manifest in root.dossier.known(NpmManifest):
        return [one for one in manifest.requirements if one.group in RUN_TIME], ()
    every = list(root.dossier.known(CoreMetadata))
    for metadata in every:
        if metadata.filename.endswith(
            ".whl"
        ):  # what is built no longer changes, whatever was dynamic
            return metadata.requirements, ()
    release = root.dossier.first(Release)
    indexed = release.requirements if release else ()
    for metadata in every:
        if _is_static(metadata):
            return metadata.requirements, ()
        known = metadata.requirements or indexed
        return known, () if known or _without_any(root) else (root.subject.name,)
    return indexed, ()


def building(root: Looked) -> Iterator[Requirement]:
    """What an installer fetches and runs to build the release, where it offers no wheel. Source: PEP 518."""
    if root.dossier.first(WheelLayout) is None:
        for one in root.dossier.known(DeclaredRequirements):
            wanted = (need for need in one.requirements if need.group == "build")
            yield from (replace(need, group="") for need in wanted)


def _is_static(metadata: CoreMetadata) -> bool:
    """Whether the build of this source distribution may not add requirements."""
    number = tuple(int(part) for part in metadata.metadata_version.split(".") if part.isdigit())
    return number >= STATIC and "requires-dist" not in metadata.dynamic


def _without_any(root: Looked) -> bool:
    """Whether setuptools wrote down, when it made the source distribution, that nothing is required."""
    for contents in root.dossier.known(Contents):
        if contents.form is FileForm.SDIST:
            names = {
                row.path.rpartition("/")[2] for row in contents.files if ".egg-info/" in row.path
            }
            return "SOURCES.txt" in names and "requires.txt" not in names
    return False
