"""Go through the messages of a file by their shapes, and keep account of what no shape explains."""

from collections import deque
from collections.abc import Iterator

from ostiary.core.errors import LimitError
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.protobuf.wire import (
    NONE,
    Field,
    Shape,
    Wire,
    shape,
)
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet

MAX_DEPTH = 60
"""Messages in messages; writers refuse a hundred."""
MAX_UNKNOWN = 1_000
"""Places with unknown fields that are kept apart."""


class Walk:
    """The messages of one file and the notes on it."""

    __slots__ = ("_depth", "_unknown", "sheet", "wire")

    def __init__(self, sheet: Sheet, extent: Extent) -> None:
        self.sheet, self.wire = sheet, Wire(extent)
        self._unknown: list[tuple[int, int]] = []
        self._depth = 0

    def message(
        self, start: int, end: int, known: Shape, what: str, over: frozenset[int] = NONE
    ) -> Iterator[Field]:
        """The fields of a message that its shape knows; others are told of, and nobody owns them.

        Of texts in a row under a number of `over` only the first is sure to be given.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LimitError(f"messages nested deeper than {MAX_DEPTH}")
        try:
            for field in self.wire.fields(start, end, over):
                wires = known.get(field.number)
                if wires and field.wire in wires:
                    yield field
                else:
                    self._strange(field, bool(wires), what)
        finally:
            self._depth -= 1

    def part(
        self, field: Field, known: Shape, what: str, over: frozenset[int] = NONE
    ) -> Iterator[Field]:
        """The fields of a message in a message."""
        return self.message(field.start, field.end, known, what, over)

    def over(self, start: int, end: int, known: Shape, what: str) -> None:
        """A message of plain fields: what its shape does not know is told of, the rest says nothing."""
        deque(self.message(start, end, known, what), maxlen=0)

    def pair(self, field: Field) -> tuple[str, str]:
        """Two texts in the fields 1 and 2: an entry of a map."""
        key = value = ""
        for one in self.part(field, PAIR, "entry"):
            if one.number == 1:
                key = self.wire.text(one)
            else:
                value = self.wire.text(one)
        return key, value

    def finish(self) -> None:
        """All bytes are explained but those of unknown fields."""
        at = 0
        for start, end in sorted(self._unknown):
            if start > at:
                self.sheet.own(at, start)
            at = max(at, end)
        self.sheet.own(at, self.wire.size)

    def _strange(self, field: Field, typed: bool, what: str) -> None:
        if typed:
            message = f"field {field.number} of {what} has a wire type that it cannot have"
            self.sheet.broken("wire-type", message, field.at)
        else:
            message = f"{what} has a field {field.number}, which the format does not know"
            self.sheet.odd(Topic.STRUCTURE, "unknown-field", message, at=field.at)
        if len(self._unknown) >= MAX_UNKNOWN:
            raise LimitError(f"more than {MAX_UNKNOWN} fields that the format does not know")
        self._unknown.append((field.at, field.end))


PAIR = shape("b1-2")
