"""Which tests, documents and examples must be read in full, since something leads to them after all?

Most of an archive with the sources of a library is its tests. Nobody runs them who uses the package, so those
that hide nothing are looked at for what they import; where the files together show that one of them would
be run, it is read like any other.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from ostiary.evidence.code import merged, read_code
from ostiary.formats.archive.member import Member
from ostiary.formats.contents import Contents, Kind
from ostiary.program.engine.remembered import Remembered
from ostiary.program.link import Drawn, draw
from ostiary.program.places import looks_aside, places
from ostiary.program.python.glance import glance
from ostiary.program.record import Source
from ostiary.program.roots import Roots

MAX_WHOLE = 1 << 17  # bytes of such files of one artifact that are read in full all the same
MAX_WAITING = 48 << 20  # bytes of those that wait to be read; what does not fit is read at once
MAX_ROUNDS = 8  # from a file that turned out to be run to the next; then all others are read


Noted = Callable[[Source], Source]


class Aside(Struct):
    """The files that were only looked at, with what it takes to read them."""

    _whole: int = MAX_WHOLE
    _left: int = MAX_WAITING
    _waiting: dict[str, list[bytes]] = field(default_factory=dict)
    _noted: Noted = field(default=lambda source: source)

    def look(self, item: Member, kind: Kind, words: Remembered) -> Source | None:
        """What such a file imports; None if it has to be read at once."""
        size = len(item.data)
        if kind is not Kind.PYTHON or item.depth or not looks_aside(item.path):
            return None
        if size <= self._whole:
            self._whole -= size
            return None
        source = glance(item.path, item.data, words, aside=True) if size <= self._left else None
        if source is not None:
            self._left -= size
            self._waiting.setdefault(item.path, []).append(item.data)
        return source

    def complete(
        self, contents: Contents, sources: list[Source], roots: Roots, noted: Noted
    ) -> tuple[list[Source], Drawn]:
        """The sources, those read in full that something leads to, and what leads where.

        `noted` says what is kept of one that was read in full.
        """
        self._noted = noted
        aside = places(contents).aside
        kept = self._read(sources, {one for one in self._waiting if not aside(one)})
        drawn = draw(contents, kept, roots)
        for count in range(MAX_ROUNDS):
            due = self._waiting.keys() & set(_led(drawn, kept, aside_of=self._waiting))
            if not due:
                break
            kept = self._read(kept, due if count < MAX_ROUNDS - 1 else set(self._waiting))
            drawn = draw(contents, kept, roots)
        self._waiting.clear()
        return drawn.lookup.shorten(), drawn

    def _read(self, sources: list[Source], due: set[str]) -> list[Source]:
        if not due:
            return sources
        found: list[Source] = []
        for source in sources:
            if source.path not in due:
                found.append(source)
                continue
            texts = self._waiting.pop(source.path)
            several = [self._noted(read_code(source.path, Kind.PYTHON, one)) for one in texts]
            found += merged(several if source.glanced else [*several, source])
        return found


def _led(drawn: Drawn, sources: Iterable[Source], aside_of: Iterable[str]) -> Iterator[str]:
    """The files that run at some moment, and those that files import which do not wait themselves."""
    yield from drawn.graph.reached()
    waiting = frozenset(aside_of)
    for source in sources:
        if source.path not in waiting and not looks_aside(source.path):
            yield from drawn.lookup.imports(source.path)
