"""Container images: which files of their layers say what is in use?

Only listings and metadata of installed packages are taken out, into a folder of our own; nothing is run, no
link is made and no other file is written.
"""

import json
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

from ostiary.core.errors import LimitError, ParseError
from ostiary.subjects.places.image_layer import Layer, Spread

MAX_JSON = 16 << 20
MAX_LAYERS = 500


def spread(path: Path, into: Path) -> Spread:
    """Take listings and metadata out of an image. Raises `ParseError`, `LimitError` or `OSError`.

    Sources: OCI image specification 1.1, "image layout" and "layer filesystem changeset" (whiteouts); the
    archive that `docker save` writes.
    """
    result = Spread()
    with ExitStack() as stack:
        blobs = _Folder(path) if path.is_dir() else stack.enter_context(_Archive(path))
        # Tools write both kinds of manifest, about the same layers.
        images = list({tuple(name for name, _ in one): one for one in _images(blobs)}.values())
        count = sum(map(len, images))
        if count > MAX_LAYERS:
            raise LimitError(f"an image of {count} layers; {MAX_LAYERS} are read at most")
        if not count:
            raise ParseError("the image has no layers, so there is nothing to look at")
        for number, layers in enumerate(images, 1):
            # Each by itself: a layer of one takes nothing away from another.
            prefix = f"image{number}/" if len(images) > 1 else ""
            for name, digest in layers:
                Layer(digest, into, prefix, result).read(partial(blobs.open, name))
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


def _images(blobs: _Blobs) -> Iterator[list[tuple[str, str]]]:
    """Path and digest of the layers of each image, the lowest first; every platform is an image."""
    try:
        saved, layout = blobs.has("manifest.json"), blobs.has("index.json")
        if saved:
            for image in _json(blobs, "manifest.json"):
                yield [(str(name), str(name)) for name in image["Layers"]]
        if layout:
            yield from _of_index(blobs, _json(blobs, "index.json"), 0)
        if not saved and not layout:
            raise ParseError("neither an OCI layout nor what `docker save` writes")
    except (KeyError, TypeError, AttributeError) as error:
        raise ParseError(f"the image's manifest is not what it should be: {error!r}") from None


def _of_index(blobs: _Blobs, index: Any, depth: int) -> Iterator[list[tuple[str, str]]]:
    if depth > 3:
        raise LimitError("an image whose indexes are nested too deeply")
    for entry in index["manifests"]:
        document = _json(blobs, _blob(entry["digest"]))
        if "manifests" in document:
            yield from _of_index(blobs, document, depth + 1)
        elif not _is_attestation(entry, document):
            layers = document["layers"]
            yield [(_blob(one["digest"]), str(one["digest"])) for one in layers]


def _is_attestation(entry: Any, document: Any) -> bool:
    """Whether it is about an image, and none: said so, and without any layer that could be unpacked."""
    annotations = entry.get("annotations") or {}
    kinds = [str(one.get("mediaType")) for one in document["layers"]]
    return bool(annotations.get("vnd.docker.reference.type")) and not any(
        "tar" in one for one in kinds
    )


def _blob(digest: str) -> str:
    algorithm, _, value = str(digest).partition(":")
    if not algorithm.isalnum() or not value.isalnum():
        raise ParseError(f"`{str(digest)[:80]}` is no digest of a blob")
    return f"blobs/{algorithm}/{value}"
