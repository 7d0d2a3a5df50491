"""A project as it was at an earlier commit: its listings, taken out of git's objects."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ostiary.core.errors import SourceError, UsageError
from ostiary.core.evidence import Cause
from ostiary.formats.inventory.catalogue import wanted, wanted_in

SECONDS = 120.0
MAX_BLOB = 64 << 20
MAX_FILES = 20_000
"""Listings of one commit."""

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


def spread_ref(folder: Path, ref: str, into: Path, environ: Mapping[str, str]) -> str:
    """Write the listings that a folder had at a commit into `into`; gives the commit's id.

    Raises `UsageError` if the folder is in no repository, or the reference is none of it. Objects are read,
    nothing is checked out.
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
    chosen = [row for row in map(_row, rows) if row and _may_be(row[1])]
    if len(chosen) > MAX_FILES:
        raise UsageError(f"{ref} has more than {MAX_FILES} listings")
    for blob, path in chosen:
        data = _git(folder, environ, "cat-file", "blob", blob)
        if data is None or len(data) > MAX_BLOB:
            raise SourceError(f"{path} of {ref} cannot be read", cause=Cause.OPAQUE)
        place = into / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return name


def _row(row: bytes) -> tuple[str, str] | None:
    """Blob and path of a regular file; links and submodules are none."""
    words, _, path = row.partition(b"\t")
    mode, _, blob = words.split(b" ")
    if not mode.startswith(b"100"):
        return None
    return blob.decode("ascii"), os.fsdecode(path)


def _may_be(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    parts = path.split("/")
    if ".." in parts or "node_modules" in parts or "site-packages" in parts:
        return False
    return wanted(name) or any(one.fullmatch(name) for one in wanted_in(folder))


def _git(folder: Path, environ: Mapping[str, str], *words: str) -> bytes | None:
    """What git prints, or None where it fails. Raises `SourceError` where it cannot run or hangs."""
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(folder), *words],
            check=False,
            capture_output=True,
            timeout=SECONDS,
            env={**environ, **_QUIET},
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise SourceError("git is not installed", "install git", Cause.UNCONFIGURED) from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"git took longer than {SECONDS:g} seconds") from None
    return done.stdout if done.returncode == 0 else None
