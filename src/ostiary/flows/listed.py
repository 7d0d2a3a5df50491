"""The list of known-bad files that was brought to this machine, put beside what was examined."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from ostiary.core.errors import OstiaryError, ParseError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.known import KnownFileMatches, LookAlikes
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.formats.contents import Contents
from ostiary.formats.known_files import MAX_LINE, MAX_LIST, parse_known_files
from ostiary.program.likeness.known import KnownIndex
from ostiary.program.likeness.sketch import Shapes
from ostiary.store.known_files import HINT, KNOWN, read_known

SOURCE = "list of known-bad files"


class Listed(Struct, frozen=True):
    """The list, ready to be asked; None where there is none, and `fault` says why one cannot be used."""

    index: KnownIndex | None = None
    fault: str = ""

    @property
    def comparable(self) -> bool:
        """Whether code has to be sketched to be compared with it."""
        return self.index is not None and self.index.comparable

    def versions(self) -> tuple[tuple[str, str], ...]:
        """What a run that used it rested on."""
        if self.index is None:
            return (("known-bad files", f"unusable: {self.fault}"),) if self.fault else ()
        known = self.index.known
        text = f"{len(known.files)} digests, {len(known.shapes)} sketches, brought in {known.built}"
        return (("known-bad files", text),)


NONE = Listed()
"""No list was brought in: nothing is known, and nothing is claimed."""


def from_folder(data: Path) -> Listed:
    """The list in the user's data folder."""
    path = data / KNOWN
    if not path.exists():
        return NONE
    try:
        return Listed(KnownIndex(read_known(path)))
    except OstiaryError as error:
        return Listed(None, error.message)


_last: dict[bytes, Listed] = {}
"""The list that this worker read last, by a first line that carries the digest of the rest."""


def from_stream(stream: BinaryIO) -> Listed:
    """The list from an open file; a worker that gets the same one again knows it by its first line."""
    head = stream.readline(MAX_LINE)
    if head in _last:
        return _last[head]
    stream.seek(0)
    try:
        listed = Listed(KnownIndex(parse_known_files(stream.read(MAX_LIST + 1))))
    except ParseError as error:
        return Listed(None, error.message)
    _last.clear()
    if b'"body"' in head:
        _last[head] = listed
    return listed


def with_known(
    items: Iterable[Item], subject: Subject, listed: Listed, world: World
) -> tuple[Item, ...]:
    """The items with what the list knows of each artifact; sketches have served, and are left out."""
    every = tuple(items)
    rest = tuple(one for one in every if one.kind is not Shapes)
    if listed.index is None and not listed.fault:
        return rest
    return (*rest, *_known(every, subject, listed, world))


def _known(
    items: tuple[Item, ...], subject: Subject, listed: Listed, world: World
) -> Iterator[Item]:
    index = listed.index
    if index is None:
        yield from _lost(subject, Cause.MALFORMED, listed.fault, HINT)
        return
    if index.foreign:
        yield Unknown(subject, LookAlikes, SOURCE, Cause.MALFORMED, index.foreign, HINT)
    for item in items:
        if isinstance(item, Evidence) and isinstance(item.data, Contents):
            yield Evidence(subject, index.files(item.data), SOURCE, world.now)
        elif isinstance(item, Evidence) and isinstance(item.data, Shapes):
            yield Evidence(subject, index.look_alikes(item.data), SOURCE, world.now)
        elif isinstance(item, Unknown) and item.kind is Contents:
            yield from _lost(subject, item.cause, f"{item.source}: {item.reason}", item.hint)


def _lost(subject: Subject, cause: Cause, reason: str, hint: str) -> Iterator[Item]:
    for kind in (KnownFileMatches, LookAlikes):
        yield Unknown(subject, kind, SOURCE, cause, reason, hint)
