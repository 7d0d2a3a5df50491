"""What do stored objects call while they are loaded: constant pickles, and the tags of YAML?"""

from ast import literal_eval
from collections.abc import Iterable
from itertools import islice

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.copies import loaded_again
from ostiary.program.engine.names import symbol
from ostiary.program.engine.value import CLEAN, HOLE, Value, unknown
from ostiary.program.flow import Act

MAX_FOLLOWED = 64  # calls of one stored object
_MANY = "it loads an object that makes more calls than are followed"

Calls = Iterable[tuple[str, tuple[object, ...]]]
"""Dotted names, each with constants or names among its arguments."""


@model("pickle.loads cPickle.loads _pickle.loads dill.loads cloudpickle.loads")
def _unpickled(asked: Asked) -> Value:
    """An object comes out of bytes, and what they name is called."""
    data = asked.arg(0)
    if (again := loaded_again(asked, data)) is not None:
        return again
    found = _pickled(data)
    told = HOLE if found is None else ", ".join(name for name, _ in found)
    asked.act(Act.LOAD, data.marks, text=told)
    _follow(asked, found or ())
    return unknown(data.marks)


def _pickled(data: Value) -> list[tuple[str, tuple[object, ...]]] | None:
    """What a constant pickle calls when it is loaded; None where nobody knows."""
    if not isinstance(data.const, bytes):
        return None
    from ostiary.formats.pickles import read_pickle  # constant pickles are few

    try:
        found = read_pickle(data.const)
    except ParseError:
        return None
    return [(one.name, one.arguments) for one in found.calls]


def _follow(asked: Asked, calls: Calls) -> None:
    """Make the calls, one after the other: what one gives may be called by the next."""
    made: dict[str, Value] = {}
    for place, (name, arguments) in enumerate(calls):
        if place >= MAX_FOLLOWED:
            asked.m.cut(asked.frame, _MANY)
            return
        given = [_value(asked, one, made) for one in arguments]
        target = _named(asked, name, made)
        made[f"{name}()"] = asked.m.call(target, given, {}, asked.node, asked.frame)


def _named(asked: Asked, name: str, made: dict[str, Value]) -> Value:
    known = made.get(name)
    return known or symbol(asked.m, _BUILTIN.sub("", name), CLEAN, asked.node, asked.frame)


_BUILTIN = regex(r"^(?:__builtin__|builtins)\.")


def _value(asked: Asked, one: object, made: dict[str, Value]) -> Value:
    if isinstance(one, tuple):
        return Value(items=[_value(asked, each, made) for each in one])
    name = getattr(one, "name", None)
    return Value(one) if name is None else _named(asked, str(name), made)


_TAG = regex(
    r"!!?python/object/(?:apply|new):([\w.]{1,200})\s*(\[[^\]\n]{0,4000}\]|\n\s*-[^\n]{0,4000}|[^\n]{0,4000})"
)


def called_by_tags(asked: Asked, text: str) -> None:
    """What a text in YAML has its reader call, by the tags that PyYAML gives to objects of Python."""
    if "python/object/" in text:
        found = islice(_TAG.finditer(text), MAX_FOLLOWED + 1)  # one more, so that it is said
        _follow(asked, [(one[1], _arguments(one[2])) for one in found])


def _arguments(text: str) -> tuple[object, ...]:
    plain = text.strip().removeprefix("-").strip()
    try:
        told = literal_eval(plain)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        told = plain.strip("[]\"' ")
    return tuple(told) if isinstance(told, list) else (told,)
