"""Which files and functions are worth an evaluation, and how much of each?"""

from array import array
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.program.engine.code import Closure, Module
from ostiary.program.engine.moments import Moments
from ostiary.program.engine.noted import Word
from ostiary.program.engine.remembered import Remembered
from ostiary.program.engine.words import MAX_HITS, folded, hides, hits
from ostiary.program.weight import signs

MAX_HOPS = 3  # imports from a file without a word of note to one with some
MAX_SHARED = 2 << 20  # bytes of source of modules that stay for others to import
MAX_ALIVE = 260_000  # signs of the sources whose trees are in memory at the same time
MAX_TWICE = 90_000  # signs of a source of whose tree there are two while it is parsed
MAX_PLAIN = 2 << 20  # bytes of modules without a word that are evaluated for their constants
MAX_PLAIN_FILE = 40_000
MAX_SMALL = 24_000  # bytes of a file whose loops are cheap to run
MAX_GLUING = 400_000  # bytes of files that do no more than join others
MAX_ASIDE = 1 << 17  # bytes of tests, documents and examples that are run whatever they hold
MAX_LITTLE = 1 << 16  # bytes of all source of an artifact that is evaluated whatever its words
MAX_WHOLE = 300_000  # bytes of a script of which functions without a word are evaluated, too


class Seen(Struct, frozen=True):
    """The words of a file, in the little room that leaves for those of thousands of files.

    `places` holds the byte of each hit times `KINDS` plus what kind of word it is, in order.
    """

    kinds: Word
    places: "array[int]"


KINDS = 1 << 8


