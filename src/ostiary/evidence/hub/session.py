"""The hub's own client with bounds put on it: time, requests, bytes, and where a redirect may lead."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct, field

from ostiary.core.errors import NotFoundError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.world import World

T = TypeVar("T")

MAX_ANSWER = 32 << 20
"""Bytes of one answer of the hub that is no file."""

MAX_REQUESTS = 6_000
"""Requests for one model, all of them together."""

MAX_SECONDS = 900.0
"""Seconds for one model, all requests together."""

WAIT = 20.0
"""Seconds to connect, and between two pieces of an answer."""

MAX_REDIRECTS = 5

LIMIT = "ostiary_limit"
"""The name under which a request says how many bytes its answer may have."""

MISSING = "run `scripts/install hub` in a clone, or add huggingface_hub where Ostiary is installed"
"""What to do where the client is not installed."""


_TURN = threading.Lock()
"""The client has one HTTP session for the whole process: with bounds of one model on it, others wait."""


class Session(Struct):
    """One model's dealings with the hub: `api` is the client, `web` the HTTP session that it uses."""

    api: Any
    web: Any
    endpoint: str | None
    token: str | None
    ends: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)
    requests: int = 0

    def headers(self) -> dict[str, str]:
        """The headers with which the client would fetch a file: its own name and the user's token."""
        made = import_module("huggingface_hub.utils").build_hf_headers(token=self.token)
        return {**made, "accept-encoding": "identity"}

    def asked(self, what: str, question: Callable[[], T]) -> T:
        """The client's answer. Raises `SourceError` and, where the hub has no such thing, `NotFoundError`."""
        try:
            return question()
        except self._faults() as error:
            raise told(error, what) from error

    def _faults(self) -> tuple[type[Exception], ...]:
        """What the client may fail with: its own errors, those of its transport, and of a stranger's words.

        It builds objects out of what a server said, and trusts that all is there and of its type.
        """
        transport = import_module(type(self.web).__module__.partition(".")[0])
        own = vars(import_module("huggingface_hub.errors")).values()
        return (
            *(one for one in own if isinstance(one, type) and issubclass(one, Exception)),
            *(transport.HTTPError, transport.InvalidURL, transport.StreamError),
            *(ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError),
        )

    def early(self) -> None:
        """Raises `SourceError` once the time of this model is over."""
        if time.monotonic() > self.ends:
            raise SourceError(
                f"the hub takes longer than {MAX_SECONDS:g} seconds", "try again later", Cause.LIMIT
            )

    def _before(self, request: Any) -> None:
        # The client asks for some answers without any time-out.
        patience = dict.fromkeys(("connect", "read", "write", "pool"), WAIT)
        request.extensions = {**request.extensions, "timeout": patience}
        self.requests += 1
        self.early()
        if self.requests > MAX_REQUESTS:
            raise SourceError(
                f"more than {MAX_REQUESTS} requests for one model",
                "download it and scan the folder",
                Cause.LIMIT,
            )

    def _after(self, response: Any) -> None:
        address = response.request.url
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in {"", "identity"}:
            raise SourceError(
                f"the hub sends {packed[:20]} where plain bytes were asked for", "", Cause.MALFORMED
            )
        if response.has_redirect_location:
            target = urlsplit(response.headers.get("location", ""))
            if target.scheme and target.scheme not in {"https", address.scheme}:
                raise SourceError(
                    "the hub redirects to where nobody should follow", "", Cause.MALFORMED
                )
        limit = int(response.request.extensions.get(LIMIT, MAX_ANSWER))
        response.stream = _counted(self, response.stream, limit)


