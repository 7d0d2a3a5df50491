"""One exchange over the network: request, response headers, streamed body, no retry and no redirect."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary import __version__
from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.evidence.clients.settings import ClientSettings, Timeouts
from ostiary.evidence.http.hosts import Host, resolve
from ostiary.evidence.http.interrupt import interruptible

if TYPE_CHECKING:
    import httpx

SLOW_REFUSAL = 1.0
"""Seconds after which a failed connection was no refusal: the network gave up, and would again."""

_PORTS = {"https": 443, "http": 80}


class Sink(Protocol):
    """Where a body goes."""

    def begin(self, url: str, encoding: str) -> None:
        """A response with a body starts."""
        ...

    def take(self, chunk: bytes) -> None:
        """Some bytes of it."""
        ...


class Ask(Struct, frozen=True):
    """What to request. `headers` bear no credentials; those are added for each URL by itself."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: bool = False  # an artifact: bytes as they are, bounded by throughput, not by total time


class Head(Struct, frozen=True):
    """Status and headers (names in lower case) of a response."""

    url: str
    status: int
    headers: Mapping[str, str]

    @property
    def length(self) -> int:
        """The announced length of the body in bytes, -1 if there is none."""
        value = self.headers.get("content-length", "")
        return int(value) if value.isascii() and value.isdigit() else -1


class Broken(Exception):  # noqa: N818 not a fault to show: the retry loop turns it into one
    """The connection failed in a way that another try may mend."""


class Wire:
    """The open connections of one run, each with the proxy and certificates that its host needs."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._clients: dict[tuple[str, str], httpx.AsyncClient] = {}
        self._index_hosts = frozenset(
            urlsplit(url).hostname
            for url in (
                *(place.url for place in settings.pypi),
                settings.npm.registry,
                *(url for _, url in settings.npm.scopes),
            )
        )

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def exchange(self, ask: Ask, host: Host, sink: Sink, answered: "Answered") -> Head:
        """Send one request and stream the body of a 200 into `sink`.

        Raises `Broken` for what may be retried; a time-out breaks the host for the rest of the run.
        """
        import httpx

        limits = self._timeouts(ask.url)
        total = limits.artifact_total if ask.raw else limits.total
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(total):
                with interruptible():
                    await self._look_up(ask.url, host, limits)
                    return await self._send(ask, host, sink, answered, limits)
        except httpx.ConnectTimeout as error:
            raise host.fail(
                f"{host.name} did not accept a connection within {limits.connect:g} s", _OFFLINE
            ) from error
        except (httpx.TimeoutException, TimeoutError) as error:
            waited = limits.read if isinstance(error, httpx.TimeoutException) else limits.total
            raise host.fail(f"{host.name} did not answer within {waited:g} s", _OFFLINE) from error
        except httpx.ConnectError as error:
            if _is_tls(error):
                raise host.fail(
                    f"{host.name} shows a certificate that cannot be verified: {_tail(error)}",
                    "name its authority in `cert` of pip's configuration or `cafile` of npm's",
                    Cause.UNCONFIGURED,
                ) from error
            if asyncio.get_running_loop().time() - began > SLOW_REFUSAL:
                raise host.fail(f"{host.name} cannot be reached", _OFFLINE) from error
            raise Broken(f"{host.name} refuses the connection") from error
        except httpx.TransportError as error:
            raise Broken(f"{host.name} broke the connection off: {_tail(error)}") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise SourceError(
                f"{ask.url} cannot be asked: {_tail(error)}", "", Cause.MALFORMED
            ) from error

    async def _send(
        self, ask: Ask, host: Host, sink: Sink, answered: "Answered", limits: Timeouts
    ) -> Head:
        import httpx

        client = self._client(ask.url)
        headers = {
            "user-agent": f"ostiary/{__version__}",
            "accept-encoding": "identity" if ask.raw else "gzip",
            **ask.headers,
        }
        if secret := self._settings.authorization(ask.url):
            headers["authorization"] = secret
        timeout = httpx.Timeout(
            connect=limits.connect, read=limits.read, write=limits.read, pool=None
        )
        request = client.build_request(
            ask.method, ask.url, headers=headers, content=ask.body or None, timeout=timeout
        )
        async with asyncio.timeout(limits.total):
            response = await client.send(
                request, stream=True, follow_redirects=False, auth=_no_auth
            )
        try:
            answered(host)
            head = Head(ask.url, response.status_code, response.headers)
            if head.status == 200:
                sink.begin(ask.url, "" if ask.raw else head.headers.get("content-encoding", ""))
                await _stream(response, host, sink, limits)
            return head
        finally:
            await response.aclose()

    async def _look_up(self, url: str, host: Host, limits: Timeouts) -> None:
        if host.answered:
            return
        parts = urlsplit(self._proxy(url) or url)
        name, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)
        if reason := await resolve(name, port, limits.connect):
            raise host.fail(f"{name} does not resolve: {reason}", _OFFLINE)

    def _timeouts(self, url: str) -> Timeouts:
        """The user's own time-out holds for the index hosts alone: others must end quickly."""
        limits, own = self._settings.timeouts, self._settings.index_timeout
        if not own or urlsplit(url).hostname not in self._index_hosts:
            return limits
        read = max(1.0, min(own, limits.total))
        return replace(limits, read=read, window=max(read, limits.window))

    def _client(self, url: str) -> "httpx.AsyncClient":
        import httpx

        host = urlsplit(url).hostname or ""
        kind = "index" if host in self._index_hosts else "other"
        if host in self._settings.insecure_hosts:
            kind = "insecure"
        proxy = self._proxy(url)
        if url.startswith("http:") and not proxy:
            kind = "plain"
        client = self._clients.get((kind, proxy))
        if client is None:
            client = httpx.AsyncClient(
                verify=self._context(kind),
                proxy=proxy or None,
                trust_env=False,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=16),
            )
            self._clients[(kind, proxy)] = client
        return client

    def _proxy(self, url: str) -> str:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        for one in self._settings.no_proxy:
            bare = one.lstrip("*").lstrip(".").lower()
            if one == "*" or (bare and (host == bare or host.endswith("." + bare))):
                return ""
        proxies = dict(self._settings.proxies)
        return proxies.get(parts.scheme, "")

    def _context(self, kind: str) -> ssl.SSLContext:
        import certifi

        settings = self._settings
        if kind == "plain":  # never used, and reading certificates takes time
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cafile=certifi.where())
            for path in settings.ca_files:
                context.load_verify_locations(cafile=path)
            for text in settings.ca_texts:
                context.load_verify_locations(cadata=text)
            if kind == "index" and settings.client_cert:
                context.load_cert_chain(settings.client_cert, settings.client_key or None)
        except (OSError, ValueError) as error:
            raise SourceError(
                f"the certificates of your clients cannot be read: {error}",
                "see `ostiary doctor` for the files that are configured",
                Cause.UNCONFIGURED,
            ) from error
        if kind == "insecure":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Answered(Protocol):
    """What to call once a host sent response headers."""

    def __call__(self, host: Host) -> None:
        """`host` is alive."""
        ...


