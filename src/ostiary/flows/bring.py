"""Bring advisories and what belongs to them to this machine: from files, folders and addresses."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

from msgspec import Struct

from ostiary.core.errors import ParseError, SourceError, UsageError
from ostiary.core.evidence import Cause
from ostiary.core.ports import Progress
from ostiary.core.world import World
from ostiary.evidence.clients.read import read_clients
from ostiary.evidence.http.client import FRESH_SECONDS, HttpClient
from ostiary.flows.edges import ADVISORIES
from ostiary.flows.running import run as run_async
from ostiary.formats.osv_changes import MAX_BODY, NAME, parse_changes
from ostiary.formats.osv_record import MAX_RECORD
from ostiary.store.advisories import Summary
from ostiary.store.advisories_build import asked, seen, update
from ostiary.store.feeds import Feed, changed, feeds_of

ECOSYSTEMS = ("PyPI", "npm")
"""Folders of OSV's bulk export that are looked for below an address that is no export itself."""

MAX_CHANGED = 2_000
"""Records that are fetched one by one; where more changed, the whole export is fetched."""
AT_ONCE = 8

_FILES = (".zip", ".json", ".csv", ".gz", ".zst", ".txt")


class Wanted(Struct, frozen=True):
    """What to bring in: files, folders and URLs as the user named them, and lists of names by type."""

    sources: tuple[str, ...] = ()
    popular: tuple[tuple[str, str], ...] = ()
    force: bool = False


def remembered(world: World) -> tuple[str, ...]:
    """The sources that an update without any repeats."""
    return asked(Path(world.data) / ADVISORIES)


def is_url(source: str) -> bool:
    """Whether a source is fetched, rather than read here."""
    return urlsplit(source).scheme in {"http", "https"}


def bring(world: World, wanted: Wanted, progress: Progress) -> Summary:
    """Bring everything in, all or nothing; without sources, those of the last times again.

    Raises `UsageError` where there is nothing to repeat, and what the sources and files raise.
    """
    folder = Path(world.data) / ADVISORIES
    named = tuple(_place(world, one) for one in wanted.sources)
    if not named and not wanted.popular:
        named = asked(folder)
        if not named:
            raise UsageError("update from what?", "ostiary db update --from all.zip")
    before = seen(folder)
    with ExitStack() as stack:
        feeds: list[Feed] = []
        urls = [one for one in named if is_url(one)]
        if urls:
            spool = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ostiary-")))
            feeds += run_async(_fetched(world, urls, before, spool, progress))
        for one in named:
            if not is_url(one):
                path, _, kind = one.partition("?popular=")
                feeds += feeds_of(Path(path), one, before, kind=kind)
        for kind, name in wanted.popular:
            source = f"{_place(world, name)}?popular={kind}"
            feeds += feeds_of(Path(_place(world, name)), source, before, kind=kind)
        return update(folder, feeds, now=world.now, progress=progress, force=wanted.force)


def _place(world: World, source: str) -> str:
    return source.rstrip("/") if is_url(source) else str(Path(world.cwd) / source)


async def _fetched(
    world: World, urls: Iterable[str], before: Mapping[str, str], spool: Path, progress: Progress
) -> list[Feed]:
    feeds: list[Feed] = []
    async with HttpClient(world, read_clients(world)) as http:
        fetch = _Fetch(http, before, spool, progress)
        for url in urls:
            feeds += await fetch.feeds(url)
    return feeds


class _Fetch(Struct):
    http: HttpClient
    before: Mapping[str, str]
    spool: Path
    progress: Progress
    files: int = 0

    async def feeds(self, url: str) -> list[Feed]:
        """A file as it is; else the export of one ecosystem, or those below the address."""
        if urlsplit(url).path.endswith(_FILES):
            path = await self._file(url)
            return [*feeds_of(path, url, self.before)]
        if (export := await self._export(url, url)) is not None:
            return [export]
        found = [await self._export(f"{url}/{one}", url) for one in ECOSYSTEMS]
        feeds = [one for one in found if one is not None]
        if not feeds:
            hint = "an address of a file, or one that has `all.zip` below it"
            raise SourceError(f"{url} holds no export", hint, Cause.MALFORMED)
        return feeds

    async def _export(self, base: str, url: str) -> Feed | None:
        """What changed if that is little, else all of it; None if there is no export."""
        source = url if base == url else f"{url}#{base.removeprefix(url).strip('/')}"
        table = await self._get(f"{base}/{NAME}", MAX_BODY)
        newest = parse_changes(table).newest if table else ""
        last = self.before.get(source, "")
        if table and last:
            ids = parse_changes(table, last).ids
            bodies = await self._changed(base, ids) if len(ids) <= MAX_CHANGED else None
            if bodies is not None:
                return changed(url, source, bodies, newest)
        try:
            path = await self._file(f"{base}/all.zip")
        except SourceError as error:
            if table is None and error.cause is not Cause.LIMIT and "is gone" in error.message:
                return None
            raise
        part = "" if base == url else base.removeprefix(url).strip("/")
        (feed,) = feeds_of(path, url, {}, part=part)
        return Feed(url, source, feed.label, feed.bodies, whole=True, seen=newest, total=feed.total)

    async def _changed(self, base: str, ids: tuple[str, ...]) -> list[tuple[str, bytes]] | None:
        """The changed records, or None if one is not there: then only the whole export tells."""
        turn = asyncio.Semaphore(AT_ONCE)
        bar = f"{base}: changes"
        self.progress.start(bar, len(ids))

        async def one(name: str) -> tuple[str, bytes | None]:
            async with turn:
                body = await self._get(f"{base}/{quote(name)}.json", MAX_RECORD)
            self.progress.step(bar)
            return f"{name}.json", body

        found = await asyncio.gather(*map(one, ids))
        self.progress.stop(bar)
        bodies = [(name, body) for name, body in found if body is not None]
        return bodies if len(bodies) == len(ids) else None

    async def _get(self, url: str, limit: int) -> bytes | None:
        """A small file, fresh: what changed cannot be told by an answer of last week."""
        reply = await self.http.get(url, limit=limit)
        if reply.age > FRESH_SECONDS:
            raise SourceError(f"{url} does not answer now", "try again later")
        return reply.body if reply.found else None

    async def _file(self, url: str) -> Path:
        """A file of any size on disk, under a name that keeps what the URL says of its kind."""
        name = Path(urlsplit(url).path).name
        self.progress.start(name, 0)
        stream = await self.http.artifact(url, (), unpinned=True)
        self.files += 1
        path = self.spool / f"{self.files}-{name}"
        try:
            with stream, path.open("wb") as file:
                await asyncio.to_thread(shutil.copyfileobj, stream, file, 1 << 20)
        except OSError as error:
            raise ParseError(f"{url} cannot be kept here: {error.strerror}") from error
        self.progress.stop(name)
        return path
