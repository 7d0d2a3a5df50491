"""The facts about a Python release, put together from all that its indexes said."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.digest import Digest, strongest
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.history import FileAge, Lineage, Past, ReleaseAge
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.release import FileForm, Project, ProjectStatus, Release, ReleaseFile
from ostiary.core.ports import Reply
from ostiary.core.subject import Subject
from ostiary.evidence.registries.coremetadata import CoreMetadata, requirements
from ostiary.evidence.registries.moments import times_fault
from ostiary.evidence.registries.projectjson import Details
from ostiary.evidence.registries.repository import repository_of
from ostiary.evidence.registries.simple import SimplePage

if TYPE_CHECKING:
    from packaging.version import Version

Told = tuple[Details, Reply] | None
Description = Details | CoreMetadata
"""What a release says of itself, on the index's page or in its own metadata."""


class Gathered(Struct, frozen=True):
    """All answers about one release. `project` is about the newest release, `release` about this one."""

    subject: Subject
    releases: "dict[Version, tuple[ReleaseFile, ...]]"
    chosen: "Version"
    pages: tuple[SimplePage, ...]
    replies: tuple[Reply, ...]
    project: Told
    release: Told
    core: CoreMetadata | None
    now: datetime

    @property
    def page(self) -> Reply:
        """The reply of the index that offers the release."""
        pairs = zip(self.pages, self.replies, strict=True)
        return next(
            (reply for page, reply in pairs if page.index == self.subject.origin), self.replies[0]
        )


def assemble(told: Gathered, cooldown: timedelta) -> tuple[Release, tuple[Item, ...]]:
    """The release and every fact about it, and what the index does not tell."""
    releases = {version: _dated(files, told) for version, files in told.releases.items()}
    release = _release(told, releases[told.chosen])
    lineage = _lineage(told, releases, release)
    ages = tuple(FileAge(file.filename, file.uploaded) for file in release.files)
    age = ReleaseAge(
        release.version, ages, told.now, cooldown, lineage.trusted_times, lineage.times_fault
    )
    facts: list[Item] = [
        _known(told.subject, one, told.page) for one in (release, _project(told), lineage, age)
    ]
    return release, (*facts, *_people(told), *_advisories(told), *_doubts(told, release.files))


def described(past: Past, told: Description) -> Past:
    """A release with what its metadata add to what the project page tells of it."""
    names = tuple(dict.fromkeys(one.name for one in requirements(told.requirements)))
    repository = repository_of(told.links)
    return replace(past, licence=told.licence, requirements=names, repository=repository)


def _known(subject: Subject, data: object, reply: Reply) -> Evidence[object]:
    return Evidence(subject, data, reply.url, reply.collected_at, reply.digest, reply.age)


def _release(told: Gathered, files: tuple[ReleaseFile, ...]) -> Release:
    """Core metadata speaks for this very file, so it goes before the index's own page."""
    details = told.release[0] if told.release else Details("")
    core = told.core
    links = (core.links if core else ()) or details.links
    rows = core.requirements if core else details.requirements
    reasons = [file.yanked for file in files]
    yanked = None if None in reasons else next((one for one in reasons if one), "")
    return Release(
        "pypi",
        told.subject.name,
        told.subject.version,
        files,
        published=_first(files),
        yanked=yanked,
        licence=(core.licence if core else "") or details.licence,
        summary=(core.summary if core else "") or details.summary,
        requires_python=next((one.requires_python for one in files if one.requires_python), ""),
        requirements=requirements(rows),
        links=links,
        emails=(core.emails if core else ()) or details.emails,
        repository=repository_of(links),
    )


def _project(told: Gathered) -> Project:
    """The worst status that any of the indexes gives it; all those that offer the name."""
    order = (
        ProjectStatus.QUARANTINED,
        ProjectStatus.ARCHIVED,
        ProjectStatus.DEPRECATED,
        ProjectStatus.ACTIVE,
    )
    worst = min(told.pages, key=lambda page: order.index(page.status))
    finals = [one for one in told.releases if not one.is_prerelease] or list(told.releases)
    return Project(
        "pypi",
        told.subject.name,
        worst.status,
        worst.status_reason,
        str(max(finals)),
        tuple(dict.fromkeys(page.index for page in told.pages)),
        _copies(told.pages),
    )


def _copies(pages: tuple[SimplePage, ...]) -> bool:
    """Whether every file on the smaller pages stands on the largest one, with the same SHA-256."""
    rows = [{(file.filename, _sha256(file)) for file in page.files} for page in pages]
    largest = max(rows, key=len)
    return all(row <= largest and all(digest for _, digest in row) for row in rows)


