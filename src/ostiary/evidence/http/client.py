"""How anything here asks a source: cached, bounded, retried, and ending in a reply or a reason."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from ostiary.core.digest import Digest, strongest
from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.core.ports import Reply
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings
from ostiary.evidence.http.cache import DiskCache, Entry
from ostiary.evidence.http.decode import Body
from ostiary.evidence.http.exchange import Exchange
from ostiary.evidence.http.files import local_path, read_chunks, read_page
from ostiary.evidence.http.hosts import Hosts
from ostiary.evidence.http.spool import MAX_ARTIFACT_BYTES, Spool
from ostiary.evidence.http.wire import Ask, Wire, bare

Opened = TypeVar("Opened", bound=BinaryIO | None)

MAX_METADATA_BYTES = 32 << 20
FRESH_SECONDS = 600.0
STALE_SECONDS = 30 * 86400.0
_HEX = frozenset("0123456789abcdef")


class HttpClient:
    """Implements `core.ports.Http`. Use it as an asynchronous context manager, once for each run.

    An answer younger than `fresh` seconds is taken from the cache without asking; an older one (up to
    30 days) only if the source fails, and then `Reply.age` tells.
    """

    def __init__(
        self, world: World, settings: ClientSettings, *, fresh: float = FRESH_SECONDS
    ) -> None:
        self._world = world
        self._settings = settings
        self._fresh = fresh
        self._cache = DiskCache(Path(world.cache) / "http")
        self._wire = Wire(settings)
        limits = settings.timeouts
        self._exchange = Exchange(
            self._wire, Hosts(), world.now, limits.backoff, limits.longest_wait
        )
        self._asking: dict[str, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.close()
        await asyncio.to_thread(self._cache.trim)

    async def get(self, url: str, *, accept: str = "*/*", limit: int = 0) -> Reply:
        """Fetch metadata; `limit` in bytes, 0 for 32 MiB. Raises `SourceError`."""
        if url.startswith("file:"):
            return await asyncio.to_thread(self._local, url, limit or MAX_METADATA_BYTES)
        ask = Ask("GET", bare(url), {"accept": accept})
        return await self._answer(ask, limit or MAX_METADATA_BYTES)

    async def post(self, url: str, body: bytes, *, limit: int = 0) -> Reply:
        """Ask with a JSON body; safe to repeat, for queries only. Raises `SourceError`."""
        headers = {"accept": "application/json", "content-type": "application/json"}
        return await self._answer(
            Ask("POST", bare(url), headers, body), limit or MAX_METADATA_BYTES
        )

    async def artifact(
        self, url: str, digests: tuple[Digest, ...], *, size: int = 0, unpinned: bool = False
    ) -> BinaryIO:
        """Fetch a file to a spooled, seekable stream; size and every digest are checked first.

        A file from the network for which the index names no digest is refused, unless the caller says
        `unpinned`. Raises `IntegrityError` for other bytes than promised, else `SourceError`.
        """
        if url.startswith("file:"):
            return await _opened(lambda: _local_artifact(url, digests, size))
        url = bare(url)
        if not digests and not unpinned:
            raise SourceError(
                f"the index names no digest for {url}, so nothing says which bytes are the right ones",
                "ask the index's operator for hashes, or vet the downloaded file by its path",
                Cause.OPAQUE,
            )
        best = _usable(strongest(digests))
        if best:
            name = best
            found = await _opened(lambda: self._cache.artifact(name, url, digests, size))
            if found:
                return found
        self._need_network(url)
        stream = await self._download(url, digests, size)
        if best:
            kept = best
            await _opened(lambda: self._cache.keep(kept, stream), stream)
        return stream

    async def _download(self, url: str, digests: tuple[Digest, ...], size: int) -> BinaryIO:
        spool = Spool(url, digests, size)
        try:
            head = await self._exchange.run(Ask("GET", url, {"accept": "*/*"}, raw=True), spool)
            if head.status != 200:
                raise SourceError(f"{url} is gone, though its index lists it", "try again later")
            return spool.end()
        finally:
            spool.close()

    async def _answer(self, ask: Ask, limit: int) -> Reply:
        key = self._key(ask)
        async with self._asking.setdefault(key, asyncio.Lock()):
            entry = await asyncio.to_thread(self._cache.load, key)
            if entry and len(entry.body) > limit:
                raise SourceError(f"{ask.url} sends more than {limit} bytes", "", Cause.LIMIT)
            if entry and (self._world.offline or self._age(entry) < self._fresh):
                return self._reply(entry, self._age(entry))
            self._need_network(ask.url)
            try:
                fresh = await self._fetch(ask, entry, limit)
            except SourceError as error:
                if entry and self._may_stand_in(entry, error):
                    return self._reply(entry, self._age(entry))
                raise
            await asyncio.to_thread(self._cache.store, key, fresh)
            return self._reply(fresh, 0.0)

    async def _fetch(self, ask: Ask, entry: Entry | None, limit: int) -> Entry:
        headers = dict(ask.headers)
        if entry and entry.status == 200:
            if etag := entry.headers.get("etag"):
                headers["if-none-match"] = etag
            elif modified := entry.headers.get("last-modified"):
                headers["if-modified-since"] = modified
        body = Body(limit)
        head = await self._exchange.run(Ask(ask.method, ask.url, headers, ask.body), body)
        now = self._world.now.timestamp()
        if head.status == 304:
            if not entry:
                raise SourceError(f"{ask.url} answers 304 to nothing", "", Cause.MALFORMED)
            return Entry(entry.url, entry.status, entry.body, now, entry.headers)
        data = body.end() if head.status == 200 else b""
        return Entry(head.url, head.status, data, now, dict(head.headers))

    def _local(self, url: str, limit: int) -> Reply:
        body = read_page(url, limit)
        found = {"content-type": "text/html"}
        entry = Entry(url, 404 if body is None else 200, body or b"", 0.0, found)
        return self._reply(entry, 0.0)

    def _reply(self, entry: Entry, age: float) -> Reply:
        stored = self._world.now if not age else datetime.fromtimestamp(entry.stored, UTC)
        digest = hashlib.sha256(entry.body).hexdigest()
        return Reply(entry.url, entry.status, entry.body, stored, digest, entry.headers, age)

    def _age(self, entry: Entry) -> float:
        """Seconds since the answer was collected; one from the future (a clock was set) counts as old."""
        age = self._world.now.timestamp() - entry.stored
        return age if age >= 0 else self._fresh

    def _may_stand_in(self, entry: Entry, error: SourceError) -> bool:
        """A stale record may stand in for a source that fails; a stale "no such record" never may."""
        known = entry.status == 200 and self._age(entry) < STALE_SECONDS
        return known and error.cause is Cause.TRANSIENT

    def _need_network(self, url: str) -> None:
        if self._world.offline:
            raise SourceError(
                f"{url} is not in the cache", "run once without --offline", Cause.UNCONFIGURED
            )

    def _key(self, ask: Ask) -> str:
        secret = hashlib.sha256(self._settings.authorization(ask.url).encode()).hexdigest()
        parts = (ask.method, ask.url, ask.headers.get("accept", ""), secret)
        return hashlib.sha256(
            "\0".join(parts).encode("utf-8", "replace") + b"\0" + ask.body
        ).hexdigest()


async def _opened(work: Callable[[], Opened], given: BinaryIO | None = None) -> Opened:
    """Do some work on streams in a thread; nobody who is called off meanwhile leaves one open.

    `given` is a stream that the caller handed to the work and still owns: it is closed in that case too.
    """
    future = asyncio.get_running_loop().run_in_executor(None, work)

    def close(done: "asyncio.Future[Opened]") -> None:
        made = None if done.cancelled() or done.exception() else done.result()
        for one in (made, given):
            if one is not None:
                one.close()

    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        future.add_done_callback(close)
        raise


def _usable(digest: Digest | None) -> Digest | None:
    """The digest if it can name a file of the cache: an index's text never becomes a path unseen."""
    if digest and len(digest.value) >= 64 and set(digest.value.lower()) <= _HEX:
        return digest
    return None


def _local_artifact(url: str, digests: tuple[Digest, ...], size: int) -> BinaryIO:
    path = local_path(url)
    spool = Spool(url, digests, size)
    try:
        for chunk in read_chunks(path, MAX_ARTIFACT_BYTES):
            spool.take(chunk)
        return spool.end()
    except OSError as error:
        raise SourceError(f"{url} cannot be read: {error.strerror}", "") from error
    finally:
        spool.close()
