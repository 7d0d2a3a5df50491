"""What does a match of a regular expression of Python say of itself?

Source: The Python Standard Library, `re`, Match objects.
"""

import re
from typing import Any

from msgspec import Struct

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import MAX_CONST, Marks, Value, plain, text_of, unknown, wrap


class Found(Struct, eq=False):
    """One match; `marks` and `how` are those of the text that was looked through."""

    match: "re.Match[Any]"
    marks: Marks
    how: tuple[str, ...]


_ASKED = frozenset(
    {"group", "groups", "groupdict", "start", "end", "span", "expand", "__getitem__"}
)
_KNOWN = frozenset({"string", "lastgroup", "lastindex", "pos", "endpos"})


def found(match: "re.Match[Any]", marks: Marks, how: tuple[str, ...]) -> Value:
    """A match as a value: its groups stand in it under their numbers and names."""
    parts = (match[0], *match.groups())
    items: dict[object, Value] = {
        place: Value(one, marks=marks, how=how) for place, one in enumerate(parts)
    }
    for name, one in match.groupdict().items():
        items[name] = Value(one, marks=marks, how=how)
    return Value(code=Found(match, marks, how), items=items, marks=marks, text=text_of(items[0]))


def of_match(asked: Asked, one: Found, name: str) -> Value:
    """A method of a match."""
    given = [plain(each) for each in asked.given]
    named = {key: plain(each) for key, each in asked.named.items()}
    if name not in _ASKED or not _fits(one, name, given):
        return unknown(one.marks)
    try:
        data = getattr(one.match, name)(*given, **named)
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, re.error):
        return unknown(one.marks)
    return wrap(data, one.marks, one.how)


def _fits(one: Found, name: str, given: list[object]) -> bool:
    """Whether what a template makes stays small."""
    form = given[0] if name == "expand" and given else ""
    longest = max(map(len, filter(None, one.match.groups())), default=0) + len(one.match[0])
    return isinstance(form, str | bytes) and (longest + 1) * (len(form) + 1) < MAX_CONST


def said(one: Found, name: str) -> Value | None:
    """An attribute of a match that is none of its methods."""
    return wrap(getattr(one.match, name), one.marks, one.how) if name in _KNOWN else None
