"""The files of a folder, or one file, in the shape in which an archive gives its members."""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ostiary.core.errors import ParseError
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.content import classify
from ostiary.formats.contents import Fault, FaultKind, Kind

SKIPPED = frozenset({".git", ".hg", ".svn"})
"""Folders of version control: their objects are history, not what would be used."""


def members(folder: Path, limits: Limits | None = None) -> Iterator[Member | Fault]:
    """Every regular file below `folder`, in order of path. Links are recorded, never followed."""
    bounds = limits or Limits()
    total = 0
    for count, path in enumerate(_walk(folder), start=1):
        name = path.relative_to(folder).as_posix()
        if count > bounds.members:
            yield Fault(
                FaultKind.LIMIT, "", f"more than {bounds.members} files: the rest is unread"
            )
            return
        for item in _file(path, name, bounds):
            total += len(item.data) if isinstance(item, Member) else 0
            if total > bounds.total_bytes:
                yield Fault(FaultKind.LIMIT, "", f"more than {bounds.total_bytes} bytes in all")
                return
            yield item


def single(path: Path, limits: Limits | None = None) -> Iterator[Member | Fault]:
    """One file by itself."""
    yield from _file(path, path.name, limits or Limits())


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED)
        links = [one for one in folders if (Path(here) / one).is_symlink()]
        for name in sorted([*names, *links]):
            yield Path(here) / name


def _file(path: Path, name: str, limits: Limits) -> Iterator[Member | Fault]:
    try:
        if path.is_symlink():
            yield Fault(FaultKind.LINK, name, f"a link to `{path.readlink()}`, not followed")
        elif not path.is_file():
            yield Fault(FaultKind.DEVICE, name, "neither a file nor a folder")
        elif path.stat().st_size > limits.member_bytes:
            yield Fault(FaultKind.LIMIT, name, f"larger than {limits.member_bytes} bytes")
        else:
            data = path.read_bytes()
            yield Member(name, data, os.access(path, os.X_OK), 0)
            yield from _nested(name, data, limits)
    except OSError as error:
        yield Fault(FaultKind.CORRUPT, name, f"cannot be read: {error.strerror}")


def _nested(name: str, data: bytes, limits: Limits) -> Iterator[Member | Fault]:
    """What an archive in the folder holds, with `!/` between the two paths."""
    if classify(name, data)[0] is not Kind.ARCHIVE:
        return
    inside = replace(limits, depth=max(limits.depth - 1, 0))
    try:
        for item in read(io.BytesIO(data), name, inside):
            path = f"{name}!/{item.path}" if item.path else name
            if isinstance(item, Member):
                yield replace(item, path=path, depth=item.depth + 1)
            else:
                yield replace(item, path=path)
    except ParseError as error:
        yield Fault(FaultKind.UNSUPPORTED, name, error.message)
