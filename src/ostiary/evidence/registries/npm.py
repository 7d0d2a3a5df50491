"""What the user's npm registry says about a release."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from msgspec.structs import replace

from ostiary.core.digest import Digest, strongest
from ostiary.core.errors import NotFoundError, ParseError, SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.history import FileAge, Lineage, ReleaseAge
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Provenance, RegistrySignature
from ostiary.core.facts.release import Project, ProjectStatus, Release
from ostiary.core.ports import Http, Reply
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings
from ostiary.evidence.registries import npmfacts
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.npmchoice import choose
from ostiary.evidence.registries.packument import Packument, parse_packument
from ostiary.evidence.registries.projectjson import text

FULL = "application/json"
ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"
MAX_PAGE_BYTES = 128 << 20
MAX_BUNDLE_BYTES = 16 << 20
MAX_NAME = 214 + 100


class NpmRegistry:
    """Asks the registry that the user's npm would ask for a name, with the token of its scope."""

    def __init__(
        self,
        http: Http,
        settings: ClientSettings,
        world: World,
        *,
        cooldown: timedelta = timedelta(0),
    ) -> None:
        self._http = http
        self._settings = settings
        self._world = world
        self._cooldown = cooldown

    async def find(
        self,
        name: str,
        version: str = "",
        *,
        constraint: str = "",
        all_artifacts: bool = False,
        allow_pre: bool = False,
    ) -> Answer:
        """The release that npm would choose. A release has one file, so `all_artifacts` changes nothing.

        Raises `NotFoundError`, `SourceError`, or `UsageError` for a range that is none.
        """
        del all_artifacts
        registry = self._registry(name)
        page, reply, notes = await self._page(registry, name)
        number = choose(page, version, constraint, allow_pre=allow_pre)
        one = page.versions[number]
        made = npmfacts.release(page, number, registry)
        best = strongest(made.files[0].digests)
        subject = Subject("npm", name, number, (best,) if best else (), origin=registry)
        lineage = npmfacts.lineage(page, number, self._world.now)
        facts = self._facts(subject, page, made, lineage)
        items: list[Item] = [
            Evidence(subject, fact, reply.url, reply.collected_at, reply.digest, reply.age)
            for fact in facts
        ]
        items += [replace(note, subject=subject) for note in notes]
        items += _lacks(subject, page, made, reply.url)
        return Answer(
            subject,
            made,
            tuple(file for file in made.files if file.url),
            tuple(items),
            signatures=npmfacts.signatures(one),
            integrity=text(one.dist.integrity),
            attestations=npmfacts.attestations(one, registry),
            signs=any(npmfacts.signatures(other) for other in page.versions.values()),
        )

    async def owners(self, name: str) -> tuple[str, ...]:
        """The accounts behind a package's newest version; none where that cannot be learnt."""
        try:
            url = f"{self._registry(name)}{_path(name)}/latest"
            reply = await self._http.get(url, accept=FULL, limit=MAX_BUNDLE_BYTES)
            return npmfacts.owners(reply.body, url) if reply.found else ()
        except (SourceError, ParseError):
            return ()

    async def keys(self, name: str = "") -> bytes | Absent | Unknown:
        """The registry's public keys (`/-/npm/v1/keys`), of the registry that serves `name`."""
        subject = Subject("npm", name or "registry")
        try:
            url = self._registry(name) + "-/npm/v1/keys"
        except SourceError as error:
            return _unknown(subject, RegistrySignature, "npm", error)
        return await self._raw(url, subject, RegistrySignature)

    async def attestations(self, answer: Answer) -> bytes | Absent | Unknown:
        """The raw attestation bundle of a release; absent where the registry names and has none."""
        subject = answer.subject
        place = f"-/npm/v1/attestations/{_path(subject.name)}@{quote(subject.version, safe='')}"
        found = await self._raw(answer.attestations or subject.origin + place, subject, Provenance)
        if isinstance(found, Absent) and answer.attestations:
            reason = "the registry names attestations for this version but does not have them"
            return Unknown(
                subject, Provenance, found.source, Cause.CONTRADICTED, reason, "try again later"
            )
        return found

    async def _raw(
        self, url: str, subject: Subject, kind: type[object]
    ) -> bytes | Absent | Unknown:
        try:
            reply = await self._http.get(url, accept="application/json", limit=MAX_BUNDLE_BYTES)
        except SourceError as error:
            return _unknown(subject, kind, url, error)
        return reply.body if reply.found else Absent(subject, kind, url, "the registry has none")

    def _registry(self, name: str) -> str:
        npm = self._settings.npm
        registry = npm.registry_for(name)
        if not registry:
            raise SourceError(npm.fault or "no npm registry is known", npm.hint, Cause.UNCONFIGURED)
        return registry

    async def _page(self, registry: str, name: str) -> tuple[Packument, Reply, list[Unknown]]:
        """The full packument, or the abbreviated one where the full one cannot be had, with a note."""
        if not name or len(name) > MAX_NAME or name.strip(".") == "":
            raise NotFoundError(f"`{name[:60]}` is no name of an npm package")
        url = registry + _path(name)
        notes: list[Unknown] = []
        try:
            reply = await self._http.get(url, accept=FULL, limit=MAX_PAGE_BYTES)
        except SourceError as error:
            if error.cause not in {Cause.LIMIT, Cause.MALFORMED}:
                raise
            notes.append(_unknown(Subject("npm", name), Lineage, url, error))
            reply = await self._http.get(url, accept=ABBREVIATED, limit=MAX_PAGE_BYTES)
        if not reply.found:
            raise NotFoundError(f"the registry has no package `{name}`", f"asked: {registry}")
        try:
            page = parse_packument(reply.body, url)
        except ParseError as error:
            hint = "is this the URL of an npm registry?"
            raise SourceError(error.message, hint, Cause.MALFORMED) from error
        if page.name and page.name != name:
            raise SourceError(
                f"the registry answers for `{page.name[:100]}` when asked for `{name}`",
                "",
                Cause.MALFORMED,
            )
        return replace(page, name=name), reply, notes

    def _facts(
        self, subject: Subject, page: Packument, made: Release, lineage: Lineage
    ) -> Iterator[object]:
        latest = page.tags.get("latest", "")
        newest = page.versions.get(latest)
        deprecated = newest.deprecated if newest else None
        ages = tuple(FileAge(file.filename, file.uploaded) for file in made.files)
        yield made
        yield Project(
            "npm",
            subject.name,
            ProjectStatus.DEPRECATED if deprecated else ProjectStatus.ACTIVE,
            text(deprecated),
            latest,
            (subject.origin,),
        )
        yield lineage
        yield ReleaseAge(
            made.version,
            ages,
            self._world.now,
            self._cooldown,
            lineage.trusted_times,
            lineage.times_fault,
        )
        if people := npmfacts.maintainer_names(page.maintainers):
            yield Maintainers(people)


