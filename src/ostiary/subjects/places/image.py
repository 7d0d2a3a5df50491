"""Container images: which files of their layers say what is in use?

Only listings and metadata of installed packages are taken out, into a folder of our own; nothing is run, no
link is made and no other file is written.
"""

import gzip
import io
import json
import posixpath
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, cast

import zstandard

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.inventory.catalogue import wanted

MAX_JSON = 16 << 20
MAX_FILE = 64 << 20
"""Bytes of one file that is taken out."""
MAX_KEPT = 2 << 30
"""Bytes of all files that are taken out."""
MAX_MEMBERS = 5_000_000
"""Members of all layers together."""
MAX_LAYERS = 500

_INFO = re.compile(
    r"(?:.*/)?[^/]+\.(?:dist-info|egg-info)(?:/(?:METADATA|PKG-INFO|direct_url\.json|INSTALLER|REQUESTED))?"
)
_MODULE = re.compile(
    r"(?:.*/)?node_modules/(?:\.pnpm/[^/]+/node_modules/)?(?:@[^/]+/)?[^/]+/package\.json"
)
_DPKG = re.compile(r"var/lib/dpkg/(?:status|status\.d/[^/]+)")
_CONDA = re.compile(r"(?:.*/)?conda-meta/[^/]+\.json")
_SKIPPED = re.compile(r"(?:proc|sys|dev)/|(?:.*/)?(?:site-packages|dist-packages|node_modules)/")


@dataclass
class Spread:
    """What was taken out: path -> the digest of the layer that it stands in."""

    layers: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    kept: int = 0
    members: int = 0


def spread(path: Path, into: Path) -> Spread:
    """Take listings and metadata out of an image. Raises `ParseError`, `LimitError` or `OSError`.

    Sources: OCI image specification 1.1, "image layout" and "layer filesystem changeset" (whiteouts); the
    archive that `docker save` writes.
    """
    result = Spread()
    with ExitStack() as stack:
        blobs = _Folder(path) if path.is_dir() else stack.enter_context(_Archive(path))
        layers = list(_layers(blobs))
        if len(layers) > MAX_LAYERS:
            raise LimitError(f"an image of {len(layers)} layers; {MAX_LAYERS} are read at most")
        for name, digest in layers:
            with blobs.open(name) as stream:
                _layer(stream, digest, into, result)
    return result


class _Folder:
    """An OCI layout on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        place = (self._path / name).resolve()
        if not place.is_relative_to(self._path.resolve()) or not place.is_file():
            raise ParseError(f"the image names `{name}`, which is not in it")
        return place.open("rb")

    def has(self, name: str) -> bool:
        return (self._path / name).is_file()


class _Archive:
    """An image in one tar archive, plain or compressed by gzip."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._tar = tarfile.open(self._path, "r:*")
            self._members = {
                posixpath.normpath(one.name): one for one in self._tar.getmembers() if one.isfile()
            }
        except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
            raise ParseError(f"not an image: {error}") from None
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()

    def open(self, name: str) -> IO[bytes]:
        member = self._members.get(posixpath.normpath(name))
        stream = self._tar.extractfile(member) if member else None
        if stream is None:
            raise ParseError(f"the image names `{name}`, which is not in it")
        return stream

    def has(self, name: str) -> bool:
        return posixpath.normpath(name) in self._members


_Blobs = _Folder | _Archive


def _json(blobs: _Blobs, name: str) -> Any:
    with blobs.open(name) as stream:
        data = stream.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise LimitError(f"`{name}` of the image is longer than {MAX_JSON} bytes")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"`{name}` of the image is no JSON: {error}") from None


def _layers(blobs: _Blobs) -> Iterator[tuple[str, str]]:
    """Path and digest of each layer, the lowest first; of every platform that is in the image."""
    try:
        if blobs.has("manifest.json"):
            for image in _json(blobs, "manifest.json"):
                for name in image["Layers"]:
                    yield str(name), str(name)
        elif blobs.has("index.json"):
            yield from _of_index(blobs, _json(blobs, "index.json"), 0)
        else:
            raise ParseError("neither an OCI layout nor what `docker save` writes")
    except (KeyError, TypeError, AttributeError) as error:
        raise ParseError(f"the image's manifest is not what it should be: {error!r}") from None


