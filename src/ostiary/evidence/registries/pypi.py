"""What the user's Python indexes say about a release."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from ostiary.core.digest import strongest
from ostiary.core.errors import NotFoundError, ParseError, SourceError
from ostiary.core.evidence import Absent, Cause, Item, Unknown
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Provenance
from ostiary.core.facts.release import FileForm, Release, ReleaseFile
from ostiary.core.ports import Http, Reply
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, IndexPlace
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.choice import Wanted, by_version, choose, to_examine
from ostiary.evidence.registries.coremetadata import CoreMetadata, parse_core_metadata
from ostiary.evidence.registries.filename import Target, current_target
from ostiary.evidence.registries.projectjson import MAX_BYTES, Details, json_root, parse_project
from ostiary.evidence.registries.pyfacts import Description, Gathered, Told, assemble
from ostiary.evidence.registries.simple import SimplePage, parse_simple
from ostiary.evidence.registries.withdrawn import withdrawn

if TYPE_CHECKING:
    from packaging.version import Version

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
MAX_PAGE_BYTES = 64 << 20
MAX_METADATA_BYTES = 8 << 20
MAX_PROVENANCE_BYTES = 16 << 20


class PypiRegistry:
    """Asks all of the user's indexes, as pip does, and answers for the release that pip would choose."""

    def __init__(
        self,
        http: Http,
        settings: ClientSettings,
        world: World,
        target: Target | None = None,
        *,
        cooldown: timedelta = timedelta(0),
    ) -> None:
        self._http = http
        self._settings = settings
        self._world = world
        self._target = target
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
        """The release that the installer would choose, with all that the indexes tell about it.

        Raises `NotFoundError` if every index answered and none has it, `SourceError` if one could not
        be asked and the others do not have it, `UsageError` for a version that is none.
        """
        from packaging.utils import canonicalize_name

        name = str(canonicalize_name(name))
        target = self._target or current_target()
        pages, replies, troubles = await self._pages(name)
        releases = by_version(name, (file for page in pages for file in page.files), target)
        try:
            chosen = choose(releases, Wanted(name, version, constraint, allow_pre))
        except NotFoundError:
            if gone := withdrawn(name, version, pages, replies):
                return gone
            if troubles:
                raise troubles[0][1] from None
            raise
        subject = Subject("pypi", name, str(chosen), origin=releases[chosen][0].index)
        project, details, items = await self._details(subject)
        core, more = await self._core(subject, releases[chosen])
        gathered = Gathered(
            subject, releases, chosen, pages, replies, project, details, core, self._world.now
        )
        release, facts = assemble(gathered, self._cooldown)
        files = to_examine(release.files, target, every=all_artifacts)
        best = [strongest(file.digests) for file in files]
        subject = replace(subject, digests=tuple(one for one in best if one))
        failed = [_unknown(subject, Release, url, error) for url, error in troubles]
        return Answer(
            subject,
            release,
            files,
            (*facts, *failed, *items, *more),
            described=tuple(_described(releases)),
        )

    async def before(self, answer: Answer, version: str) -> Description | None:
        """What the metadata of another version say; None where the index does not have them.

        Asks for core metadata beside a file (PEP 658), else for the release's project JSON, else for such
        metadata that the index does not announce, as some mirrors have them.
        """
        subject, root = answer.subject.at(version), json_root(answer.subject.origin)
        file = dict(answer.described).get(version)
        if file and file.metadata:
            return await self._beside(subject, file)
        if root:
            url = f"{root}/pypi/{subject.name}/{version}/json"
            found = await self._json(url, subject, CoreMetadata)
            if isinstance(found, tuple) and found[0].version == version:
                return found[0]
        if file and urlsplit(file.url).scheme in {"http", "https"} and "?" not in file.url:
            return await self._beside(subject, replace(file, metadata=file.url + ".metadata"))
        return None

    async def _beside(self, subject: Subject, file: ReleaseFile) -> CoreMetadata | None:
        """Core metadata beside a file, if they are about this release and no other."""
        from packaging.utils import canonicalize_name, canonicalize_version

        core, _ = await self._core(subject, (file,))
        if core is None or canonicalize_name(core.name) != subject.name:
            return None
        same = canonicalize_version(core.version) == canonicalize_version(subject.version)
        return core if same else None

    async def owners(self, name: str, index: str) -> tuple[str, ...]:
        """The accounts that may publish a package on an index; none where that cannot be learnt."""
        if not (root := json_root(index)):
            return ()
        found = await self._json(f"{root}/pypi/{name}/json", Subject("pypi", name), Maintainers)
        people = found[0].maintainers if isinstance(found, tuple) else None
        return people.names if people else ()

    async def provenance(
        self, answer: Answer
    ) -> tuple[tuple[ReleaseFile, bytes | Unknown | None], ...]:
        """The raw PEP 740 provenance of each file; None where the index has none for it."""

        async def one(file: ReleaseFile) -> tuple[ReleaseFile, bytes | Unknown | None]:
            if not file.provenance:
                return file, None
            try:
                reply = await self._http.get(
                    file.provenance,
                    accept="application/vnd.pypi.integrity.v1+json, application/json;q=0.5",
                    limit=MAX_PROVENANCE_BYTES,
                )
            except SourceError as error:
                return file, _unknown(answer.subject, Provenance, file.index, error)
            if not reply.found:
                # The index names it and then denies it: two answers that contradict each other.
                gone = SourceError(
                    f"the index names provenance for {file.filename} but does not have it",
                    "try again later",
                    Cause.CONTRADICTED,
                )
                return file, _unknown(answer.subject, Provenance, file.index, gone)
            return file, reply.body

        return tuple(await asyncio.gather(*map(one, answer.files)))

    async def _pages(
        self, name: str
    ) -> tuple[tuple[SimplePage, ...], tuple[Reply, ...], list[tuple[str, SourceError]]]:
        """The project page of every index that has one, in the user's order, and what went wrong."""
        places = self._settings.pypi
        if not places:
            raise SourceError(
                self._settings.pypi_fault or "no Python package index is known",
                self._settings.pypi_hint,
                Cause.UNCONFIGURED,
            )
        results = await asyncio.gather(*(self._page(place, name) for place in places))
        pages, replies = [], []
        troubles = []
        for place, result in zip(places, results, strict=True):
            if isinstance(result, SourceError):
                troubles.append((place.url, result))
            elif result is not None:
                pages.append(result[0])
                replies.append(result[1])
        if not pages and troubles:
            raise troubles[0][1]
        if not pages:
            where = ", ".join(place.url for place in places if not place.links)
            raise NotFoundError(f"no index has a package `{name}`", f"asked: {where}")
        return tuple(pages), tuple(replies), troubles

    async def _page(
        self, place: IndexPlace, name: str
    ) -> tuple[SimplePage, Reply] | SourceError | None:
        base = place.url.rstrip("/")
        is_page = place.links and base.endswith((".html", ".htm"))
        url = base if is_page else f"{base}/" if place.links else f"{base}/{name}/"
        try:
            reply = await self._http.get(url, accept=ACCEPT, limit=MAX_PAGE_BYTES)
            if not reply.found:
                return None
            kind = reply.headers.get("content-type", "")
            page = parse_simple(reply.body, reply.url, kind, place.url)
        except ParseError as error:
            return SourceError(error.message, "is this the URL of an index?", Cause.MALFORMED)
        except SourceError as error:
            return error
        if place.links:
            files = by_version(name, page.files, self._target or current_target())
            kept = tuple(file for group in files.values() for file in group)
            return (replace(page, files=kept), reply) if kept else None
        return page, reply

    async def _details(self, subject: Subject) -> tuple[Told, Told, list[Item]]:
        """Project JSON: of the project, and of the release where the former is about a newer one."""
        root = json_root(subject.origin)
        if not root:
            reason = "the index has no JSON API beside its simple API"
            return None, None, [Absent(subject, Maintainers, subject.origin, reason)]
        project = await self._json(f"{root}/pypi/{subject.name}/json", subject, Maintainers)
        if not isinstance(project, tuple):
            return None, None, [project]
        if project[0].version == subject.version:
            return project, project, []
        url = f"{root}/pypi/{subject.name}/{subject.version}/json"
        release = await self._json(url, subject, CoreMetadata)
        if not isinstance(release, tuple):
            return project, None, [release]
        return project, release if release[0].version == subject.version else None, []

    async def _json(
        self, url: str, subject: Subject, kind: type[object]
    ) -> tuple[Details, Reply] | Absent | Unknown:
        try:
            reply = await self._http.get(url, accept="application/json", limit=MAX_BYTES)
            if not reply.found:
                return Absent(subject, kind, url, "the index has no such page")
            return parse_project(reply.body, url), reply
        except SourceError as error:
            return _unknown(subject, kind, url, error)
        except ParseError as error:
            return Unknown(subject, kind, url, Cause.MALFORMED, error.message, error.hint)

    async def _core(
        self, subject: Subject, files: tuple[ReleaseFile, ...]
    ) -> tuple[CoreMetadata | None, list[Item]]:
        """Core metadata of one file that offers it (PEP 658), checked against its digest."""
        offered = sorted((one for one in files if one.metadata), key=_first_choice)
        if not offered:
            return None, []
        url, digest = offered[0].metadata, offered[0].metadata_digest
        try:
            reply = await self._http.get(url, limit=MAX_METADATA_BYTES)
            if not reply.found:
                return None, [
                    Absent(subject, CoreMetadata, url, "the index names it, but has it not")
                ]
            if digest and digest.algorithm == "sha256" and digest.value != reply.digest:
                reason = "the core metadata is not what the index promises by its digest"
                return None, [Unknown(subject, CoreMetadata, url, Cause.CONTRADICTED, reason)]
            return parse_core_metadata(reply.body, url), []
        except SourceError as error:
            return None, [_unknown(subject, CoreMetadata, url, error)]
        except ParseError as error:
            return None, [Unknown(subject, CoreMetadata, url, Cause.MALFORMED, error.message)]


def _described(
    releases: "dict[Version, tuple[ReleaseFile, ...]]",
) -> Iterator[tuple[str, ReleaseFile]]:
    """For each version the file that offers its metadata, or else a wheel, beside which they may lie."""
    for version, files in releases.items():
        offered = [file for file in files if file.metadata]
        likely = offered or [file for file in files if file.form is FileForm.WHEEL]
        if likely:
            yield str(version), min(likely, key=_first_choice)


def _first_choice(file: ReleaseFile) -> tuple[bool, str]:
    return not file.installable, file.filename


def _unknown(subject: Subject, kind: type[object], source: str, error: SourceError) -> Unknown:
    return Unknown(subject, kind, source, error.cause, error.message, error.hint)
