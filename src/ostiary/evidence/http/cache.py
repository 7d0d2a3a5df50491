"""What earlier runs were told: metadata by request, artifacts by digest, on disk."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, field

from ostiary.core.digest import Digest
from ostiary.core.errors import SourceError
from ostiary.evidence.http.spool import Spool

MAX_METADATA_BYTES = 512 << 20
MAX_ARTIFACTS_BYTES = 4 << 30
STEP = 1 << 20
KEPT = ("etag", "last-modified", "content-type")


class Entry(Struct, frozen=True):
    """A stored answer; `stored` is in seconds since the epoch."""

    url: str
    status: int
    body: bytes
    stored: float
    headers: dict[str, str] = field(default_factory=dict)


class DiskCache:
    """Safe with other processes: files appear whole or not at all, and are checked when read.

    A folder that cannot be written costs speed, never a run: faults of the disk are swallowed here.
    """

    def __init__(self, root: Path) -> None:
        self._pages = root / "pages"
        self._artifacts = root / "artifacts"
        self._written = False

    def load(self, key: str) -> Entry | None:
        """The stored answer, or None; one that is damaged is thrown away."""
        path = self._pages / key[:2] / key
        try:
            head, _, body = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        entry = _entry(head, body)
        if entry is None:
            _discard(path)
            return None
        _touch(path)
        return entry

    def store(self, key: str, entry: Entry) -> None:
        """Keep an answer."""
        data = {
            "url": entry.url,
            "status": entry.status,
            "stored": entry.stored,
            "headers": {name: entry.headers[name] for name in KEPT if name in entry.headers},
            "sha256": hashlib.sha256(entry.body).hexdigest(),
        }
        head = json.dumps(data, sort_keys=True).encode()
        self._written = True
        _write(self._pages / key[:2] / key, iter((head, b"\n", entry.body)))

    def artifact(
        self, digest: Digest, url: str, digests: tuple[Digest, ...], size: int
    ) -> BinaryIO | None:
        """The artifact with this digest, checked again; a damaged copy is thrown away."""
        path = self._place(digest)
        try:
            stream = path.open("rb")
        except OSError:
            return None
        spool = Spool(url, digests, size)
        try:
            with stream:
                while chunk := stream.read(STEP):
                    spool.take(chunk)
            found = spool.end()
        except SourceError:
            # Either the copy is damaged, or the index's own claims disagree: the wire will tell which.
            spool.close()
            _discard(path)
            return None
        except OSError:
            spool.close()
            return None
        _touch(path)
        return found

    def keep(self, digest: Digest, stream: BinaryIO) -> None:
        """Keep a checked artifact; the stream ends where it began, at its start."""
        self._written = True
        stream.seek(0)
        _write(self._place(digest), iter(lambda: stream.read(STEP), b""))
        stream.seek(0)

    def trim(self) -> None:
        """Let the oldest go where the bounds are passed, if this run added anything."""
        if not self._written:
            return
        _trim(self._pages, MAX_METADATA_BYTES)
        _trim(self._artifacts, MAX_ARTIFACTS_BYTES)

    def _place(self, digest: Digest) -> Path:
        value = digest.value.lower()
        return self._artifacts / digest.algorithm / value[:2] / value


def _entry(head: bytes, body: bytes) -> Entry | None:
    try:
        data = json.loads(head)
        whole = hashlib.sha256(body).hexdigest() == data["sha256"]
        headers = {str(name): str(value) for name, value in data["headers"].items()}
        entry = Entry(str(data["url"]), int(data["status"]), body, float(data["stored"]), headers)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return entry if whole else None


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                out.write(piece)
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            _discard(Path(temporary))


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _touch(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(path)


def _trim(root: Path, bound: int) -> None:
    rows = []
    with contextlib.suppress(OSError):
        for path in root.rglob("*"):
            with contextlib.suppress(OSError):
                state = path.lstat()
                if path.is_file():
                    rows.append((state.st_mtime, state.st_size, path))
    total = sum(size for _, size, _ in rows)
    if total <= bound:
        return
    for _, size, path in sorted(rows):
        _discard(path)
        total -= size
        if total <= bound * 9 // 10:
            return
