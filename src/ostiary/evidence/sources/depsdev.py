"""Who depends on a release, and which other packages claim its repository?"""

from urllib.parse import quote

import msgspec

from ostiary.core.errors import ParseError, SourceError
from ostiary.core.evidence import Absent, Evidence, Item
from ostiary.core.facts.health import Dependents
from ostiary.core.ports import Http, Reply
from ostiary.core.subject import Subject
from ostiary.evidence.asking import decode, failed, malformed, unconfigured
from ostiary.formats.osv_order import canonical_name
from ostiary.formats.repository_url import parse_repository

BASE = "https://api.deps.dev"
SOURCE = "deps.dev"
MAX_NAMES = 1_000

_SYSTEMS = {"pypi": "PYPI", "npm": "NPM"}


class _Key(msgspec.Struct):
    id: str = ""


class _Project(msgspec.Struct, rename="camel"):
    project_key: _Key = msgspec.field(default_factory=_Key)
    relation_type: str = ""


class _Version(msgspec.Struct, rename="camel"):
    related_projects: list[_Project] = msgspec.field(default_factory=list)


class _Count(msgspec.Struct, rename="camel"):
    dependent_count: int


class _VersionKey(msgspec.Struct):
    system: str = ""
    name: str = ""


class _Claim(msgspec.Struct, rename="camel"):
    version_key: _VersionKey = msgspec.field(default_factory=_VersionKey)
    relation_type: str = ""


class _Claims(msgspec.Struct):
    versions: list[_Claim] = msgspec.field(default_factory=list)


async def collect(subject: Subject, http: Http, *, repository: str = "", base: str = BASE) -> Item:
    """Count dependents of the release, and name the packages that claim the same repository.

    `repository` is the declared one; without it the one that deps.dev found is taken. Names are of the
    same ecosystem, sorted, without the package itself.
    Source: deps.dev API v3, GetVersion and GetProjectPackageVersions; v3alpha, GetDependents.
    """
    if not base:
        return unconfigured(subject, Dependents, SOURCE, "switched off", "set OSTIARY_DEPSDEV_URL")
    system = _SYSTEMS.get(subject.type)
    if not system or not subject.version:
        return unconfigured(
            subject, Dependents, SOURCE, f"it is asked about releases of {', '.join(_SYSTEMS)} only"
        )
    name, version = quote(subject.name, safe=""), quote(subject.version, safe="")
    release = f"systems/{system.lower()}/packages/{name}/versions/{version}"
    try:
        counted = await http.get(f"{base}/v3alpha/{release}:dependents")
        if not counted.found:
            return Absent(subject, Dependents, SOURCE, "it does not know the release")
        count = decode(counted.body, _Count).dependent_count
        project = _project_of(repository) or await _found_project(http, f"{base}/v3/{release}")
        claimed = await _claims(http, base, project) if project else None
        names = _names(subject, system, claimed) if claimed and claimed.found else ()
    except SourceError as error:
        return failed(subject, Dependents, SOURCE, error)
    except ParseError as error:
        return malformed(subject, Dependents, SOURCE, error)
    return Evidence(
        subject,
        Dependents(count, names),
        SOURCE,
        counted.collected_at,
        counted.digest,
        max(counted.age, claimed.age if claimed else 0.0),
    )


def _project_of(repository: str) -> str:
    place = parse_repository(repository)
    return place.key if place else ""


async def _found_project(http: Http, url: str) -> str:
    reply = await http.get(url)
    if not reply.found:
        return ""
    for project in decode(reply.body, _Version).related_projects:
        if project.relation_type == "SOURCE_REPO":
            return project.project_key.id
    return ""


async def _claims(http: Http, base: str, project: str) -> Reply:
    return await http.get(f"{base}/v3/projects/{quote(project, safe='')}:packageversions")


def _names(subject: Subject, system: str, reply: Reply) -> tuple[str, ...]:
    own = canonical_name(subject.type, subject.name)
    names = {
        claim.version_key.name
        for claim in decode(reply.body, _Claims).versions
        if claim.version_key.system == system and claim.relation_type in {"", "SOURCE_REPO"}
    }
    others = {one for one in names if one and canonical_name(subject.type, one) != own}
    return tuple(sorted(others)[:MAX_NAMES])