def _lacks(subject: Subject, page: Packument, made: Release, source: str) -> Iterator[Item]:
    """What the page does not say, each by its name."""
    if not npmfacts.maintainer_names(page.maintainers):
        yield Absent(subject, Maintainers, source, "the registry does not tell who may publish")
    if not made.files[0].url:
        reason = "the registry names no archive that could be fetched"
        yield Unknown(subject, Release, source, Cause.MALFORMED, reason)
    if not strongest(made.files[0].digests):
        weak = (
            "only SHA-1 pins the archive" if made.files[0].digests else "no digest pins the archive"
        )
        yield Unknown(
            subject,
            Digest,
            source,
            Cause.OPAQUE,
            f"{weak}, so other bytes could stand in for it unseen",
            "choose a version that was published since npm 5 (2017)",
        )
    if page.broken:
        reason = (
            f"{len(page.broken)} of {len(page.versions) + len(page.broken)} versions cannot be read"
        )
        yield Unknown(subject, Lineage, source, Cause.MALFORMED, reason)


def _path(name: str) -> str:
    """A name as one segment of a URL path: the slash of a scope is escaped."""
    return quote(name, safe="@")


def _unknown(subject: Subject, kind: type[object], source: str, error: SourceError) -> Unknown:
    return Unknown(subject, kind, source, error.cause, error.message, error.hint)
