"""Which files of an artifact does a list of known malware name, and which resemble its families?"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ostiary.core.facts.known import FileMatch, KnownFileMatches, LookAlike, LookAlikes
from ostiary.formats.contents import Contents
from ostiary.formats.known_files import EMPTY, KnownFile, KnownFiles, KnownShape
from ostiary.program.likeness.sketch import VERSION, FileShape, Shapes, likeness

ALIKE = 0.85
"""The share of common shingles from which two files are variants of one another."""

MAX_CANDIDATES = 32
"""Sketches of the list that one file is compared with, those first that share most."""


class KnownIndex:
    """A list, ready to be asked."""

    def __init__(self, known: KnownFiles) -> None:
        self.known = known
        self._files: dict[str, KnownFile] = {one.sha256: one for one in reversed(known.files)}
        self._files.pop(EMPTY, None)
        self._shapes: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(known.shapes):
            for number in one.minhash:
                self._shapes[number].append(place)

    @property
    def comparable(self) -> bool:
        """Whether it has sketches, made as we make them."""
        return bool(self.known.shapes) and self.known.sketch == VERSION

    @property
    def foreign(self) -> str:
        """Why its sketches cannot be used, if it has some that cannot."""
        if not self.known.shapes or self.known.sketch == VERSION:
            return ""
        return f"its sketches are of version {self.known.sketch}, version {VERSION} is read here"

    def files(self, contents: Contents) -> KnownFileMatches:
        """Members at any depth, and the archive itself, whose digests are on the list."""
        digests = [("", contents.sha256), *((row.path, row.sha256) for row in contents.files)]
        found = (
            FileMatch(path, digest, known.family, known.source, known.note)
            for path, digest in digests
            if (known := self._files.get(digest))
        )
        matches = tuple(sorted(set(found)))
        return KnownFileMatches(contents.filename, len(self._files), matches)

    def look_alikes(self, shapes: Shapes) -> LookAlikes:
        """Files of code that are near-duplicates; those whose very bytes are listed are left out."""
        found = [
            match
            for row in shapes.rows
            if row.sha256 not in self._files and (match := self._nearest(row))
        ]
        count = len(self.known.shapes)
        return LookAlikes(shapes.filename, count, tuple(sorted(found)), shapes.large)

    def _nearest(self, row: FileShape) -> LookAlike | None:
        best, share = None, ALIKE
        for one in self._candidates(row.minhash):
            found = likeness(row.minhash, one.minhash)
            if found > share or (best is None and found >= share):
                best, share = one, found
        if best is None:
            return None
        return LookAlike(row.path, best.family, round(share, 3), best.source, best.note)

    def _candidates(self, minhash: tuple[int, ...]) -> Iterator[KnownShape]:
        shared = Counter(place for number in minhash for place in self._shapes.get(number, ()))
        ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
        for place, count in ranked[:MAX_CANDIDATES]:
            if count * 2 >= len(minhash):
                yield self.known.shapes[place]