_OFFLINE = "check the network and proxies, or use --offline to work from the cache"


async def _stream(response: "httpx.Response", host: Host, sink: Sink, limits: Timeouts) -> None:
    """Stream a body; one that brings less than the floor within a window counts as a time-out.

    A deadline that bytes push back also ends what never yields a byte, such as a drip of chunk headers.
    """
    loop = asyncio.get_running_loop()
    quota, taken = limits.floor * limits.window, 0
    try:
        async with asyncio.timeout(limits.window) as deadline:
            async for chunk in response.aiter_raw():
                sink.take(chunk)
                taken += len(chunk)
                if taken >= quota:
                    taken = 0
                    deadline.reschedule(loop.time() + limits.window)
    except TimeoutError as error:
        reason = f"{host.name} sends fewer than {limits.floor} bytes a second"
        raise host.fail(reason, _OFFLINE) from error


def _no_auth(request: "httpx.Request") -> "httpx.Request":
    """Keep httpx from making credentials of its own out of a URL."""
    return request


def _is_tls(error: Exception) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return "CERTIFICATE" in str(error)


def _tail(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]


def bare(url: str) -> str:
    """The URL without user, password and fragment. Raises `SourceError` for what is no URL."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise SourceError(
            f"`{url[:200]}` is no URL that can be asked", "", Cause.MALFORMED
        ) from error
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def origin(url: str) -> str:
    """Scheme, host and port of a URL: what a circuit breaker watches."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{parts.port or _PORTS.get(parts.scheme, 0)}"
