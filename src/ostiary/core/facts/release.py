"""What the index says about one release and its files."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from ostiary.core.digest import Digest


class FileForm(StrEnum):
    """The form of a published file."""

    SDIST = "sdist"
    WHEEL = "wheel"
    EGG = "egg"
    NPM = "npm"
    CONDA = "conda"
    OTHER = "other"


class ReleaseFile(Struct, frozen=True):
    """One published file. `uploaded` is None when the index does not say; `size` 0 when unknown.

    `yanked` is None, or the reason given (possibly empty) for a yanked file; `provenance` the URL of its
    attestations, empty if the index names none; `metadata` the URL of its PEP 658 core metadata.
    `index` is the base URL of the index that offered it.
    """

    filename: str
    url: str
    form: FileForm
    digests: tuple[Digest, ...]
    size: int = 0
    uploaded: datetime | None = None
    yanked: str | None = None
    requires_python: str = ""
    provenance: str = ""
    metadata: str = ""
    metadata_digest: Digest | None = None
    index: str = ""
    installable: bool = True  # whether this machine's installer could choose it


class Requirement(Struct, frozen=True):
    """A declared dependency: `name`, its `constraint` as written, and the group that it stands in.

    `group` is empty for a plain run-time dependency, else `extra:NAME`, `dev`, `peer`, `optional`,
    `bundled` or `build`. `url` is set for a direct URL, VCS or file dependency.
    """

    name: str
    constraint: str = ""
    group: str = ""
    marker: str = ""
    url: str = ""


class Release(Struct, frozen=True):
    """One release as its index describes it. Empty strings and None mean that the index does not say.

    `deprecated` is the deprecation message of npm, None if there is none; `scripts` are npm
    life-cycle scripts as the registry (not the archive) lists them; `links` are (label, URL).
    """

    ecosystem: str
    name: str
    version: str
    files: tuple[ReleaseFile, ...]
    published: datetime | None = None
    yanked: str | None = None
    deprecated: str | None = None
    licence: str = ""
    summary: str = ""
    requires_python: str = ""
    requirements: tuple[Requirement, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    repository: str = ""


class ProjectStatus(StrEnum):
    """The status marker of a project. Source: PEP 792."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    DEPRECATED = "deprecated"


class Project(Struct, frozen=True):
    """A project as its index describes it; `indexes` are those of the user's that offer this name.

    `copies` says that of several indexes all but one offer only files that the one offers too, to the
    byte, as a mirror does.
    """

    ecosystem: str
    name: str
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str = ""
    latest: str = ""
    indexes: tuple[str, ...] = ()
    copies: bool = False
