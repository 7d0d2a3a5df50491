"""What plain data does a YAML file hold, and on which lines?

API: `documents(data, what)` gives every document of a stream, `document(data, what)` the only one. A value
is a `YamlMap` (a dict with text keys), a `YamlList` (a list), a text, a bool or None. Both containers know
their own `line` and the `lines` of their entries (by key, or by position), counted from 1; take them with
`line_of(container, key_or_index)`.

Numbers stay text as they are written, for `version: 1.10` and `lockfileVersion: 5.4` are no numbers to
anybody who reads a lock. Only the plain words of YAML 1.2's core schema become None (`null`, `~`, nothing)
and bool (`true`, `false`): `on`, `yes` and `no` are texts. Keys are always texts. Aliases share the value
they name, merge keys (`<<`) are merged, and both count towards the limit of nodes as often as they are used,
so that a walk over the result is bounded too. Tags other than those of plain data, keys that are no scalars
and keys that occur twice are refused with `ParseError`, for readers differ in what they make of them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from ostiary.core.errors import LimitError, ParseError

if TYPE_CHECKING:
    from yaml import Event

__all__ = ["YamlList", "YamlMap", "YamlValue", "document", "documents", "line_of"]

MAX_BYTES = 64 << 20
MAX_DEPTH = 100
MORE_THAN_DATA = "a tag of more than plain data"
MAX_NODES = 2_000_000
"""Scalars, lists and mappings of one stream, aliases counted as often as they are used."""

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TAGS = frozenset(
    f"tag:yaml.org,2002:{one}" for one in ("str", "int", "float", "bool", "null", "map", "seq")
) | {"!"}
_MERGE = "<<"


class YamlMap(dict[str, "YamlValue"]):
    """A mapping; `lines` maps each key to the line on which it stands."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class YamlList(list["YamlValue"]):
    """A sequence; `lines` holds the line of each entry."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


YamlValue: TypeAlias = "YamlMap | YamlList | str | bool | None"


def line_of(container: YamlMap | YamlList, at: str | int) -> int:
    """The line of one entry; that of the container where the entry is not there."""
    if isinstance(container, YamlMap):
        return container.lines.get(str(at), container.line)
    position = int(at)
    return container.lines[position] if -1 < position < len(container.lines) else container.line


def document(data: bytes, what: str) -> YamlValue:
    """The only document; None for an empty stream. Raises `ParseError` as `documents`, and for several."""
    found = documents(data, what)
    if len(found) > 1:
        raise ParseError(f"{what} holds {len(found)} documents where one is expected")
    return found[0] if found else None


def documents(data: bytes, what: str) -> tuple[YamlValue, ...]:
    """Every document of a stream in UTF-8 or UTF-16; `what` names the file in messages.

    Raises `LimitError` above the limits, and `ParseError` for what is no YAML or more than plain data.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{what} has {len(data)} bytes, and only {MAX_BYTES} are read")
    from yaml import YAMLError

    builder = _Builder(what)
    try:
        for event in _events(data):
            builder.take(event)
    except YAMLError as error:
        raise ParseError(f"{what} is no YAML: {_told(error)}") from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise ParseError(f"{what} is no YAML: {error}") from error
    return tuple(builder.documents)


def _events(data: bytes) -> Iterator["Event"]:
    """Events of the parser in C, or of the one in Python where that is not built."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data)
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


def _told(error: Exception) -> str:
    """The problem and its line, without the snippet that PyYAML adds."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "unreadable")
    return f"line {mark.line + 1}: {problem}" if mark else problem


class _Builder:
    """Puts events together. Neither it nor the parser recurses, so depth is a matter of the limit alone."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.documents: list[YamlValue] = []
        self._stack: list[tuple[YamlMap | YamlList, str | None, str, int]] = []
        self._top: YamlMap | YamlList | None = None
        self._key: str | None = None
        self._anchors: dict[str, tuple[YamlValue, int] | None] = {}
        self._nodes = 0
        self._handlers: dict[str, Any] = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }

    def take(self, event: "Event") -> None:
        handler = self._handlers.get(type(event).__name__)
        if handler:
            handler(event)

    def _document(self, _event: Any) -> None:
        self._anchors = {}

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        text: str = event.value
        self._count(1)
        if not text.isascii():
            text.encode()  # half of a pair, which the parser in Python lets pass, is an error here
        if event.tag is not None:
            self._tag(event.tag, line)
        if self._top.__class__ is YamlMap and self._key is None:
            value: YamlValue = text
        else:
            value = _WORDS.get(text, text) if event.implicit[0] and text in _WORDS else text
        self._put(value, line)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)

    def _put(self, value: YamlValue, line: int) -> None:
        top = self._top
        if top is None:
            self.documents.append(value)
        elif isinstance(top, YamlList):
            top.append(value)
            top.lines.append(line)
        elif self._key is None:
            if not isinstance(value, str):
                raise ParseError(f"{self.what}, line {line}: a key that is no text")
            if value in top:
                raise ParseError(f"{self.what}, line {line}: the key {value[:80]!r} twice")
            self._key = value
            top[value] = None
            top.lines[value] = line
        else:
            top[self._key] = value
            self._key = None

    def _start(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.tag is not None:
            self._tag(event.tag, line)
        if len(self._stack) >= MAX_DEPTH:
            raise LimitError(f"{self.what}, line {line}: nested deeper than {MAX_DEPTH}")
        is_map = type(event).__name__ == "MappingStartEvent"
        made: YamlMap | YamlList = YamlMap(line) if is_map else YamlList(line)
        self._put(made, line)
        self._count(1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        outer = self._top if self._top is not None else made
        self._stack.append((outer, self._key, event.anchor or "", self._nodes))
        self._top, self._key = made, None

    def _end(self, _event: Any) -> None:
        done = self._top
        outer, _key, anchor, before = self._stack.pop()
        if isinstance(done, YamlMap) and _MERGE in done:
            self._merge(done)
        if anchor:
            self._anchors[anchor] = (done, self._nodes - before + 1)
        self._top = outer if self._stack else None
        self._key = None

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        found = self._anchors.get(event.anchor)
        if found is None:
            raise ParseError(f"{self.what}, line {line}: an alias of nothing, or of what holds it")
        value, nodes = found
        self._count(nodes)
        self._put(value, line)

    def _merge(self, into: YamlMap) -> None:
        """Entries of the mappings under `<<`, where there is no entry of that key already."""
        given = into[_MERGE]
        sources = given if isinstance(given, YamlList) else [given]
        maps = [one for one in sources if isinstance(one, YamlMap)]
        if len(maps) < len(sources):
            return
        del into[_MERGE]
        for one in maps:
            for key, value in one.items():
                if key not in into:
                    into[key] = value
                    into.lines[key] = one.lines.get(key, into.line)

    def _tag(self, tag: str, line: int) -> None:
        if tag not in _TAGS:
            raise ParseError(f"{self.what}, line {line}: {MORE_THAN_DATA}, {tag[:80]!r}")

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise LimitError(f"{self.what} has more than {MAX_NODES} nodes")