def _dated(files: tuple[ReleaseFile, ...], told: Gathered) -> tuple[ReleaseFile, ...]:
    """HTML pages bear no times and sizes; project JSON of the same bytes does."""
    if not told.project or all(file.uploaded and file.size for file in files):
        return files
    known = {(one.filename, one.sha256): one for one in told.project[0].files}
    dated = []
    for file in files:
        one = known.get((file.filename, _sha256(file)))
        if one and one.sha256:
            moment = file.uploaded or one.uploaded
            dated.append(replace(file, uploaded=moment, size=file.size or one.size))
        else:
            dated.append(file)
    return tuple(dated)


def _lineage(
    told: Gathered, releases: "dict[Version, tuple[ReleaseFile, ...]]", release: Release
) -> Lineage:
    tells = any(page.tells for page in told.pages)
    past = {version: _past(version, files, tells) for version, files in releases.items()}
    series: dict[tuple[int, ...], list[datetime | None]] = {}
    for version, one in past.items():
        if not version.is_prerelease:
            series.setdefault((version.epoch, *version.release[:2]), []).append(one.published)
    fault = times_fault(series.values(), told.now)
    if not any(one.published for one in past.values()):
        fault = "the index does not say when releases were published"
    current = replace(
        past[told.chosen],
        licence=release.licence,
        repository=release.repository,
        requirements=_names(told, release),
    )
    return Lineage(
        "pypi",
        told.subject.name,
        current,
        tuple(one for version, one in past.items() if version < told.chosen),
        tuple(one for version, one in past.items() if version > told.chosen),
        told.now,
        trusted_times=not fault,
        times_fault=fault,
    )


def _names(told: Gathered, release: Release) -> tuple[str, ...] | None:
    if not told.core and not told.release:
        return None
    return tuple(dict.fromkeys(one.name for one in release.requirements))


def _past(version: "Version", files: tuple[ReleaseFile, ...], tells: bool) -> Past:
    return Past(
        str(version),
        _first(files),
        yanked=all(file.yanked is not None for file in files),
        prerelease=version.is_prerelease,
        attested=any(file.provenance for file in files) if tells else None,
        hooks=all(file.form is not FileForm.WHEEL for file in files),
    )


def _people(told: Gathered) -> Iterator[Item]:
    if not told.project:
        return
    details, reply = told.project
    if details.maintainers:
        yield _known(told.subject, details.maintainers, reply)
    else:
        yield Absent(
            told.subject, Maintainers, reply.url, "the index does not tell who may publish"
        )


def _advisories(told: Gathered) -> Iterator[Item]:
    """Hits of the index's own list count; its silence proves nothing, so it is never complete."""
    if told.release and told.release[0].advisories is not None:
        details, reply = told.release
        yield _known(told.subject, Advisories(details.advisories or (), complete=False), reply)


def _doubts(told: Gathered, files: tuple[ReleaseFile, ...]) -> Iterator[Item]:
    """What contradicts itself or pins nothing; each is said aloud, because a check cannot see it."""
    source = told.page.url
    weak = sorted(file.filename for file in files if not strongest(file.digests))
    if weak:
        yield Unknown(
            told.subject,
            Digest,
            source,
            Cause.OPAQUE,
            f"no strong digest pins {_listed(weak)}",
            "ask the index's operator to publish SHA-256 hashes",
        )
    other = _others(told, files)
    if other:
        yield Unknown(
            told.subject,
            ReleaseFile,
            source,
            Cause.CONTRADICTED,
            f"two pages give different digests for {_listed(other)}",
            "compare the indexes; one of them serves other bytes",
        )
    skipped = sum(page.skipped for page in told.pages if page.index == told.subject.origin)
    if skipped and not source.startswith("file:"):
        yield Unknown(
            told.subject,
            Project,
            source,
            Cause.MALFORMED,
            f"{skipped} rows of the project page name no file that could be fetched",
        )


def _others(told: Gathered, files: Iterable[ReleaseFile]) -> list[str]:
    """Names of files that bear two different digests of one algorithm."""
    seen: dict[tuple[str, str], str] = {}
    if told.project:
        seen = {(one.filename, "sha256"): one.sha256 for one in told.project[0].files if one.sha256}
    found = set()
    for file in files:
        for digest in file.digests:
            key = (file.filename, digest.algorithm)
            if seen.setdefault(key, digest.value) != digest.value:
                found.add(file.filename)
    return sorted(found)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{one}`" for one in names[:3]) + more


def _first(files: tuple[ReleaseFile, ...]) -> datetime | None:
    return min((file.uploaded for file in files if file.uploaded), default=None)


def _sha256(file: ReleaseFile) -> str:
    return next((one.value for one in file.digests if one.algorithm == "sha256"), "")
