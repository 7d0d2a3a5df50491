"""What a store of models says of its files by their names, and whether that is so."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from ostiary.core.digest import blocks, sha256, weighed
from ostiary.core.facts.stored import StoredFiles
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.formats.contents import FileRow

MAX_GIT = 64 << 20
"""Bytes of a file of which the object id of git is worked out."""
POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins that stands for one which was not fetched. Source: Git LFS specification."""

_SHA256 = regex(r"(?:sha256-)?([0-9a-f]{64})")
_GIT = regex(r"[0-9a-f]{40}")


def blob_of(folder: Path, name: str) -> str:
    """The name under which a store keeps a file: where a link leads, or that of the file itself in it."""
    path = folder / name
    if path.is_symlink():
        return path.readlink().name
    return path.name if path.parent.name == "blobs" else ""


def claimed(blob: str) -> str:
    """The SHA-256 that a name claims; empty if it claims none."""
    found = _SHA256.fullmatch(blob)
    return found[1] if found else ""


def compared(
    at: Location, folder: Path, blobs: Mapping[str, tuple[str, str]], digests: Mapping[str, str]
) -> StoredFiles:
    """Names beside bytes.

    `blobs` are, by path, the file below `folder` and the name that it is kept under; `digests` are SHA-256 by
    path, empty where a file was not hashed.
    """
    altered: list[tuple[str, str]] = []
    verified = unverified = 0
    for path, (name, blob) in blobs.items():
        wanted, found = claimed(blob), digests.get(path, "")
        if not wanted and _GIT.fullmatch(blob):
            wanted, found = blob, _git(folder / name)
        if not wanted or not found:
            unverified += 1
        elif wanted == found:
            verified += 1
        else:
            altered.append((path, f"is stored as {wanted[:16]}…, and its digest is {found[:16]}…"))
    return StoredFiles(at, tuple(altered), verified, unverified)


def _git(path: Path) -> str:
    """The object id that git gives a file; empty where it is too large, or cannot be read."""
    try:
        size = path.stat().st_size
        if size > MAX_GIT:
            return ""
        with path.open("rb") as stream:
            return weighed(chain((b"blob %d\0" % size,), blocks(stream, MAX_GIT)), "sha1")[0]
    except OSError:
        return ""


def listed(rows: Iterable[FileRow], blobs: Mapping[str, tuple[str, str]]) -> str:
    """A digest over paths and digests of files; empty where one has none.

    Of files that were not hashed the name counts, as far as it claims a digest.
    """
    lines = []
    for row in sorted(one for one in rows if one.depth == 0):
        digest = row.sha256 or claimed(blobs.get(row.path, ("", ""))[1])
        if not digest:
            return ""
        lines.append(f"{digest}  {row.path}\n")
    return sha256("".join(lines).encode("utf-8", "surrogateescape")) if lines else ""


def is_pointer(head: bytes) -> bool:
    """Whether a file only says which one belongs in its place (Git LFS)."""
    return head.startswith(POINTER)
