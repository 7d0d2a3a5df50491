"""What does a file or a folder bring to the local advisories, told by its content?"""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from ostiary.core.errors import ParseError, UsageError
from ostiary.formats.epss import is_epss, unpacked
from ostiary.formats.kev import is_kev
from ostiary.formats.osv_changes import NAME as CHANGES
from ostiary.formats.osv_changes import parse_changes
from ostiary.formats.osv_record import MAX_RECORD

OSV, KEV, EPSS, POPULAR, BUNDLE = "osv", "kev", "epss", "popular", "bundle"
BUNDLE_MAGIC = b"ostiary advisories bundle 1\n"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

MAX_FILE = 512 * 1024 * 1024
"""Bytes of a list (not of an export) that are read."""
MAX_MEMBERS = 5_000_000
MAX_CHANGED = 20_000
"""Records that are brought in one by one; where more changed, the whole export is read."""

_HEAD = 4096
_SUFFIXES = (".json", ".zip", ".csv", ".gz", ".zst", ".txt")

Bodies = Callable[[], Iterable[tuple[str, bytes]]]


class Feed(Struct, frozen=True):
    """One thing to bring in. `asked` is what the user named, `source` the part of it that this is.

    `label` is what it is; `bodies` gives (name, bytes) of each record, or of the one list. `whole`: a
    bulk export, so that what is not in it is gone; `partial`: only what changed since it was last read.
    `seen` is the newest change that it reflects, `total` the number of bodies if known.
    """

    asked: str
    source: str
    label: str
    bodies: Bodies
    whole: bool = False
    partial: bool = False
    seen: str = ""
    total: int = 0


def feeds_of(
    path: Path, asked: str, seen: Mapping[str, str], *, part: str = "", kind: str = ""
) -> Iterator[Feed]:
    """The feeds of a local file or folder. `seen` maps sources to what was last read of them.

    `kind` is the package type of a list of popular names whose file does not tell. Raises `UsageError`
    for what is not there, `ParseError` for what is nothing of the kind.
    """
    source = f"{asked}#{part}" if part else asked
    if path.is_dir():
        yield from _folder(path, asked, seen, part)
    elif not path.is_file():
        raise UsageError(
            f"there is no file or folder `{path}`", "give an OSV export: a zip, a folder"
        )
    elif not kind and zipfile.is_zipfile(path):
        yield Feed(asked, source, OSV, lambda: _zipped(path), whole=True, total=_members(path))
    else:
        yield _file(path, asked, source, kind)


def _folder(path: Path, asked: str, seen: Mapping[str, str], part: str) -> Iterator[Feed]:
    """An ecosystem's folder (all.zip, or loose records), or a folder of such and of lists."""
    if (path / "all.zip").is_file():
        yield _export(path, asked, seen, part)
        return
    inner = sorted(
        one for one in path.iterdir() if not (one.is_symlink() or one.name.startswith("."))
    )
    below = [one for one in inner if one.is_dir() and any(one.rglob("all.zip"))]
    lists = [one for one in inner if one.is_file() and _is_list(one)]
    records = [one for one in inner if one.suffix == ".json" and one.is_file() and one not in lists]
    rest = [one for one in inner if one.is_dir() and one not in below]
    if records or (rest and not lists and not below):
        yield Feed(asked, _inside(asked, part), OSV, lambda: _loose(path, lists, below), whole=True)
        rest = []
    for one in (*below, *rest):
        if one in rest and not any(file.suffix in _SUFFIXES for file in one.rglob("*")):
            continue  # documentation and the like
        yield from _folder(one, asked, seen, f"{part}/{one.name}".strip("/"))
    for one in lists:
        name = f"{part}/{one.name}".strip("/")
        yield _file(one, asked, _inside(asked, name), "")


def _inside(asked: str, part: str) -> str:
    return f"{asked}#{part}" if part else asked


def _export(path: Path, asked: str, seen: Mapping[str, str], part: str) -> Feed:
    source = _inside(asked, part)
    archive = path / "all.zip"

    def read(name: str) -> bytes | None:
        file = path / name
        return _read(file, MAX_FILE) if file.is_file() and not file.is_symlink() else None

    table = read(CHANGES)
    if table is not None:
        before = seen.get(source, "")
        changes = parse_changes(table, before)
        if before and len(changes.ids) <= MAX_CHANGED:
            found = [(name, read(name)) for name in (f"{one}.json" for one in changes.ids)]
            bodies = [(name, body) for name, body in found if body is not None]
            if len(bodies) == len(found):
                return changed(asked, source, bodies, changes.newest)
    newest = parse_changes(table).newest if table is not None else ""
    return Feed(
        asked,
        source,
        OSV,
        lambda: _zipped(archive),
        whole=True,
        seen=newest,
        total=_members(archive),
    )


