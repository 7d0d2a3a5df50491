"""One layer of a container image: what in it says what is in use, and what it takes away."""

import gzip
import io
import posixpath
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, cast

import zstandard
from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.inventory.catalogue import wanted, wanted_in

MAX_FILE = 64 << 20
"""Bytes of one file that is taken out."""
MAX_KEPT = 2 << 30
"""Bytes of all files that are taken out."""
MAX_MEMBERS = 5_000_000
"""Members of all layers together."""

_INFO = regex(
    r"(?:.*/)?[^/]+\.(?:dist-info|egg-info|egg/EGG-INFO)"
    r"(?:/(?:METADATA|PKG-INFO|direct_url\.json|INSTALLER|REQUESTED))?"
    r"|(?:.*/)?(?:site|dist)-packages/[^/]+\.egg"
)
_MODULE = regex(
    r"(?:.*/)?node_modules/(?:\.pnpm/[^/]+/node_modules/)?(?:@[^/]+/)?[^/]+/package\.json"
)
_CONDA = regex(r"(?:.*/)?conda-meta/[^/]+\.json")
_SKIPPED = regex(r"(?:proc|sys|dev)/|(?:.*/)?(?:site-packages|dist-packages|node_modules)/")


class Spread(Struct):
    """What was taken out: path -> the digest of the layer that it stands in."""

    layers: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    kept: int = 0
    members: int = 0


Take = Callable[[tarfile.TarFile, tarfile.TarInfo], None]


class Layer:
    """One layer while it is read; `prefix` stands before every path of its image in our folder.

    `fresh` are its own paths, which its whiteouts do not concern; `linked` are files of it that have further
    names under which they are wanted, and these names.
    """

    def __init__(self, digest: str, into: Path, prefix: str, result: Spread) -> None:
        self._digest, self._into, self._prefix, self._result = digest, into, prefix, result
        self._fresh: set[str] = set()
        self._linked: dict[str, list[str]] = {}

    def read(self, opened: Callable[[], IO[bytes]]) -> None:
        """Take out what is wanted, and away what it takes away. Raises `ParseError` or `LimitError`."""
        self._pass(opened, self._member)
        if self._linked:  # what a second name stands for may not have been wanted at first
            self._pass(opened, self._named)
        for target, paths in self._linked.items():
            why = f"a second name of `{target}`, which is not in its layer"
            self._result.lost += [f"{path}: {why}" for path in paths]

    def _pass(self, opened: Callable[[], IO[bytes]], take: Take) -> None:
        ends: list[bool] = [False]
        try:
            with (
                opened() as stream,
                tarfile.open(fileobj=_plain(stream), mode="r|", tarinfo=_noting(ends)) as tar,
            ):
                for member in tar:
                    self._result.members += 1
                    if self._result.members > MAX_MEMBERS:
                        raise LimitError(f"layers with more than {MAX_MEMBERS} members")
                    take(tar, member)
        except _UNREADABLE as error:
            raise ParseError(f"layer {self._digest} cannot be read: {error}") from None
        if not ends[-1]:
            raise ParseError(
                f"layer {self._digest} has no mark of its end, so something may be missing"
            )

    def _member(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        inner = _inside(member.name)
        if not inner:
            return
        path = self._prefix + inner
        folder, _, name = path.rpartition("/")
        if name.startswith(".wh."):
            self._whiteout(folder, name)
            return
        if path in self._result.layers:
            self._drop(path)  # whatever it is now, it takes the place of what was there
        if _is_wanted(inner, name):
            if member.isfile():
                self._keep(tar.extractfile(member), member.size, path)
            elif member.islnk():
                self._linked.setdefault(_inside(member.linkname), []).append(path)
            elif not member.isdir():
                self._result.lost.append(f"{path}: a link or a device in the place of a file")
        elif member.issym() and name == "node_modules" and not _names_modules(member.linkname):
            self._result.lost.append(f"{path}: a link to a folder of another name")

    def _named(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        """A file that is wanted under other names."""
        paths = self._linked.pop(_inside(member.name), []) if member.isfile() else []
        if paths:
            source = tar.extractfile(member)
            data = source.read(MAX_FILE) if source else b""
            for path in paths:
                self._keep(io.BytesIO(data), member.size, path)

    def _keep(self, source: IO[bytes] | None, size: int, path: str) -> None:
        """Take one file out."""
        result, place = self._result, self._into / path
        if size > MAX_FILE or result.kept + size > MAX_KEPT:
            result.lost.append(f"{path}: {size} bytes, more than is taken out of an image")
            return
        above = (one for one in place.parents if one != self._into)
        if source is None or place.is_dir() or any(one.is_file() for one in above):
            result.lost.append(f"{path}: a file in the place of a folder")
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source.read(MAX_FILE))
        result.layers[path] = self._digest
        result.kept += size
        self._fresh.add(path)

    def _whiteout(self, folder: str, name: str) -> None:
        """It takes away what a lower one brought: one path, or a whole folder's content."""
        prefix = f"{folder}/" if folder else ""
        every = self._result.layers
        if name == ".wh..wh..opq":
            gone = [one for one in every if one.startswith(prefix)]
        else:
            target = prefix + name.removeprefix(".wh.")
            gone = [one for one in every if one == target or one.startswith(f"{target}/")]
        for one in gone:
            if one not in self._fresh:
                self._drop(one)

    def _drop(self, path: str) -> None:
        (self._into / path).unlink(missing_ok=True)
        self._result.layers.pop(path, None)
        self._fresh.discard(path)


_UNREADABLE = (tarfile.TarError, zlib.error, EOFError, zstandard.ZstdError, OSError, ValueError)


def _inside(name: str) -> str:
    """The path in the image; empty for the root and for what leads out of it."""
    path = posixpath.normpath(name.lstrip("/"))
    return "" if path == "." or path.startswith("..") else path


def _names_modules(target: str) -> bool:
    return posixpath.normpath(target).rpartition("/")[2] == "node_modules"


def _noting(ends: list[bool]) -> type[tarfile.TarInfo]:
    """Members that note whether the last header was the mark of the end: at others Python ends in silence."""

    class Noting(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            ends[-1] = len(buf) == tarfile.BLOCKSIZE and not any(buf)
            return super().frombuf(buf, encoding, errors)

    return Noting


def _plain(stream: IO[bytes]) -> BinaryIO:
    """The bytes of a layer, unpacked on the way."""
    head = stream.read(4)
    stream.seek(0)
    if head[:2] == b"\x1f\x8b":
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if head == b"\x28\xb5\x2f\xfd":
        reader = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
        return cast("BinaryIO", io.BufferedReader(cast("Any", reader)))
    return cast("BinaryIO", stream)


def _is_wanted(path: str, name: str) -> bool:
    if _INFO.fullmatch(path) or _MODULE.fullmatch(path) or _CONDA.fullmatch(path):
        return True
    folder = path.rpartition("/")[0]
    if any(one.fullmatch(name) for one in wanted_in(folder)):
        return True
    return not _SKIPPED.match(path) and wanted(name)
