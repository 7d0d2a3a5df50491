"""Which artifacts did this same version examine before? The reporting process's side of it.

Keys are made here, of bytes that were hashed here: what is examined never says under which name it is kept.
"""

from collections.abc import Iterable, Iterator
from io import SEEK_END
from pathlib import Path, PurePath
from typing import BinaryIO

from msgspec import Struct

from ostiary.core.digest import blocks, sha256, weighed
from ostiary.core.world import World
from ostiary.flows.apart import ARCHIVES, PLAN, Given
from ostiary.flows.edition import edition
from ostiary.formats.archive.limits import Limits
from ostiary.store.examinations import Examinations

MAX_HASHED = 1 << 30
"""Bytes of an archive above which it is always read: hashing it here would keep everybody waiting."""

MAX_PLAIN = 64 << 20
"""The same for any other file: of a large model only headers are read, sooner than it could be hashed."""


class Wanted(Struct, frozen=True):
    """What an examination depends on beside the bytes.

    `beside` names the other files that the same worker reads, and that could speak for this one if the
    worker were taken over.
    """

    given: Given
    shaped: bool
    beside: str = ""


class Slot(Struct, frozen=True):
    """Where the examination of one artifact belongs: the artifact's SHA-256, and the key of the entry."""

    digest: str
    key: str


class Before:
    """What was examined before, and a count of what was taken from there. Several threads may ask."""

    def __init__(self, world: World, *, fresh: bool = False) -> None:
        self._store = Examinations(Path(world.cache))
        self._fresh = fresh
        self._taken: list[str] = []
        self._fault = ""

    def usable(self) -> bool:
        """Whether anything can be kept; makes the folder for it."""
        if not self._fault and not edition():
            self._fault = "nothing tells which version of Ostiary this is"
        return not self._fault and self._store.usable()

    def find(self, stream: BinaryIO, wanted: Wanted) -> tuple[Slot, bytes] | None:
        """The packed examination of what a stream holds; the stream ends at its start."""
        if self._fresh or not self.usable():
            return None
        digest = _hashed(stream, None, wanted.given)
        if not digest:
            return None
        slot = _slot(digest, wanted)
        packed = self._store.get(slot.key)
        return None if packed is None else (slot, packed)

    def own(self, stream: BinaryIO, wanted: Wanted) -> tuple[Slot, BinaryIO] | None:
        """A copy that nobody can change any more, and where its examination belongs; or None.

        Of a file that others may write, the bytes that were hashed need not be those that are read.
        """
        copy = self._store.scratch() if self.usable() else None
        if copy is None:
            return None
        digest = _hashed(stream, copy, wanted.given)
        if not digest:
            copy.close()
            return None
        return _slot(digest, wanted), copy

    def keep(self, slot: Slot, packed: bytes) -> None:
        """Keep an examination for the next time."""
        self._store.put(slot.key, packed)

    def took(self, slot: Slot) -> None:
        """Count an examination that was used."""
        self._taken.append(slot.key)

    def trim(self) -> None:
        """Let go what is too much, and was not used for longest."""
        self._store.trim()

    def notes(self) -> tuple[str, ...]:
        """What the report says of it, at the end of the run; lets go what is too much."""
        self.trim()
        count, fault = len(self._taken), self._fault or self._store.fault
        told = []
        if count:
            many = "1 artifact was" if count == 1 else f"{count:,} artifacts were"
            told.append(
                f"{many} examined before by this same version and judged anew (--fresh reads all again)"
            )
        if fault:
            told.append(f"examinations are not kept for the next time: {fault}")
        return tuple(told)


def _slot(digest: str, wanted: Wanted) -> Slot:
    given = wanted.given
    told = (
        edition(), digest, given.name, given.executable, given.target, wanted.shaped, wanted.beside,
        Limits(), PLAN.limits,
    )  # fmt: skip
    return Slot(digest, sha256(repr(told).encode("utf-8", "surrogateescape")))


def _hashed(stream: BinaryIO, copy: BinaryIO | None, given: Given) -> str:
    """SHA-256 of all of a stream, copied on the way; empty if it is too long or cannot be read."""
    archive = PurePath(given.name).suffix.lower() in ARCHIVES
    most = MAX_HASHED if archive else MAX_PLAIN
    try:
        if stream.seek(0, SEEK_END) > most:
            return ""
        stream.seek(0)
        digest, size = weighed(_copied(blocks(stream, most + 1), copy))
        if copy is not None:
            copy.seek(0)
    except OSError:
        return ""
    finally:
        _to_start(stream)
    return digest if size <= most else ""  # it may have grown


def _copied(pieces: Iterable[bytes], copy: BinaryIO | None) -> Iterator[bytes]:
    for piece in pieces:
        if copy is not None:
            copy.write(piece)
        yield piece


def _to_start(stream: BinaryIO) -> None:
    try:
        stream.seek(0)
    except OSError:
        return  # whoever reads it will say so
