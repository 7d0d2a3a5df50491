"""What does a JSON file hold, and on which line does each key stand?"""

import re
from collections.abc import Iterator
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.jsonc import strict

MAX_BYTES = 64 << 20
MAX_SEARCH = 50_000_000
"""Keys times bytes of objects with repeated keys, above which their places are not looked for."""
MAX_REPEATED = 100
_BLOCK = 4096
"""Bytes between places whose line is kept."""

Value: TypeAlias = object
T = TypeVar("T")

_TABLE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANY = msgspec.json.Decoder()
_KEY = regex(rb'[ \t\r\n,]*("[^"\\]*(?:\\.[^"\\]*)*")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)
_END = regex(rb"[ \t\r\n]*\}")


class Member(Struct, frozen=True):
    """A key of an object with its line; `start` and `end` are the offsets of its value."""

    key: str
    line: int
    start: int
    end: int


class JsonDocument:
    """A JSON object that is read where it is asked for; `repeated` are (key, line) that stood there twice.

    Of keys that stand twice the last one counts, as in all common readers. `loose` allows comments and
    trailing commas. Raises `ParseError`, and `LimitError` for files too large or nested too deeply.
    """

    def __init__(self, data: bytes, what: str, *, loose: bool = False) -> None:
        if len(data) > MAX_BYTES:
            raise LimitError(f"{what} has {len(data)} bytes, and only {MAX_BYTES} are read")
        if data.startswith(b"\xef\xbb\xbf"):
            data = b"   " + data[3:]
        self.data = strict(data) if loose else data
        self.what = what
        self.repeated: list[tuple[str, int]] = []
        self._searched = 0
        self._breaks: list[int] = []
        self.top = {one.key: one for one in self._walk(0, len(data))}

    def members(self, of: Member | None) -> list[Member]:
        """The members of an object, in order; none where there is no such object."""
        if of is None or self.data[of.start : of.start + 1] != b"{":
            return []
        return self._walk(of.start, of.end)

    def value(self, of: Member | None) -> Value:
        """The value of a member as plain data; None where there is none."""
        return None if of is None else self._decode(_ANY, of.start, of.end)

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        if not self._breaks:
            count, self._breaks = 0, [0]
            for start in range(0, len(self.data), _BLOCK):
                count += self.data.count(b"\n", start, start + _BLOCK)
                self._breaks.append(count)
        block = offset // _BLOCK
        return 1 + self._breaks[block] + self.data.count(b"\n", block * _BLOCK, offset)

    def _decode(self, decoder: "msgspec.json.Decoder[T]", start: int, end: int) -> T:
        try:
            return decoder.decode(memoryview(self.data)[start:end])
        except RecursionError as error:
            raise LimitError(f"{self.what} is nested too deeply") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ParseError(f"{self.what} is not the JSON it should be: {error}") from error

    def _walk(self, start: int, end: int) -> list[Member]:
        """Members by the lengths of their values, so that no text can be taken for a key."""
        raws = self._decode(_TABLE, start, end)
        found: list[Member] = []
        at = self.data.find(b"{", start) + 1
        for key, raw in raws.items():
            value = bytes(raw)
            match = _KEY.match(self.data, at)
            if match is None or _unquoted(match[1]) != key:
                return self._search(raws, start, end)
            at = match.end() + len(value)
            if self.data[match.end() : at] != value:
                return self._search(raws, start, end)
            found.append(Member(key, self.line(match.start(1)), match.end(), at))
        return found if _END.match(self.data, at) else self._search(raws, start, end)

    def _search(self, raws: dict[str, msgspec.Raw], start: int, end: int) -> list[Member]:
        """Members of an object in which a key stands twice: places are those of the text that counts."""
        self._searched += len(raws) * (end - start)
        if self._searched > MAX_SEARCH:
            raise LimitError(f"{self.what} holds keys that stand twice in a large object")
        found = []
        for key, raw in raws.items():
            pattern = re.compile(re.escape(msgspec.json.encode(key)) + rb"\s*:\s*")
            places = [match.span() for match in pattern.finditer(self.data, start, end)]
            value = bytes(raw)
            fits = [span for span in places if self.data.startswith(value, span[1])]
            begin, first = fits[-1] if fits else (start, max(self.data.find(value, start), start))
            found.append(Member(key, self.line(begin), first, first + len(value)))
            if len(places) > 1 and len(self.repeated) < MAX_REPEATED:
                self.repeated.append((key, self.line(begin)))
        return found


def table(value: Value) -> dict[str, Value]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Value) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def texts(value: Value) -> tuple[str, ...]:
    """The texts of a list; nothing where it is none."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def pairs(value: Value) -> Iterator[tuple[str, str]]:
    """(key, text) of an object whose values should be texts; others are left out."""
    for key, one in table(value).items():
        if isinstance(one, str):
            yield key, one


def _unquoted(written: bytes) -> Value:
    """The text of a key as it is written, in its quotes."""
    if b"\\" not in written:
        return written[1:-1].decode()
    return _ANY.decode(written)
