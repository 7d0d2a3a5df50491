"""The seams to the world: what edges implement and tests replace."""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Protocol

from msgspec import Struct, field

from ostiary.core.digest import Digest


class Reply(Struct, frozen=True):
    """A source's answer: `status` 200 or 404 (anything else is raised as a `SourceError`).

    `age` is seconds since it was collected, 0 if it came over the wire now; `digest` is the SHA-256
    of `body`.
    """

    url: str
    status: int
    body: bytes
    collected_at: datetime
    digest: str
    headers: Mapping[str, str] = field(default_factory=dict)
    age: float = 0.0

    @property
    def found(self) -> bool:
        """Whether the source has such a record."""
        return self.status == 200


class Http(Protocol):
    """The one way to ask a source over the network. Raises `SourceError`, never hangs."""

    async def get(self, url: str, *, accept: str = "*/*", limit: int = 0) -> Reply:
        """Fetch metadata. `limit` is in bytes, 0 for the client's own."""
        ...

    async def post(self, url: str, body: bytes, *, limit: int = 0) -> Reply:
        """Ask with a JSON body."""
        ...

    async def artifact(self, url: str, digests: tuple[Digest, ...], *, size: int = 0) -> BinaryIO:
        """Fetch a file to a spooled, seekable stream; its digest is checked before anyone sees a byte.

        Raises `IntegrityError` when the bytes are not the promised ones.
        """
        ...


class Progress(Protocol):
    """Where long work says how far it is. Silent in pipes."""

    def start(self, name: str, total: int) -> None:
        """Begin a task of `total` steps (0 if unknown)."""
        ...

    def step(self, name: str, done: int = 1) -> None:
        """Some steps of a task are done."""
        ...

    def stop(self, name: str) -> None:
        """A task has ended, however it ended."""
        ...
