"""A project as it was at an earlier commit: its listings, taken out of git's objects."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ostiary.core.errors import SourceError, UsageError
from ostiary.core.evidence import Cause
from ostiary.formats.inventory.catalogue import wanted, wanted_in
from ostiary.subjects.places.models import travelling
from ostiary.subjects.tool import run_tool

SECONDS = 120.0
MAX_BLOB = 64 << 20
MAX_FILES = 20_000
"""Listings of one commit."""
MAX_LISTED = 256 << 20
"""Bytes of the names of all files of one commit."""
BATCH = 64 << 20
"""Bytes of listings that are asked for at a time, if they are several."""
HEADER = 100
"""Bytes of the line before each object: its name, its type and its size."""

_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C.UTF-8",
}
_SAFE = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.allow=never",
)
"""Settings of a stranger's repository that could start a program are laid over."""


def spread_ref(
    folder: Path, ref: str, into: Path, environ: Mapping[str, str], *, models: bool = False
) -> str:
    """Write the listings that a folder had at a commit into `into`; gives the commit's id.

    `models` writes model files too, but for large ones, which then count as not there.

    Raises `UsageError` if the folder is in no repository, or the reference is none of it, and `SourceError`
    where a listing cannot be had. Objects are read, nothing is checked out.
    """
    if ref.startswith("-"):
        raise UsageError(f"`{ref}` is no git reference", "name a branch, a tag or a commit")
    commit = _git(folder, environ, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"{folder} has no git reference `{ref}`", "name a branch, a tag or a commit"
        )
    name = commit.decode("ascii", "replace").strip()
    listed = _git(folder, environ, "ls-tree", "-r", "-z", name)
    if listed is None:
        raise SourceError(f"git cannot list the files of {ref}", cause=Cause.OPAQUE)
    rows = [row for row in listed.split(b"\0") if row]
    files = [row for row in map(_row, rows) if row and not _is_installed(row[1])]
    loaded = travelling(path for _, path in files) if models else frozenset[str]()
    chosen = [row for row in files if row[1] in loaded or _may_be(row[1])]
    if len(chosen) > MAX_FILES:
        raise UsageError(f"{ref} has more than {MAX_FILES} listings")
    sizes = _sizes(folder, environ, [blob for blob, _ in chosen])
    chosen = [row for row in chosen if _may_be(row[1]) or sizes.get(row[0], MAX_BLOB) < MAX_BLOB]
    for part in _parts(chosen, sizes, ref):
        for (_, path), data in zip(part, _contents(folder, environ, part, sizes, ref), strict=True):
            _write(into, path, data, ref)
    return name


def _write(into: Path, path: str, data: bytes, ref: str) -> None:
    """One file below `into`. Raises `SourceError`.

    git checks the names in a tree when it checks them out, not when it lists them: one may be absolute, a
    file and a folder at once, or longer than a file system takes.
    """
    place = into / path
    if not place.is_relative_to(into) or ".." in path.split("/"):
        raise SourceError(f"{path} of {ref} lies outside of the repository", cause=Cause.MALFORMED)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    except OSError as error:
        reason = f"{path} of {ref} cannot be written: {error.strerror}"
        raise SourceError(reason, cause=Cause.OPAQUE) from None


def _sizes(folder: Path, environ: Mapping[str, str], blobs: Sequence[str]) -> dict[str, int]:
    """The bytes of each blob; one that is not there, as in a partial clone, has none."""
    asked = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs))
    told = _git(folder, environ, "cat-file", "--batch-check", text=asked) or b""
    rows = (line.split(b" ") for line in told.split(b"\n"))
    return {row[0].decode("ascii"): int(row[2]) for row in rows if len(row) == 3}


def _parts(
    chosen: Sequence[tuple[str, str]], sizes: Mapping[str, int], ref: str
) -> Iterator[list[tuple[str, str]]]:
    """Blobs and paths in parts that fit into one answer. Raises `SourceError`."""
    part: list[tuple[str, str]] = []
    room = BATCH
    for blob, path in chosen:
        size = sizes.get(blob, MAX_BLOB + 1)
        if size > MAX_BLOB:
            raise SourceError(f"{path} of {ref} cannot be read", cause=Cause.OPAQUE)
        if part and size > room:
            yield part
            part, room = [], BATCH
        part.append((blob, path))
        room -= size
    if part:
        yield part


def _contents(
    folder: Path,
    environ: Mapping[str, str],
    part: Sequence[tuple[str, str]],
    sizes: Mapping[str, int],
    ref: str,
) -> Iterator[bytes]:
    """What each blob of a part holds, from one run of git. Raises `SourceError`."""
    asked = "".join(f"{blob}\n" for blob, _ in part)
    limit = sum(sizes[blob] + HEADER for blob, _ in part)
    told = _git(folder, environ, "cat-file", "--batch", text=asked, limit=limit) or b""
    at = 0
    for blob, path in part:
        size = sizes[blob]
        head = f"{blob} blob {size}\n".encode("ascii")
        end = at + len(head) + size
        if told[at : at + len(head)] != head or told[end : end + 1] != b"\n":
            raise SourceError(f"{path} of {ref} cannot be read", cause=Cause.OPAQUE)
        yield told[at + len(head) : end]
        at = end + 1


def _row(row: bytes) -> tuple[str, str] | None:
    """Blob and path of a regular file; links and submodules are none."""
    words, _, path = row.partition(b"\t")
    mode, _, blob = words.split(b" ")
    if not mode.startswith(b"100"):
        return None
    return blob.decode("ascii"), os.fsdecode(path)


def _is_installed(path: str) -> bool:
    parts = path.split("/")
    return "node_modules" in parts or "site-packages" in parts


def _may_be(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return wanted(name) or any(one.fullmatch(name) for one in wanted_in(folder))


def _git(
    folder: Path,
    environ: Mapping[str, str],
    *words: str,
    text: str = "",
    limit: int = MAX_LISTED,
) -> bytes | None:
    """What git prints, or None where it fails. Raises `SourceError` where it cannot run or hangs."""
    argv = ["git", *_SAFE, *words]
    done = run_tool(argv, {**environ, **_QUIET}, folder, text=text, seconds=SECONDS, limit=limit)
    return done.data if done.status == 0 else None
