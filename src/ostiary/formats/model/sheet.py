"""What a reader writes down while it goes through one model file."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.digest import sha256
from ostiary.formats.archive.names import shown
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import (
    Called,
    Carries,
    Gravity,
    ModelFile,
    Oddity,
    Reached,
    Span,
    Standing,
    Topic,
)

MAX_CALLED = 2_000
"""Different calls that one file is reported with."""
MAX_ODDITIES = 500
MAX_REACHED = 500
MAX_DETAILS = 60
MAX_TEXT = 400
"""Characters of any text out of a file that is shown."""
MAX_SPANS = 20
"""Unowned spans that are named; all are counted."""

Nested = Callable[[str, Extent], str]
"""Reads a part of this file, given the name of the part and its bytes; the answer is its format, or empty."""
Passed = Callable[[str, bytes], None]
"""Hands a text or a program that lies in the file to those who read texts and programs."""


class Sheet(Struct):
    """The notes on one file; `nested` and `passed` lead to the other readers."""

    path: str
    extent: Extent
    nested: Nested
    passed: Passed
    format: str = ""
    carries: Carries = Carries.UNKNOWN
    opaque: str = ""
    tensors: int = 0
    tensor_bytes: int = 0
    loader: str = ""
    plain_load: str = ""
    readers: list[str] = field(default_factory=list)
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _calls: dict[tuple[str, str, Standing, str], Called] = field(default_factory=dict)
    _oddities: dict[Oddity, None] = field(default_factory=dict)
    _reaches: dict[Reached, None] = field(default_factory=dict)
    _details: dict[str, str] = field(default_factory=dict)
    _claims: dict[str, str] = field(default_factory=dict)

    def own(self, start: int, end: int) -> None:
        """The bytes from `start` up to `end` are explained."""
        spans = self._spans
        if spans and spans[-1][1] == start:
            spans[-1] = spans[-1][0], end
        elif end > start:
            spans.append((start, end))

    def spans(self) -> list[tuple[int, int]]:
        """All bytes that are explained so far, in order of where they begin; they may overlap."""
        return sorted(self._spans)

    def call(self, called: Called) -> None:
        """Loading would call this; the same once more is only counted."""
        name = clean(called.name)
        key = name, called.how, called.standing, called.reason
        known = self._calls.get(key)
        if known:
            self._calls[key] = replace(known, count=known.count + called.count)
        elif len(self._calls) < MAX_CALLED or called.standing is Standing.SINK:
            arguments = clean(called.arguments)
            self._calls[key] = replace(called, name=name, arguments=arguments)
        else:
            self.stop(f"it calls more than {MAX_CALLED} different things")

    def odd(
        self,
        topic: Topic,
        rule: str,
        message: str,
        *,
        at: int = 0,
        gravity: Gravity = Gravity.UNUSUAL,
    ) -> None:
        """Something is not as it should be.

        What the file itself says stands in the message between back-quotes.
        """
        if len(self._oddities) >= MAX_ODDITIES and gravity < Gravity.HARMFUL:
            self.stop(f"more than {MAX_ODDITIES} things are odd about it")
            return
        self._oddities[Oddity(topic, rule, clean(message), at, gravity)] = None

    def broken(self, rule: str, message: str, at: int = 0) -> None:
        """A rule of the format is not kept."""
        self.odd(Topic.STRUCTURE, rule, message, at=at, gravity=Gravity.BROKEN)

    def reach(self, kind: str, target: str, at: int = 0, *, escapes: bool = False) -> None:
        """Loading or use would open something beside the file."""
        if len(self._reaches) >= MAX_REACHED:
            self.stop(f"it names more than {MAX_REACHED} things beside it")
            return
        self._reaches[Reached(kind, clean(target), at, escapes)] = None

    def detail(self, key: str, value: object) -> None:
        """Something that people like to know."""
        if len(self._details) < MAX_DETAILS:
            self._details[key] = clean(str(value))

    def claim(self, key: str, value: object) -> None:
        """Something that the author states, and nobody can check here."""
        if len(self._claims) < MAX_DETAILS:
            self._claims.setdefault(key, clean(str(value)))

    def stop(self, reason: str) -> None:
        """It could not be read to its end; the first reason stays."""
        self.opaque = self.opaque or clean(reason)

    def result(self) -> ModelFile:
        """The record."""
        size = self.extent.size
        accounted, unowned = _accounts(self._spans, size)
        return ModelFile(
            path=self.path,
            format=self.format,
            size=size,
            carries=self.carries,
            accounted=accounted,
            unowned=unowned,
            calls=tuple(sorted(self._calls.values())),
            oddities=tuple(sorted(self._oddities)),
            reaches=tuple(sorted(self._reaches)),
            opaque=self.opaque,
            readers=tuple(self.readers),
            details=tuple(self._details.items()),
            claims=tuple(self._claims.items()),
            tensors=self.tensors,
            tensor_bytes=self.tensor_bytes,
            loader=self.loader,
            plain_load=self.plain_load,
        )


def clean(text: str) -> str:
    """A text from a file, cut, and with nothing in it that a terminal would obey."""
    short = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
    return shown(short)


def listed(names: Iterable[str]) -> str:
    """Names as one detail: how many, a digest of all of them, and the first ones."""
    ordered = sorted(set(names))
    digest = sha256("\0".join(ordered).encode("utf-8", "surrogatepass"))
    return f"{len(ordered)} ({digest[:16]}): {', '.join(ordered)}"


def _accounts(spans: Iterable[tuple[int, int]], size: int) -> tuple[int, tuple[Span, ...]]:
    """How many bytes some span covers, and the first gaps between them."""
    covered, at = 0, 0
    gaps: list[Span] = []
    for begin, stop in sorted(spans):
        start, end = min(begin, size), min(stop, size)
        if start > at:
            gaps.append(Span(at, start))
        covered += max(0, end - max(at, start))
        at = max(at, end)
    if at < size:
        gaps.append(Span(at, size))
    return covered, tuple(gaps[:MAX_SPANS])