def changed(asked: str, source: str, bodies: list[tuple[str, bytes]], newest: str) -> Feed:
    """A feed of the records that changed in an export that was brought in before."""
    return Feed(
        asked, source, OSV, lambda: bodies, whole=True, partial=True, seen=newest, total=len(bodies)
    )


def _is_list(path: Path) -> bool:
    return bool(_label(path, _head(path)))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:2] == b"\x1f\x8b":
        machine = zlib.decompressobj(wbits=31)
        try:
            return machine.decompress(head, _HEAD)
        except zlib.error:
            return head
    return head


def _label(path: Path, head: bytes, kind: str = "") -> str:
    if head.startswith(ZSTD_MAGIC):
        return BUNDLE
    if is_epss(head):
        return EPSS
    if is_kev(head):
        return KEV
    named = kind or next((one for one in ("pypi", "npm") if one in path.stem.lower()), "")
    listed = b'"rows"' in head or b'"packages"' in head or head.lstrip()[:1] == b"["
    if kind or (named and (listed or path.suffix == ".txt")):
        return f"{POPULAR}-{named}"
    return ""


def _file(path: Path, asked: str, source: str, kind: str) -> Feed:
    label = _label(path, _head(path), kind)
    if label == BUNDLE:
        return Feed(asked, source, BUNDLE, lambda: unbundled(path), whole=True)
    if label == EPSS:
        return Feed(asked, source, label, lambda: [(path.name, unpacked(_read(path, MAX_FILE)))])
    if label:
        return Feed(asked, source, label, lambda: [(path.name, _read(path, MAX_FILE))])
    return Feed(asked, source, OSV, lambda: [(path.name, _read(path, MAX_RECORD))], total=1)


def _loose(path: Path, lists: list[Path], below: list[Path]) -> Iterator[tuple[str, bytes]]:
    for file in sorted(path.rglob("*.json")):
        skipped = file in lists or any(one in file.parents for one in below)
        if file.is_file() and not file.is_symlink() and not skipped:
            yield str(file.relative_to(path)), _read(file, MAX_RECORD)


def _members(path: Path) -> int:
    with _whole_zip(path) as archive:
        return sum(info.filename.endswith(".json") for info in archive.infolist())


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with _whole_zip(path) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise ParseError(f"{path} has {len(members)} members; {MAX_MEMBERS} are read at most")
        for info in members:
            if info.filename.endswith(".json"):
                try:
                    with archive.open(info) as member:
                        body = member.read(MAX_RECORD + 1)
                except _BROKEN as error:
                    raise ParseError(f"{path} is no whole zip file: {error}", _AGAIN) from None
                yield info.filename, body


_AGAIN = "fetch the export again"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def _whole_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        raise ParseError(f"{path} is no whole zip file: {error}", _AGAIN) from None


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ParseError(f"{path} has more than {limit} bytes")
    return data


def unbundled(path: Path) -> Iterator[tuple[str, bytes]]:
    """The parts of an exported database as (kind, bytes), the last only if all were whole.

    Raises `ParseError` if a byte of it is another than was written.
    """
    import hashlib

    import zstandard

    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            machine = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            with machine.stream_reader(file) as stream:
                _expect(_exactly(stream, len(BUNDLE_MAGIC)) == BUNDLE_MAGIC, path)
                while True:
                    head = _exactly(stream, 16)
                    kind, size = head[:8].decode("ascii").strip(), int(head[8:], 16)
                    _expect(0 <= size <= MAX_FILE, path)
                    body = _exactly(stream, size)
                    if kind == "end":
                        _expect(body == digest.digest() and not stream.read(1), path)
                        return
                    digest.update(head + body)
                    yield kind, body
    except (zstandard.ZstdError, ValueError, EOFError) as error:
        raise ParseError(f"{path} is damaged: {error}", "fetch it again") from None


def _expect(fine: bool, path: Path) -> None:
    if not fine:
        raise ParseError(f"{path} is damaged: it is not what was written", "fetch it again")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = stream.read(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError("it ends early")
        parts += part
    return bytes(parts)
