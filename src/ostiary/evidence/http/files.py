"""What a `file:` URL holds: indexes and folders of archives on this machine's own disk."""

import html
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause

STEP = 1 << 20
MAX_LISTED = 100_000


def local_path(url: str) -> Path:
    """The path of a `file:` URL. Raises `SourceError` for one that names another host."""
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"} or "\0" in unquote(parts.path):
        raise SourceError(f"{url} is not a file of this machine", "", Cause.UNCONFIGURED)
    return Path(unquote(parts.path))


def read_page(url: str, limit: int) -> bytes | None:
    """A page of a local index: a file, a folder's `index.html` or its listing; None if absent."""
    path = local_path(url)
    try:
        if path.is_dir():
            inner = path / "index.html"
            if not inner.is_file():
                return _listing(path)
            path = inner
        if not path.exists():
            return None
        return b"".join(read_chunks(path, limit))
    except OSError as error:
        raise SourceError(f"{url} cannot be read: {error.strerror}", "", Cause.TRANSIENT) from error


def read_chunks(path: Path, limit: int) -> Iterator[bytes]:
    """The bytes of a regular file; a pipe or a device, which could block for ever, is refused."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise SourceError(f"{path} is not a regular file", "", Cause.UNCONFIGURED)
    taken = 0
    with path.open("rb") as stream:
        while chunk := stream.read(STEP):
            taken += len(chunk)
            if taken > limit:
                raise SourceError(f"{path} is larger than {limit} bytes", "", Cause.LIMIT)
            yield chunk


def _listing(folder: Path) -> bytes:
    names = sorted(
        one.name + "/" * one.is_dir() for one in islice(folder.iterdir(), MAX_LISTED + 1)
    )
    if len(names) > MAX_LISTED:
        raise SourceError(f"{folder} holds more than {MAX_LISTED} files", "", Cause.LIMIT)
    rows = "".join(
        f'<a href="{html.escape(quote("./" + one))}">{html.escape(one)}</a>\n' for one in names
    )
    return f"<!DOCTYPE html><html><body>\n{rows}</body></html>\n".encode("utf-8", "surrogateescape")
