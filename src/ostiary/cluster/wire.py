"""How a worker tells its result: data only, in which nothing can be called, whoever wrote it.

A worker may have been taken over by what it read, so its words are not unpickled. Records are named, and
only records of the pure floors are built.
"""

import base64
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any, cast

from msgspec import Struct

MAX_WIRE = 256 << 20
"""Bytes of one result."""

_FLOORS = ("ostiary.core.", "ostiary.formats.", "ostiary.program.")

_TUPLE, _RECORD, _MEMBER, _CLASS, _SET, _BYTES, _TIME, _DAY, _SPAN = range(9)
_PLAIN = frozenset({str, int, float, bool, type(None)})


class WireError(Exception):
    """A result that cannot be told, or words that are no result."""


def encode(value: object) -> bytes:
    """A value as bytes. Raises `WireError` for what no result may hold."""
    names: dict[str, int] = {}
    node = _told(value, names)
    return json.dumps([list(names), node], separators=(",", ":")).encode("ascii")


def decode(data: bytes) -> Any:
    """The value of `encode`. Raises `WireError` for anything else, and runs nothing that `data` names."""
    try:
        names, node = json.loads(data)
        return _Reading([_known(str(name)) for name in names]).value(node)
    except WireError:
        raise
    except Exception as error:  # constructors meet values that no honest worker sends
        raise WireError(f"not a result: {type(error).__name__}") from error


def _told(value: Any, names: dict[str, int]) -> Any:
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [_TUPLE, *(_told(one, names) for one in value)]
    if isinstance(value, Enum):
        return [_MEMBER, _number(kind, names), value.name]
    if isinstance(value, type):
        return [_CLASS, _number(value, names)]
    if isinstance(value, Struct):
        parts = [_told(one, names) for one in _parts(kind)(value)]
        return [_RECORD, _number(kind, names), *parts]
    if kind is datetime:
        return [_TIME, value.isoformat()]
    if kind is date:
        return [_DAY, value.isoformat()]
    return _rare(value, names)


def _rare(value: Any, names: dict[str, int]) -> Any:
    if isinstance(value, bytes):
        return [_BYTES, base64.b64encode(value).decode("ascii")]
    if isinstance(value, frozenset):
        return [_SET, *(_told(one, names) for one in value)]
    if isinstance(value, timedelta):
        return [_SPAN, value.days, value.seconds, value.microseconds]
    raise WireError(f"a result holds a {type(value).__name__}")


def _number(kind: type, names: dict[str, int]) -> int:
    name = f"{kind.__module__}:{kind.__qualname__}"
    if name not in names and not kind.__module__.startswith(_FLOORS):
        raise WireError(f"a result holds a {kind.__name__}, which is no record of a pure floor")
    return names.setdefault(name, len(names))


@cache
def _parts(kind: Any) -> Callable[[object], tuple[Any, ...]]:
    given = kind.__struct_fields__
    if len(given) > 1:
        return attrgetter(*given)
    return lambda value: tuple(getattr(value, name) for name in given)


@cache
def _known(name: str) -> type:
    """The record or enumeration of a name. Modules of the pure floors do nothing when they are imported."""
    module, _, path = name.partition(":")
    if not module.startswith(_FLOORS):
        raise WireError(f"no record is called {name!r:.80}")
    kind = attrgetter(path)(import_module(module))
    ours = isinstance(kind, type) and kind.__module__ == module
    if ours and issubclass(kind, Struct | Enum):
        return cast("type", kind)
    raise WireError(f"no record is called {name!r:.80}")


class _Reading:
    """One result that is read; texts that occur often are kept once."""

    def __init__(self, kinds: list[type]) -> None:
        self._kinds = kinds
        self._texts: dict[str, str] = {}

    def value(self, node: Any) -> Any:
        if type(node) is str:
            return self._texts.setdefault(node, node)
        if type(node) in _PLAIN:
            return node
        tag = node[0]
        if tag in (_TUPLE, _RECORD, _SET):
            return self._several(tag, node)
        if tag == _MEMBER:
            kind = self._kinds[node[1]]
            if not issubclass(kind, Enum):
                raise WireError("a record is no enumeration")
            return kind[node[2]]
        if tag == _CLASS:
            return self._kinds[node[1]]
        return _simple(node)

    def _several(self, tag: int, node: list[Any]) -> Any:
        if tag == _RECORD:
            kind = self._kinds[node[1]]
            if issubclass(kind, Enum):
                raise WireError("an enumeration is no record")
            return kind(*map(self.value, node[2:]))
        return (tuple if tag == _TUPLE else frozenset)(map(self.value, node[1:]))


def _simple(node: list[Any]) -> Any:
    tag, *parts = node
    if tag == _BYTES:
        return base64.b64decode(parts[0])
    if tag == _TIME:
        return datetime.fromisoformat(parts[0])
    if tag == _DAY:
        return date.fromisoformat(parts[0])
    if tag == _SPAN:
        return timedelta(*parts)
    raise WireError("not a result")
