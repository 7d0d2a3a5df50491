"""Universal Binary JSON, draft 12: a value of bytes, bounded."""

import struct
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Extent, Window

MAX_DEPTH = 64
"""Containers in containers."""
MAX_VALUES = 5_000_000
"""Values besides those of arrays of one type."""
MAX_TEXT = 64 << 20
"""Bytes of one text."""

Pairs = list[tuple[str, Any]]
_FORMS = {"i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q", "d": ">f", "D": ">d"}
_PLAIN = {"Z": None, "T": True, "F": False}


class Numbers:
    """An array of numbers of one type: where they lie and how many there are."""

    __slots__ = ("_extent", "at", "count", "form")

    def __init__(self, extent: Extent, at: int, count: int, form: str) -> None:
        self._extent, self.at, self.count, self.form = extent, at, count, form

    def values(self) -> tuple[Any, ...]:
        """The numbers."""
        size = struct.calcsize(self.form) * self.count
        return struct.unpack(f">{self.count}{self.form[1]}", self._extent.at(self.at, size))


class Reader:
    """One document; `at` is where the next value begins. Objects come as pairs."""

    __slots__ = ("_extent", "_window", "at", "values")

    def __init__(self, extent: Extent) -> None:
        self._extent, self._window = extent, Window(extent, 1 << 18)
        self.at = self.values = 0

    def value(self, depth: int = 0) -> Any:
        """The next value. Raises `ParseError`."""
        return self._of(self._mark(), depth)

    def _take(self, count: int) -> bytes:
        if count < 0 or self.at + count > self._extent.size:
            raise ParseError(f"UBJSON ends at {self.at}, in the middle of a value")
        raw = self._window.at(self.at, count)
        self.at += count
        return raw

    def _mark(self) -> str:
        while True:
            mark = self._take(1).decode("latin-1")
            if mark != "N":
                return mark

    def _of(self, mark: str, depth: int) -> Any:
        self.values += 1
        if self.values > MAX_VALUES or depth > MAX_DEPTH:
            raise LimitError(f"UBJSON deeper than {MAX_DEPTH}, or of more than {MAX_VALUES} values")
        if mark in _FORMS:
            return struct.unpack(_FORMS[mark], self._take(struct.calcsize(_FORMS[mark])))[0]
        if mark in _PLAIN:
            return _PLAIN[mark]
        if mark == "C":
            return self._take(1).decode("latin-1")
        if mark in "SH":
            return self._text()
        if mark == "[":
            return self._array(depth)
        if mark == "{":
            return self._object(depth)
        raise ParseError(f"UBJSON has no type `{mark}`, which stands at {self.at - 1}")

    def _length(self) -> int:
        mark = self._mark()
        if mark not in "iUIlL":
            raise ParseError(f"UBJSON has a length of type `{mark}` at {self.at - 1}")
        found: int = struct.unpack(_FORMS[mark], self._take(struct.calcsize(_FORMS[mark])))[0]
        if found < 0:
            raise ParseError(f"UBJSON has a length below zero at {self.at}")
        return found

    def _text(self) -> str:
        size = self._length()
        if size > MAX_TEXT:
            raise LimitError(f"UBJSON has a text of {size} bytes")
        return self._take(size).decode("utf-8", "backslashreplace")

    def _head(self) -> tuple[str, int, str]:
        """The type and the count that a container declares, -1 for none, and the mark after them."""
        mark, kind, count = self._mark(), "", -1
        if mark == "$":
            kind = self._mark()
            mark = self._mark()
            if mark != "#":
                raise ParseError(f"UBJSON has a type without a count at {self.at - 1}")
        if mark == "#":
            count, mark = self._length(), ""
            if count > self._extent.size:
                raise ParseError(f"UBJSON has {count} values at {self.at}, more than bytes")
        return kind, count, mark

    def _array(self, depth: int) -> Any:
        kind, count, mark = self._head()
        if kind in _FORMS:
            form = _FORMS[kind]
            found = Numbers(self._extent, self.at, count, form)
            if self.at + count * struct.calcsize(form) > self._extent.size:
                raise ParseError(f"UBJSON has an array at {self.at} that is longer than the file")
            self.at += count * struct.calcsize(form)
            return found
        out: list[Any] = []
        while count < 0 or len(out) < count:
            mark = kind or mark or self._mark()
            if count < 0 and mark == "]":
                break
            out.append(self._of(mark, depth + 1))
            mark = ""
        return out

    def _object(self, depth: int) -> Pairs:
        kind, count, mark = self._head()
        out: Pairs = []
        while count < 0 or len(out) < count:
            if count < 0 and (mark or self._peek()) == "}":
                self.at += not mark
                break
            if mark:
                self.at -= 1
                mark = ""
            key = self._text()
            out.append((key, self._of(kind or self._mark(), depth + 1)))
        return out

    def _peek(self) -> str:
        return self._window.at(self.at, 1).decode("latin-1")
