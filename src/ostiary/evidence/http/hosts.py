"""Which hosts still answer in this run: one time-out for each host, not one for each call."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator

from msgspec import Struct, field

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.evidence.http.retry import ATTEMPTS

PER_HOST = 8  # exchanges at a time with one host
IN_ALL = 24  # exchanges at a time with all hosts
MAX_REFUSALS = 9  # failures in a row, of whatever calls, before the host counts as broken


class Host(Struct):
    """What one run knows about one host (scheme, name and port)."""

    name: str
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PER_HOST))
    probe: asyncio.Lock = field(default_factory=asyncio.Lock)
    answered: bool = False
    refusals: int = 0
    not_before: float = 0.0
    fault: tuple[str, str, Cause] | None = None

    def fail(self, message: str, hint: str = "", cause: Cause = Cause.TRANSIENT) -> SourceError:
        """Break the circuit: this and every later call ends with the same reason."""
        if self.fault is None:
            self.fault = (message, hint, cause)
        return self.error()

    def refuse(self, message: str, hint: str = "") -> None:
        """Count a failure that may be retried; a host that shows many in a row counts as broken.

        One that never answered gets as many tries in all as a single call has: callers take turns.
        """
        self.refusals += 1
        if self.refusals >= (MAX_REFUSALS if self.answered else ATTEMPTS):
            self.fail(message, hint)

    def error(self) -> SourceError:
        """The reason why this host is not asked any more."""
        message, hint, cause = self.fault or (f"{self.name} failed", "", Cause.TRANSIENT)
        return SourceError(message, hint, cause)

    def check(self) -> None:
        """Raise the reason if the circuit is broken."""
        if self.fault is not None:
            raise self.error()


class Hosts:
    """All hosts of one run, with the bound on exchanges at a time."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}
        self._all = asyncio.Semaphore(IN_ALL)

    def at(self, origin: str) -> Host:
        """The record of one host; `origin` is `scheme://name:port`."""
        return self._hosts.setdefault(origin, Host(origin.partition("://")[2]))

    @contextlib.asynccontextmanager
    async def turn(self, host: Host) -> AsyncIterator[None]:
        """Wait for a turn with `host`. Until it has answered once, one caller alone tries it."""
        host.check()
        async with contextlib.AsyncExitStack() as stack:
            if not host.answered:
                await stack.enter_async_context(self._probing(host))
            await stack.enter_async_context(host.slots)
            await stack.enter_async_context(self._all)
            host.check()
            yield

    @contextlib.asynccontextmanager
    async def _probing(self, host: Host) -> AsyncIterator[None]:
        """Hold the probe until the host answered or failed; those who come after it do not wait."""
        await host.probe.acquire()
        if host.answered or host.fault is not None:
            host.probe.release()
            yield
            return
        try:
            yield
        finally:
            if host.probe.locked() and not host.answered:
                host.probe.release()

    def answered(self, host: Host) -> None:
        """The host sent response headers: let all who wait go ahead."""
        if not host.answered:
            host.answered = True
            if host.probe.locked():
                host.probe.release()


async def resolve(name: str, port: int, seconds: float) -> str:
    """Why a host name does not resolve; empty if it does.

    A daemon thread of its own asks, because one of the loop's pool would keep the process alive for
    as long as the resolver hangs.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str] = loop.create_future()

    def settle(reason: str) -> None:
        if not done.done():
            done.set_result(reason)

    def ask() -> None:
        reason = ""
        try:
            socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "the name is not valid"
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            loop.call_soon_threadsafe(settle, reason)

    threading.Thread(target=ask, daemon=True, name="ostiary-resolve").start()
    try:
        async with asyncio.timeout(seconds):
            return await done
    except TimeoutError:
        return f"no answer from the resolver within {seconds:g} s"
