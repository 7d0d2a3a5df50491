"""Which list of known-bad files was brought to this machine, and is it as it was written?"""

import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.digest import sha256
from ostiary.core.errors import OstiaryError, ParseError
from ostiary.formats.known_files import (
    MAX_LINE,
    MAX_LIST,
    KnownFiles,
    is_known_files,
    parse_known_files,
    render_known_files,
)

KNOWN = "known-files.jsonl"
"""The list's file in the user's data folder."""

HINT = "bring the list in again: ostiary db update --from LIST.jsonl"


class KnownFilesError(OstiaryError):
    """The list cannot be used; this is never the same as there being none."""


def is_list(path: Path) -> bool:
    """Whether a file is such a list, by what stands in its first line."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return is_known_files(file.read(MAX_LINE))
    except OSError as error:
        raise KnownFilesError(f"{path} cannot be read: {error.strerror}") from error


def build_known(target: Path, sources: Iterable[Path], *, built: datetime) -> KnownFiles:
    """Write the list anew from lists, all at once or not at all. Raises `ParseError` or `KnownFilesError`."""
    lists = [(path.name, *_parsed(path)) for path in sources]
    versions = {one.sketch for _, _, one in lists if one.shapes}
    if len(versions) > 1:
        raise ParseError("the lists hold sketches of several versions", "make them anew")
    merged = KnownFiles(
        files=tuple(sorted({row for _, _, one in lists for row in one.files})),
        shapes=tuple(sorted({row for _, _, one in lists for row in one.shapes})),
        sketch=max(versions, default=0),
        built=built.isoformat(timespec="seconds"),
        sources=tuple((name, digest) for name, digest, _ in lists),
    )
    _write(target, render_known_files(merged))
    return merged


def read_known(path: Path) -> KnownFiles:
    """The list that was brought in, after a look at every byte. Raises `KnownFilesError`."""
    try:
        return parse_known_files(_bytes(path))
    except ParseError as error:
        raise KnownFilesError(f"{path}: {error.message}", HINT) from error


def _parsed(path: Path) -> tuple[str, KnownFiles]:
    data = _bytes(path)
    try:
        return sha256(data), replace(parse_known_files(data), built="", sources=())
    except ParseError as error:
        raise ParseError(f"{path}: {error.message}", error.hint) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_LIST + 1)
    except OSError as error:
        raise KnownFilesError(f"{path} cannot be read: {error.strerror}", HINT) from error


def _write(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise KnownFilesError(f"{target} cannot be written: {error.strerror}", HINT) from error