def _of_index(blobs: _Blobs, index: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > 3:
        raise LimitError("an image whose indexes are nested too deeply")
    for entry in index["manifests"]:
        annotations = entry.get("annotations") or {}
        if annotations.get("vnd.docker.reference.type"):
            continue  # an attestation about an image, and no image
        document = _json(blobs, _blob(entry["digest"]))
        if "manifests" in document:
            yield from _of_index(blobs, document, depth + 1)
        else:
            for layer in document["layers"]:
                yield _blob(layer["digest"]), str(layer["digest"])


def _blob(digest: str) -> str:
    algorithm, _, value = str(digest).partition(":")
    if not algorithm.isalnum() or not value.isalnum():
        raise ParseError(f"`{str(digest)[:80]}` is no digest of a blob")
    return f"blobs/{algorithm}/{value}"


def _layer(stream: IO[bytes], digest: str, into: Path, result: Spread) -> None:
    try:
        with tarfile.open(fileobj=_plain(stream), mode="r|") as tar:
            for member in tar:
                result.members += 1
                if result.members > MAX_MEMBERS:
                    raise LimitError(f"layers with more than {MAX_MEMBERS} members")
                _member(tar, member, digest, into, result)
    except (tarfile.TarError, zlib.error, EOFError, zstandard.ZstdError, OSError) as error:
        raise ParseError(f"layer {digest} cannot be read: {error}") from None


def _plain(stream: IO[bytes]) -> BinaryIO:
    """The bytes of a layer, unpacked on the way."""
    head = stream.read(4)
    stream.seek(0)
    if head[:2] == b"\x1f\x8b":
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if head == b"\x28\xb5\x2f\xfd":
        reader = zstandard.ZstdDecompressor().stream_reader(stream)
        return cast("BinaryIO", io.BufferedReader(cast("Any", reader)))
    return cast("BinaryIO", stream)


def _member(
    tar: tarfile.TarFile, member: tarfile.TarInfo, digest: str, into: Path, result: Spread
) -> None:
    path = posixpath.normpath(member.name.lstrip("/"))
    if path.startswith("..") or path == ".":
        return
    folder, _, name = path.rpartition("/")
    if name.startswith(".wh."):
        _whiteout(folder, name, into, result)
    elif path in result.layers and not member.isfile():
        _drop(path, into, result)  # a folder or link in the place of a file of a lower layer
    elif member.isfile() and _is_wanted(path, name):
        if member.size > MAX_FILE or result.kept + member.size > MAX_KEPT:
            result.lost.append(f"{path}: {member.size} bytes, more than is taken out of an image")
            return
        source = tar.extractfile(member)
        place = into / path
        if source is None or any(parent.is_file() for parent in place.parents if parent != into):
            result.lost.append(f"{path}: a file in the place of a folder")
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source.read(MAX_FILE))
        result.layers[path] = digest
        result.kept += member.size


def _whiteout(folder: str, name: str, into: Path, result: Spread) -> None:
    """A layer takes away what a lower one brought: one path, or a whole folder's content."""
    prefix = f"{folder}/" if folder else ""
    if name == ".wh..wh..opq":
        gone = [one for one in result.layers if one.startswith(prefix)]
    else:
        target = prefix + name.removeprefix(".wh.")
        gone = [one for one in result.layers if one == target or one.startswith(f"{target}/")]
    for one in gone:
        _drop(one, into, result)


def _drop(path: str, into: Path, result: Spread) -> None:
    (into / path).unlink(missing_ok=True)
    result.layers.pop(path, None)


def _is_wanted(path: str, name: str) -> bool:
    if _INFO.fullmatch(path) or _MODULE.fullmatch(path) or _CONDA.fullmatch(path):
        return True
    if _DPKG.fullmatch(path):
        return True
    return not _SKIPPED.match(path) and wanted(name)
