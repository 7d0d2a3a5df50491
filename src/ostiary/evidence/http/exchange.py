"""A request brought to its end: turns, retries, redirects, and refusals put into words."""

import asyncio
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.evidence.http.hosts import Host, Hosts
from ostiary.evidence.http.retry import ATTEMPTS, RETRIED, limited, pause, retry_after
from ostiary.evidence.http.wire import Ask, Broken, Head, Sink, Wire, bare, origin

MAX_REDIRECTS = 5
_GONE = frozenset({404, 410})
_MOVED = frozenset({301, 302, 303, 307, 308})


class Exchange:
    """Asks until there is an answer or a reason why there is none."""

    def __init__(
        self, wire: Wire, hosts: Hosts, now: datetime, backoff: float, longest: float
    ) -> None:
        self._wire = wire
        self._hosts = hosts
        self._now = now
        self._backoff = backoff
        self._longest = longest

    async def run(self, ask: Ask, sink: Sink) -> Head:
        """The head of the final answer (200, 304, 404), its body in `sink`. Raises `SourceError`."""
        for _ in range(MAX_REDIRECTS + 1):
            head = await self._try(ask, sink)
            if head.status not in _MOVED:
                return self._judge(head)
            ask = replace(ask, url=_target(ask, head))
        raise SourceError(f"{ask.url} redirects in a circle", "", Cause.MALFORMED)

    async def _try(self, ask: Ask, sink: Sink) -> Head:
        host = self._host(ask.url)
        trouble = ""
        for attempt in range(ATTEMPTS):
            await self._wait(host)
            wait = pause(attempt, self._backoff)
            try:
                async with self._hosts.turn(host):
                    head = await self._wire.exchange(ask, host, sink, self._hosts.answered)
            except Broken as error:
                trouble = str(error)
            else:
                if head.status not in RETRIED and not limited(head.status, head.headers):
                    host.refusals = 0
                    return head
                trouble = (
                    f"{host.name} answers {head.status} {_WORDS.get(head.status, '')}".rstrip()
                )
                asked = retry_after(head.headers, self._now)
                if asked > self._longest:
                    raise host.fail(f"{trouble} and asks to wait {asked:.0f} s", _LATER)
                wait = max(wait, asked)
            host.refuse(trouble, _LATER)
            if attempt + 1 < ATTEMPTS:
                self._hold(host, wait)
        if not host.answered:
            raise host.fail(trouble, _LATER)
        raise SourceError(trouble, _LATER)

    def _host(self, url: str) -> Host:
        parts = urlsplit(url)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise SourceError(f"`{url[:200]}` is no URL that can be asked", "", Cause.MALFORMED)
        return self._hosts.at(origin(url))

    async def _wait(self, host: Host) -> None:
        """A host that asked for a pause gets it from every caller, not only from the one that it told."""
        host.check()
        pause_left = host.not_before - asyncio.get_running_loop().time()
        if pause_left > 0:
            await asyncio.sleep(pause_left)
            host.check()

    def _hold(self, host: Host, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        host.not_before = max(host.not_before, until)

    def _judge(self, head: Head) -> Head:
        if head.status in {200, 304}:
            return head
        if head.status in _GONE:
            return replace(head, status=404)
        if head.status in {401, 403, 407}:
            raise SourceError(
                f"{head.url} refuses access ({head.status})",
                "check the credentials in your client configuration: index URL, .netrc, .npmrc, proxy",
                Cause.UNCONFIGURED,
            )
        raise SourceError(f"{head.url} answers {head.status}", "", Cause.MALFORMED)


_LATER = "try again later"
_WORDS = {429: "(too many requests)", 500: "(internal error)", 503: "(unavailable)"}


def _target(ask: Ask, head: Head) -> str:
    """Where a redirect leads. Never from https to http, and never to another kind of URL."""
    place = head.headers.get("location", "")
    try:
        url = bare(urljoin(ask.url, place))
        scheme = urlsplit(url).scheme
    except (ValueError, SourceError):
        url = scheme = ""
    was = urlsplit(ask.url).scheme
    fine = scheme in {"https", was}
    if not place or not fine or (ask.method != "GET" and head.status not in {307, 308}):
        raise SourceError(
            f"{ask.url} redirects to where nobody should follow: `{place[:200]}`",
            "",
            Cause.MALFORMED,
        )
    return url
