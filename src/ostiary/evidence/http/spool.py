"""An artifact on its way in: spooled, measured and hashed before anyone sees a byte."""

import hashlib
import tempfile
from typing import IO, BinaryIO, Protocol, cast

from ostiary.core.digest import Digest
from ostiary.core.errors import IntegrityError, SourceError
from ostiary.core.evidence import Cause

IN_MEMORY = 16 << 20
MAX_ARTIFACT_BYTES = 4 << 30


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Spool:
    """Collects an artifact and checks it against what its index promised.

    `size` is in bytes, 0 if the index does not say. A digest of an algorithm that this machine cannot
    compute is an error, not a digest less.
    """

    def __init__(self, url: str, digests: tuple[Digest, ...], size: int) -> None:
        self._url = url
        self._digests = digests
        self._size = size
        self._stream: IO[bytes] | None = None
        self.begin("", "")

    def begin(self, url: str, encoding: str) -> None:
        """A response starts anew. The content encoding is no matter: artifacts are taken as they are."""
        del url, encoding
        self.close()
        self._taken = 0
        self._hashes: dict[str, _Hash] = {
            one.algorithm: _hasher(one.algorithm, self._url) for one in self._digests
        }
        self._stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the caller closes it

    def take(self, chunk: bytes) -> None:
        """Add received bytes."""
        self._taken += len(chunk)
        if self._size and self._taken > self._size:
            raise IntegrityError(
                f"{self._url} is longer than the {self._size} bytes that its index promises", _HINT
            )
        if self._taken > MAX_ARTIFACT_BYTES:
            raise SourceError(
                f"{self._url} is larger than {MAX_ARTIFACT_BYTES} bytes", "", Cause.LIMIT
            )
        for one in self._hashes.values():
            one.update(chunk)
        try:
            if self._stream is not None:
                self._stream.write(chunk)
        except OSError as error:
            raise SourceError(
                f"{self._url} cannot be kept here: {error.strerror}",
                "free some disk space",
                Cause.LIMIT,
            ) from error

    def end(self) -> BinaryIO:
        """The checked stream, at its start. Raises `IntegrityError` for other bytes than promised."""
        if self._size and self._taken != self._size:
            raise self._wrong(f"{self._taken} bytes", f"{self._size} bytes")
        for digest in self._digests:
            value = self._hashes[digest.algorithm].hexdigest()
            if value != digest.value.lower():
                raise self._wrong(f"{digest.algorithm} {value}", digest.value.lower())
        if self._stream is None:
            raise self._wrong("nothing", "a file")
        self._stream.seek(0)
        stream, self._stream = self._stream, None
        return cast("BinaryIO", stream)

    def close(self) -> None:
        """Let go of what was collected, if nobody took it."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _wrong(self, got: str, promised: str) -> IntegrityError:
        return IntegrityError(f"{self._url} has {got}, but its index promises {promised}", _HINT)


_HINT = "do not use this file; the index or something between you and it serves other bytes"


def _hasher(algorithm: str, url: str) -> "_Hash":
    try:
        if algorithm == "blake2b_256":
            return hashlib.blake2b(digest_size=32)
        return hashlib.new(algorithm, usedforsecurity=False)
    except (ValueError, TypeError) as error:
        raise SourceError(
            f"{url} is pinned by `{algorithm[:20]}`, which cannot be computed here",
            "",
            Cause.OPAQUE,
        ) from error