class Worth:
    """Decides by the words of a file, its size and its moment; a choice of where to look."""

    def __init__(
        self,
        files: Mapping[str, tuple[str, bytes]],
        moments: Moments,
        words: Remembered,
        pages: frozenset[str] = frozenset(),
    ) -> None:
        self.files = files
        self._pages = pages
        self._words = words
        self.moments = moments
        self._hits: dict[str, Seen] = {}
        self._weights: dict[str, int] = {}
        self._worthy: dict[str, bool] = {}
        self._room = MAX_SHARED
        self._alive = -1
        self._plain = MAX_PLAIN
        self._gluing = MAX_GLUING
        self._aside = MAX_ASIDE
        self._little = sum(len(source) for _, source in files.values()) <= MAX_LITTLE

    def loading(self, path: str) -> bool:
        """Whether a file could do anything of note; of those that an installer runs it is not asked."""
        found = self._worthy.get(path)
        if found is None:
            found = self._worthy[path] = self._is_worth(path)
        return found

    def running(self, path: str) -> bool:
        """Whether a file is run by itself: tests only while there are few, or if they may hide something."""
        if not self.loading(path) or self.moments.of(path, "") is not Reach.TEST:
            return self.loading(path)
        size = len(self.files[path][1])
        if size > self._aside:
            return hides(self.hits(path).kinds)
        self._aside -= size
        return True

    def _is_worth(self, path: str) -> bool:
        reach = self.moments.of(path, "")
        if reach in {Reach.INSTALL, Reach.START}:
            return True
        kinds = self.hits(path).kinds
        if kinds & (Word.SINK | Word.EXECUTE) or (self._little and reach is not Reach.TEST):
            return True
        early = reach is Reach.IMPORT and not self.moments.is_deep(path, "")
        if not early or kinds & Word.DETOUR:
            return early
        language, source = self.files[path]
        size = len(source)
        takes = language == "python" and bool(kinds & Word.SOURCE)  # and may hand it to anybody
        if size > min(self._gluing, MAX_PLAIN_FILE) or not (takes or self._hands_on(path)):
            return False
        self._gluing -= size
        return True

    def _hands_on(self, path: str) -> bool:
        """Whether it may do no more than hand what one file takes to another one that sends it."""
        seen, ring = {path}, [path]
        for _ in range(MAX_HOPS):
            ring = [other for one in ring for other in self.moments.imports(one)]
            ring = [one for one in dict.fromkeys(ring) if one in self.files and one not in seen]
            seen.update(ring)
            if any(self.hits(one).kinds & Word.SINK for one in ring):
                return True
        return False

    def sharing(self, path: str) -> bool:
        """Whether a module is loaded because another one imports it; plain ones while that is cheap."""
        size = len(self.files[path][1])
        if not self.loading(path):
            if size > self._plain or size > MAX_PLAIN_FILE:
                return False
            self._plain -= size
        if self._alive < 0:
            self._alive = MAX_ALIVE - max(map(self._need, self.files), default=0)
        weight = self._signs(path)
        if size > self._room or weight > self._alive:
            return False
        self._room -= size
        self._alive -= weight
        return True

    def _signs(self, path: str) -> int:
        weight = self._weights.get(path)
        if weight is None:
            weight = self._weights[path] = signs(self.files[path][1])
        return weight

    def _need(self, path: str) -> int:
        """The signs for which there has to be room while a file is parsed and evaluated by itself."""
        language, source = self.files[path]
        if language != "python" or len(source) < MAX_WHOLE // 10:
            return 0
        weight = self._signs(path)
        return weight + min(weight, MAX_TWICE)

    def hits(self, path: str) -> Seen:
        """The words of note of a file, looked for once."""
        found = self._hits.get(path)
        if found is None:
            language, source = self.files[path]
            plain = language in {"python", "bytecode"}
            one = self._words.python(source) if plain else hits(source)
            places = array("Q", sorted(place * KINDS + kind for place, kind in one.places))
            found = self._hits[path] = Seen(one.kinds, places)
        return found

    def beyond(self, path: str) -> bool:
        """Whether a file that was asked about holds more words than are looked at."""
        found = self._hits.get(path)
        return found is not None and len(found.places) >= MAX_HITS

    def decodes(self, path: str) -> bool:
        """Whether the loops of a file are run to their end.

        It shows a sign of decoding, or is small and executes text. Libraries of pages take letters apart for
        many reasons: a larger one that only a browser runs must execute text as well.
        """
        kinds = self.hits(path).kinds
        small = len(self.files[path][1]) < MAX_SMALL
        if path in self._pages and not small:
            return hides(kinds)
        return bool(kinds & Word.DECODE or (kinds & Word.EXECUTE and small))

    def marks(self, path: str) -> tuple[int, ...] | None:
        """The places of note of a large script; None for files that are lowered in full."""
        language, source = self.files[path]
        places = self.hits(path).places
        if language == "python" or len(source) < MAX_WHOLE or len(places) >= MAX_HITS:
            return None
        told = (place for _, place in self.moments.telling(path) if place >= 0)
        return tuple(sorted({*told, *(one // KINDS for one in places)}))

    def hot(self, path: str) -> frozenset[int]:
        """The lines of a file that hold a word of note, or call under another name what such a word means."""
        language, source = self.files[path]
        if self._little and language == "python":
            return frozenset(range(1, source.count(b"\n") + 2))
        early = self.moments.of(path, "") is not Reach.CALL
        detours = early and not self.moments.is_deep(path, "")
        plain = folded(source) if language in {"python", "bytecode"} else source
        lines = _lines(plain, self.hits(path), detours=detours)
        return lines.union(line for line, _ in self.moments.telling(path))


def holds_word(module: Module, closure: Closure) -> bool:
    """Whether a function holds any word of note."""
    if module.layers or not module.hot:
        return bool(module.layers)
    node = closure.node
    last = getattr(node, "end_lineno", None) or _last(node)
    if last - node.lineno > len(module.hot):
        return any(node.lineno <= line <= last for line in module.hot)
    return any(line in module.hot for line in range(node.lineno, last + 1))


def _last(node: Any) -> int:
    last = getattr(node, "lineno", 0)
    stack = list(getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else [])
    for _ in range(10_000):
        if not stack:
            break
        one = stack.pop()
        last = max(last, getattr(one, "lineno", 0))
        for name in ("body", "orelse", "finalbody", "handlers"):
            inner = getattr(one, name, None)
            if isinstance(inner, list):
                stack += inner
    return last + 3


def _lines(source: bytes, found: Seen, *, detours: bool) -> frozenset[int]:
    """The lines that hold a word of note."""
    lines: list[int] = []
    line, last = 1, 0
    for one in found.places:
        place, kind = divmod(one, KINDS)
        if kind == Word.DETOUR and not detours:
            continue
        line += source.count(b"\n", last, place)
        last = place
        if not lines or lines[-1] != line:
            lines.append(line)
    return frozenset(lines)
