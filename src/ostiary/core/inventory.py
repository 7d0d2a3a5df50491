"""What is in use, where it was found, and what could not be told."""

from enum import StrEnum

from msgspec import Struct

from ostiary.core.digest import Digest
from ostiary.core.location import NOWHERE, Location
from ostiary.core.subject import Subject


class Scope(StrEnum):
    """What a component is there for."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"  # extras, optional dependencies
    PEER = "peer"
    DEV = "dev"  # tests, linters, documentation; never shipped
    BUILD = "build"  # build requirements, CI actions, base images


class Origin(StrEnum):
    """Where a component's bytes come from, as far as the file says."""

    REGISTRY = "registry"  # the ecosystem's index, or a mirror of it
    URL = "url"
    GIT = "git"
    PATH = "path"  # a folder or archive beside the project
    OWN = "own"  # the project itself, or a member of its workspace


class ListingKind(StrEnum):
    """How far a file can be believed about what is in use."""

    INSTALLED = "installed"  # what lies on disk
    LOCK = "lock"  # exact versions, resolved
    SBOM = "sbom"  # exact versions, as somebody declared
    MANIFEST = "manifest"  # what is asked for, often without exact versions
    RECIPE = "recipe"  # commands that install: Dockerfile, workflow, notebook


class Component(Struct, frozen=True):
    """One instance of a component in use.

    `type` is the purl type; `name` is canonical for its ecosystem (PEP 503 for `pypi`; `@scope/name` as it
    stands for `npm`, the real name behind an alias); `version` is exact and as written, empty where the
    file only asks for a range, which is then `requirement`. `key` is unique in its listing (a path in
    `node_modules`, else `name@version`); `parents` are keys of those that ask for it. `direct` means that
    the project itself asks for it. `at` has an empty `artifact`, a path relative to the audited place, and
    a line. `source` is the URL, git reference or path of what does not come from a registry, or the URL
    that a lock pins. `markers` is the environment marker as written. `properties` are sorted pairs of
    facts that only some formats know.
    """

    type: str
    name: str
    version: str = ""
    at: Location = NOWHERE
    key: str = ""
    digests: tuple[Digest, ...] = ()
    scope: Scope = Scope.RUNTIME
    groups: tuple[str, ...] = ()
    direct: bool = False
    parents: tuple[str, ...] = ()
    requirement: str = ""
    markers: str = ""
    origin: Origin = Origin.REGISTRY
    source: str = ""
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def forced(self) -> bool:
        """Whether it only says which version is taken if anybody asks (npm's overrides)."""
        return any(key == "forced-by" for key, _ in self.properties)

    @property
    def subject(self) -> Subject:
        """The component as a thing that checks speak about."""
        return Subject(self.type, self.name, self.version, self.digests, str(self.at))

    @property
    def purl(self) -> str:
        """Its canonical package URL."""
        return self.subject.purl


class Unauditable(Struct, frozen=True, order=True):
    """A file, or a component that a file names, about which nothing can be matched; never dropped silently.

    `name` is empty where it is the whole file; `whole` says that the file could not be read at all.
    """

    at: Location
    name: str
    reason: str
    hint: str = ""
    whole: bool = False


class Listing(Struct, frozen=True):
    """What one file or folder says is in use.

    `format` is the name of its format (`uv.lock`), `path` is relative to the audited place with `/`.
    `includes` are files that it names and that belong to it (`-r base.txt`), relative to the place.
    `project` is the name of the project that it belongs to, if it says so.
    """

    format: str
    path: str
    kind: ListingKind
    components: tuple[Component, ...] = ()
    unauditable: tuple[Unauditable, ...] = ()
    includes: tuple[str, ...] = ()
    project: str = ""
