"""A packument, npm's page of a package, decoded as far as it is needed and no further."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.evidence.registries.moments import parse_time

MAX_VERSIONS = 100_000


class Dist(msgspec.Struct):
    """The `dist` part of a version; fields hold whatever the publisher sent."""

    tarball: Any = ""
    integrity: Any = ""
    shasum: Any = ""
    signatures: Any = None
    attestations: Any = None
    unpacked_size: Any = msgspec.field(name="unpackedSize", default=0)


class Version(msgspec.Struct):
    """One version. Publishers write most of it, so no field can be relied on to have its type."""

    name: Any = ""
    version: Any = ""
    description: Any = ""
    license: Any = None
    licenses: Any = None
    homepage: Any = None
    repository: Any = None
    bugs: Any = None
    author: Any = None
    maintainers: Any = None
    npm_user: Any = msgspec.field(name="_npmUser", default=None)
    deprecated: Any = None
    scripts: Any = None
    gypfile: Any = None
    has_install_script: Any = msgspec.field(name="hasInstallScript", default=None)
    engines: Any = None
    dependencies: Any = None
    dev_dependencies: Any = msgspec.field(name="devDependencies", default=None)
    peer_dependencies: Any = msgspec.field(name="peerDependencies", default=None)
    optional_dependencies: Any = msgspec.field(name="optionalDependencies", default=None)
    bundle: Any = msgspec.field(name="bundleDependencies", default=None)
    bundled: Any = msgspec.field(name="bundledDependencies", default=None)
    dist: Dist = msgspec.field(default_factory=Dist)


class Packument(Struct, frozen=True):
    """A package's versions, tags and times. `created` is None where the registry does not say.

    `broken` names versions whose record cannot be read; `maintainers` are those of now; `unpublished`
    is true for a package that was taken back as a whole; `full` is false for an abbreviated page, which
    leaves out what install does not need.
    """

    name: str
    versions: dict[str, Version]
    tags: dict[str, str]
    times: dict[str, datetime | None]
    created: datetime | None
    maintainers: Any
    broken: tuple[str, ...] = ()
    unpublished: bool = False
    full: bool = True


class _Doc(msgspec.Struct):
    name: Any = ""
    versions: dict[str, msgspec.Raw] = {}
    tags: Any = msgspec.field(name="dist-tags", default=None)
    time: Any = None
    maintainers: Any = None


def parse_packument(body: bytes, url: str) -> Packument:
    """Read a packument, full or abbreviated. Raises `ParseError` for anything that is none."""
    try:
        doc = msgspec.json.decode(body, type=_Doc)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{url} is no packument: {str(error)[:200]}") from error
    if len(doc.versions) > MAX_VERSIONS:
        raise LimitError(f"{url} lists more than {MAX_VERSIONS} versions")
    times = doc.time if isinstance(doc.time, dict) else {}
    if not isinstance(doc.name, str) or not (doc.name or doc.versions or times):
        raise ParseError(f"{url} is no packument: it has neither a name nor versions")
    decoder = msgspec.json.Decoder(Version)
    versions: dict[str, Version] = {}
    broken = []
    for number, raw in doc.versions.items():
        try:
            versions[number] = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            broken.append(number)
    if not doc.maintainers:
        # A mirror that shows package.json as it was packed: these fields are then the publisher's claims.
        for one in versions.values():
            one.maintainers = one.npm_user = None
    tags = doc.tags if isinstance(doc.tags, dict) else {}
    return Packument(
        doc.name,
        versions,
        {key: value for key, value in tags.items() if isinstance(value, str)},
        {key: parse_time(value) for key, value in times.items() if key in versions},
        parse_time(times.get("created")),
        doc.maintainers,
        tuple(broken),
        unpublished=isinstance(times.get("unpublished"), dict),
        full=bool(times),
    )


def parse_version(body: bytes, url: str) -> Version:
    """Read the record of one version. Raises `ParseError` for anything that is none."""
    try:
        return msgspec.json.decode(body, type=Version)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{url} is no version of a package: {str(error)[:200]}") from error