@contextmanager
def open_hub(world: World) -> Iterator[Session]:
    """The client, as the user set it up. Raises `SourceError` where it is not installed or not to be used.

    `HF_ENDPOINT` and `HF_TOKEN` count as the world has them; what is not there the client looks for itself.
    """
    try:
        hub = import_module("huggingface_hub")
    except ImportError:
        raise SourceError(
            "the client of the model hub is not installed", MISSING, Cause.UNCONFIGURED
        ) from None
    if world.offline:
        raise SourceError(
            "no model can be asked about without a network",
            "scan the folder in the cache of the client: ostiary scan FOLDER",
            Cause.UNCONFIGURED,
        )
    endpoint = world.environ.get("HF_ENDPOINT", "").rstrip("/") or None
    token = world.environ.get("HF_TOKEN", "").strip() or None
    with _TURN:
        hub.close_session()
        web = hub.get_session()
        session = Session(hub.HfApi(endpoint=endpoint, token=token), web, endpoint, token)
        web.timeout, web.max_redirects = WAIT, MAX_REDIRECTS
        web.headers["accept-encoding"] = "identity"
        hooks = web.event_hooks
        web.event_hooks = {
            "request": [*hooks.get("request", ()), session._before],  # noqa: SLF001 - our own
            "response": [*hooks.get("response", ()), session._after],  # noqa: SLF001 - our own
        }
        try:
            yield session
        finally:
            hub.close_session()


def told(error: Exception, what: str) -> SourceError | NotFoundError:
    """The client's error in our words; what it means for the verdict follows from the kind."""
    errors = import_module("huggingface_hub.errors")
    for name, absent, message, hint, cause in _KINDS:
        if isinstance(error, getattr(errors, name)):
            said = message.format(what=what)
            return NotFoundError(said, hint) if absent else SourceError(said, hint, cause)
    status = getattr(getattr(error, "response", None), "status_code", 0)
    if status in {401, 403, 407}:
        return SourceError(f"the hub refuses {what} ({status})", _ACCESS, Cause.UNCONFIGURED)
    if status:
        cause = Cause.TRANSIENT if status in _LATER or status >= 500 else Cause.MALFORMED
        return SourceError(f"the hub answers {status} for {what}", "try again later", cause)
    if _of_transport(error):
        return SourceError(f"the hub did not answer for {what}: {_line(error)}", "try again later")
    kind = type(error).__name__
    return SourceError(
        f"the hub's answer for {what} is not of its form ({kind})", "", Cause.MALFORMED
    )


_ACCESS = "log in, or set HF_TOKEN to a token that may read it"
_LATER = frozenset({408, 425, 429})
_KINDS = (
    (
        "GatedRepoError",
        False,
        "{what} is gated, and access was not granted",
        f"ask its authors for access on the hub, then {_ACCESS}",
        Cause.UNCONFIGURED,
    ),
    (
        "DisabledRepoError",
        False,
        "{what} is disabled by the hub",
        "do not use it",
        Cause.UNCONFIGURED,
    ),
    (
        "RevisionNotFoundError",
        True,
        "the hub has no such revision of {what}",
        "check branch, tag or commit",
        Cause.OPAQUE,
    ),
    (
        "RepositoryNotFoundError",
        True,
        "the hub has no {what}, or hides it",
        f"private? {_ACCESS}",
        Cause.OPAQUE,
    ),
    (
        "EntryNotFoundError",
        False,
        "{what} is gone, though the hub lists it",
        "",
        Cause.CONTRADICTED,
    ),
    (
        "OfflineModeIsEnabled",
        False,
        "the client of the hub is switched offline",
        "unset HF_HUB_OFFLINE",
        Cause.UNCONFIGURED,
    ),
    ("HFValidationError", True, "the hub's client takes no {what}", "check the name", Cause.OPAQUE),
)
"""Errors of the client, most particular first: whether there is no such thing, what to say, what to do."""


def _of_transport(error: Exception) -> bool:
    return any(one.__name__ in {"TransportError", "OSError"} for one in type(error).__mro__)


def _line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]


def _counted(session: Session, stream: Any, limit: int) -> Any:
    """A stream that ends with an error where it is longer or takes longer than it may."""
    kinds = import_module(type(session.web).__module__.partition(".")[0])

    class Counted(kinds.SyncByteStream):  # type: ignore[misc, name-defined] # of the library that the client uses
        def __iter__(self) -> Iterator[bytes]:
            taken = 0
            for part in stream:
                taken += len(part)
                session.early()
                if taken > limit:
                    raise SourceError(
                        f"the hub sends more than {limit} bytes", "do not use it", Cause.LIMIT
                    )
                yield part

        def close(self) -> None:
            stream.close()

    return Counted()
