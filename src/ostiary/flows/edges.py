"""Everything outside that a flow may ask, opened once and closed when the flow ends."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.attest.trust import TrustRoot
from ostiary.core.errors import OstiaryError
from ostiary.core.facts.names import PopularName
from ostiary.core.ports import Http
from ostiary.core.subject import Subject
from ostiary.core.waiver import Approval
from ostiary.core.world import World
from ostiary.evidence.clients.read import read_clients
from ostiary.evidence.clients.settings import ClientSettings
from ostiary.evidence.http.client import HttpClient
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.npm import NpmRegistry
from ostiary.evidence.registries.pypi import PypiRegistry
from ostiary.evidence.sources.forge import forge_credentials
from ostiary.evidence.sources.popular import bundled
from ostiary.flows.before import Before
from ostiary.flows.listed import NONE, Listed, from_folder
from ostiary.flows.options import VetOptions
from ostiary.flows.remember import open_ledger
from ostiary.store.advisories import FOLDER, AdvisoryStore, open_advisories, present
from ostiary.store.ledger import Ledger
from ostiary.subjects.spec import Spec
from ostiary.subjects.uv_tree import UvIndexes

ADVISORIES = FOLDER
"""The folder of local advisories in the user's data folder."""

Popular = tuple[tuple[PopularName, ...], tuple[PopularName, ...], str]


class Edges(Struct):
    """The network, the registries, and what is kept on this machine.

    `store` is None where no advisories were brought in; `store_fault` says why a store that is there
    cannot be used. `listed` is the list of known-bad files, `before` what was examined in earlier runs.
    """

    world: World
    settings: ClientSettings
    http: Http
    pypi: PypiRegistry
    npm: NpmRegistry
    store: AdvisoryStore | None = None
    store_fault: OstiaryError | None = None
    ledger: Ledger | None = None
    listed: Listed = NONE
    before: Before | None = None
    _popular: dict[str, Popular] = field(default_factory=dict)
    _found: dict[str, "asyncio.Task[Answer]"] = field(default_factory=dict)

    async def find(self, spec: Spec, options: VetOptions) -> Answer:
        """The release that the installer would choose for a spec."""
        registry = self.npm if spec.type == "npm" else self.pypi
        return await registry.find(
            spec.name,
            spec.version,
            constraint=spec.constraint,
            all_artifacts=options.all_artifacts,
            allow_pre=options.allow_pre,
        )

    async def find_exact(self, subject: Subject, options: VetOptions) -> Answer:
        """One exact release; whoever asks for it, the index is asked once a run."""
        key = subject.purl
        if key not in self._found:
            spec = Spec(key, subject.type, subject.name, subject.version)
            self._found[key] = asyncio.create_task(self.find(spec, options))
        return await self._found[key]

    def trust(self) -> TrustRoot:
        """What signatures are verified against: pinned with the library, or a file of the user's own."""
        own = self.world.environ.get("OSTIARY_TRUST_ROOT", "")
        return TrustRoot.from_file(Path(own)) if own else TrustRoot.embedded()

    def approvals(self, subject: Subject) -> tuple[Approval, ...]:
        """What people decided about the subject."""
        return self.ledger.approvals(subject.purl) if self.ledger else ()

    async def popular(self, ecosystem: str) -> Popular:
        """Popular names of the ecosystem, those of the other one, and where the list is from."""
        if ecosystem not in self._popular:
            other = "npm" if ecosystem == "pypi" else "pypi"
            mine, source = self._names(ecosystem)
            foreign, _ = self._names(other)
            self._popular[ecosystem] = (mine, foreign, source)
        return self._popular[ecosystem]

    def _names(self, ecosystem: str) -> tuple[tuple[PopularName, ...], str]:
        kept = self.store.popular(ecosystem) if self.store else ()
        if kept:
            return tuple(kept), "popular names brought in by `ostiary db update`"
        return bundled(ecosystem), "bundled list (short)"

    def data_versions(self) -> tuple[tuple[str, str], ...]:
        """Which data this run rested on, and how old it was."""
        kept = self.listed.versions()
        if self.store is None:
            return (("advisories", "no local data"), *kept)
        summary = self.store.summary()
        newest = f"{summary.newest:%Y-%m-%d}" if summary.newest else "unknown"
        return (("advisories", f"{summary.records} records, newest {newest}"), *kept)

    def uv_indexes(self) -> UvIndexes:
        """The user's own indexes, in the form that uv takes them."""
        indexes = [self._with_login(one.url) for one in self.settings.pypi if not one.links]
        links = [one.url for one in self.settings.pypi if one.links]
        ca = self.settings.ca_files[0] if self.settings.ca_files else ""
        return UvIndexes(indexes[0] if indexes else "", tuple(indexes[1:]), tuple(links), ca)

    def _with_login(self, url: str) -> str:
        """The URL with the user's own credentials in it, if they are of the kind that fits there."""
        kind, _, value = self.settings.authorization(url).partition(" ")
        if kind.lower() != "basic":
            return url
        try:
            user, _, word = base64.b64decode(value, validate=True).partition(b":")
        except binascii.Error:
            return url
        parts = urlsplit(url)
        login = f"{quote(user, safe='')}:{quote(word, safe='')}"
        return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))


@asynccontextmanager
async def open_edges(
    world: World, options: VetOptions, before: Before | None = None
) -> AsyncIterator[Edges]:
    """Open what a run needs. Local data that is damaged is reported, never taken as empty."""
    settings = read_clients(
        world, index_url=options.index_url or None, npm_registry=options.npm_registry or None
    )
    tokens = forge_credentials(
        world.environ, github=options.sources.github, gitlab=options.sources.gitlab
    )
    settings = replace(settings, credentials=(*settings.credentials, *tokens))
    store, fault = _open_store(Path(world.data) / ADVISORIES)
    with open_ledger(world) as ledger:
        async with HttpClient(world, settings) as http:
            yield Edges(
                world,
                settings,
                http,
                PypiRegistry(http, settings, world, cooldown=options.cooldown),
                NpmRegistry(http, settings, world, cooldown=options.cooldown),
                store,
                fault,
                ledger,
                from_folder(Path(world.data)),
                before,
            )


def _open_store(path: Path) -> tuple[AdvisoryStore | None, OstiaryError | None]:
    if not present(path):
        return None, None
    try:
        return open_advisories(path), None
    except OstiaryError as error:
        return None, error
