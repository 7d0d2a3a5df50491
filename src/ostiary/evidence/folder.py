"""The files of a folder, or one file, in the shape in which an archive gives its members."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ostiary.core.regex import regex
from ostiary.evidence.modelled import Resting, resting
from ostiary.formats.archive.codecs import CHUNK
from ostiary.formats.archive.gather import gather
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import shown
from ostiary.formats.archive.read import inside
from ostiary.formats.contents import Fault, FaultKind
from ostiary.formats.model.extent import Opened

_HISTORY = regex(
    r"(?:.*/)?(?:\.git(?:/modules/[^/]+)*/(?:objects/(?:[0-9a-f]{2}/[0-9a-f]{38,62}|pack/pack-[0-9a-f]+\.\w+)"
    r"|index)|\.hg/store/.*\.[id]|\.svn/(?:pristine/[0-9a-f]{2}/[0-9a-f]{40}\.svn-base|wc\.db))"
)
"""Where version control keeps its objects: history, not what would be used. All else there is read."""

_BLOB = regex(r"(?:.*/)?blobs/[0-9A-Za-z][\w.-]*")
_SNAPSHOT = regex(r"(?:(.*)/)?snapshots/[^/]+/.+")
"""In the cache of a model hub: files by their digest, and names, which are links to these."""

Item = Member | Resting | Fault


def members(folder: Path, limits: Limits | None = None, *, hashed: bool = False) -> Iterator[Item]:
    """Every regular file below `folder`, in order of path.

    Links are recorded and not followed, but for those in the cache of a model hub: they are the names of the
    files there.

    A model file that is read in place stays open until the next item is asked for; `hashed` has large ones
    hashed too.
    """
    bounds = limits or Limits()
    shut: list[OSError] = []
    found = ((path.relative_to(folder).as_posix(), real) for path, real in _named(folder, shut))
    yield from _bounded(found, bounds, hashed)
    for error in shut:
        name = shown(os.path.relpath(error.filename, folder))
        yield Fault(
            FaultKind.CORRUPT, "" if name == "." else name, f"cannot be read: {error.strerror}"
        )


def picked(
    folder: Path, names: Iterable[str], below: str = "", *, hashed: bool = False
) -> Iterator[Item]:
    """Some files of a folder, by their paths in it; `below` is left out of the paths that are told."""
    found = ((name.removeprefix(below), _blob(folder / name, name, folder)) for name in names)
    yield from _bounded(found, Limits(), hashed)


def _bounded(found: Iterable[tuple[str, Path]], bounds: Limits, hashed: bool) -> Iterator[Item]:
    """Files by what they are called and where they lie."""
    total = 0
    for count, (path, real) in enumerate(found, start=1):
        name = shown(path)
        if count > bounds.members:
            yield Fault(
                FaultKind.LIMIT, "", f"more than {bounds.members} files: the rest is unread"
            )
            return
        for item in _file(real, name, bounds, hashed):
            total += item.size if isinstance(item, Member) else 0
            if total > bounds.total_bytes:
                yield Fault(FaultKind.LIMIT, "", f"more than {bounds.total_bytes} bytes in all")
                return
            yield item


def single(
    stream: BinaryIO,
    name: str,
    limits: Limits | None = None,
    *,
    executable: bool = False,
    target: str = "",
    hashed: bool = False,
) -> Iterator[Item]:
    """One file by itself; `target` is where its path leads if it is a link."""
    bounds, name = limits or Limits(), shown(name)
    if target:
        yield Fault(FaultKind.LINK, name, f"a link to `{shown(target)}`, not followed")
        return
    try:
        extent = Opened(stream)
        if found := resting(name, extent):
            yield Resting(name, extent, found, executable, hashed)
            return
        if extent.size > bounds.total_bytes:
            yield Fault(FaultKind.LIMIT, name, f"larger than {bounds.total_bytes} bytes")
            return
        stream.seek(0)
        yield from _read(stream, name, executable, bounds)
    except OSError as error:
        yield Fault(FaultKind.CORRUPT, name, f"cannot be read: {error.strerror}")


def read_file(path: Path, limit: int) -> bytes:
    """A regular file that is no link, empty where it cannot be read or is longer than `limit`."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            return b""
        with path.open("rb") as stream:
            return stream.read(limit)
    except OSError:
        return b""


def _walk(folder: Path, shut: list[OSError]) -> Iterator[Path]:
    """The files and links below a folder; folders that cannot be listed gather in `shut`."""
    for here, folders, names in os.walk(folder, onerror=shut.append):
        folders.sort()
        links = [one for one in folders if (Path(here) / one).is_symlink()]
        for name in sorted([*names, *links]):
            path = Path(here) / name
            if not _HISTORY.fullmatch(path.relative_to(folder).as_posix()):
                yield path


def _named(folder: Path, shut: list[OSError]) -> Iterator[tuple[Path, Path]]:
    """Each file with where its bytes lie; those of a hub's cache last that no name leads to."""
    named: set[Path] = set()
    later: list[Path] = []
    for path in _walk(folder, shut):
        inner = path.relative_to(folder).as_posix()
        if _BLOB.fullmatch(inner) and not path.is_symlink():
            later.append(path)
            continue
        real = _blob(path, inner, folder)
        named.add(real)
        yield path, real
    yield from ((path, path) for path in later if path not in named)


def _blob(path: Path, inner: str, folder: Path) -> Path:
    """Where a name in a hub's cache leads: to a file of the same repository, or nowhere else than itself."""
    match = _SNAPSHOT.fullmatch(inner)
    if match is None or not path.is_symlink():
        return path
    target = Path(os.path.normpath(path.parent / path.readlink()))
    store = folder / (match[1] or "") / "blobs"
    inside = target.parent == store and not target.is_symlink() and not store.is_symlink()
    return target if inside else path


def _file(path: Path, name: str, limits: Limits, hashed: bool) -> Iterator[Item]:
    try:
        if path.is_symlink():
            target = shown(str(path.readlink()))
            yield Fault(FaultKind.LINK, name, f"a link to `{target}`, not followed")
        elif not path.is_file():
            yield Fault(FaultKind.DEVICE, name, "neither a file nor a folder")
        else:
            with path.open("rb") as stream:
                executable = os.access(path, os.X_OK)
                yield from single(stream, name, limits, executable=executable, hashed=hashed)
    except OSError as error:
        yield Fault(FaultKind.CORRUPT, name, f"cannot be read: {error.strerror}")


def _read(
    stream: BinaryIO, name: str, executable: bool, limits: Limits
) -> Iterator[Member | Fault]:
    """All of a file, or its head and digest if it is large, and what is packed in it."""
    data, cut = gather(iter(partial(stream.read, CHUNK), b""), limits.member_bytes)
    member = Member(name, data, executable, 0, cut)
    yield member
    yield from inside(member, limits)
