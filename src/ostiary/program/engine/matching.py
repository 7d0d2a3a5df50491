"""What does a regular expression of Python find in a text that is known?

Patterns are an attacker's, too, and some of them never come to an end with a text. Only those are worked out
that cannot take more than a moment (`script/patterns.py`). Source: The Python Standard Library, `re`.
"""

import re
import warnings
from itertools import islice
from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Partial
from ostiary.program.engine.found import found
from ostiary.program.engine.script.patterns import bounded
from ostiary.program.engine.swaps import swapped
from ostiary.program.engine.value import (
    MAX_CONST,
    MAX_ITEMS,
    Marks,
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
    wrap,
)
from ostiary.program.engine.weight import fits

MAX_MATCHES = 20_000  # of one text, each of which is kept by itself or handed to a function

_FLAGS = {
    **{f"re.{one.name}": int(one) for one in re.RegexFlag},
    "re.I": 2,
    "re.M": 8,
    "re.S": 16,
    "re.U": 32,
    "re.X": 64,
    "re.A": 256,
}
_WITH, _TEXT, _MOST = "repl", "string", "flags"
_TAKES = {
    **dict.fromkeys(("search", "match", "fullmatch", "finditer", "findall"), (_TEXT, _MOST)),
    "split": (_TEXT, "maxsplit", _MOST),
    **dict.fromkeys(("sub", "subn"), (_WITH, _TEXT, "count", _MOST)),
}
"""Functions, and what they are given behind the pattern."""

Pattern = re.Pattern[Any]  # of texts, or of bytes


@model("re.compile")
def _compiled(asked: Asked) -> Value:
    value = asked.result()
    flags = asked.arg(1, _MOST) if len(asked.given) > 1 or _MOST in asked.named else Value(0)
    value.base = Value(items=[asked.arg(0, "pattern"), flags])
    return value


@model(*(f"{room}.{name}" for room in ("re", "re.compile") for name in _TAKES))
def _searched(asked: Asked) -> Value:
    """What is found in a text; a function that makes what it is replaced by is handed each match."""
    whole = asked.target.base
    late = asked.name.startswith("re.compile")
    held = whole.base.items if late and whole is not None and whole.base is not None else None
    form, flags = held if isinstance(held, list) else (asked.arg(0, "pattern"), Value(0))
    name = asked.name.rpartition(".")[2]
    given = dict(zip(_TAKES[name], asked.given if late else asked.given[1:], strict=False))
    named = {**given, **asked.named}
    if _WITH in named:
        swapped(asked, form, named[_WITH])
    text = named.pop(_TEXT, unknown())
    pattern = ready(form, named.pop(_MOST, flags), text)
    if pattern is not None:
        asked.m.steps -= len(pattern.pattern) + (len(text_of(text)) >> 2)
        answer = _answer(asked, name, pattern, text, named)
        if answer is not None:
            return answer
    return _handed(asked, named.get(_WITH))


def _handed(asked: Asked, maker: Value | None) -> Value:
    """What may come out where nobody knows what is found."""
    if not _is_function(maker):
        return unknown(asked.marks)
    one = unknown(marks_of([*asked.given[1:], asked.target]))
    made = asked.m.call(maker or unknown(), [one], {}, asked.node, asked.frame)
    return unknown(joined(asked.marks, made.marks))


def _is_function(maker: Value | None) -> bool:
    return maker is not None and isinstance(maker.code, Closure | Bound | Partial)


def ready(form: Value, flags: Value, text: Value) -> Pattern | None:
    """A pattern that can be tried on a text; None where it is not known, or it could take too long."""
    const, told = form.const, _FLAGS.get(flags.symbol, flags.const)
    if not isinstance(text.const, str | bytes) or not isinstance(told, int):
        return None
    if not isinstance(const, str | bytes) or type(const) is not type(text.const):
        return None
    source = const if isinstance(const, str) else const.decode("latin-1")
    if not bounded(source, len(text.const)):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a set may mean one day is nobody's concern here
            return re.compile(const, told)
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


def _answer(
    asked: Asked, name: str, pattern: Pattern, text: Value, named: dict[str, Value]
) -> Value | None:
    """What one of the functions gives; None where that cannot be told."""
    marks, const = joined(asked.marks, text.marks), text.const
    if name in {"sub", "subn"}:
        whole = _replaced(asked, pattern, text, named)
        return whole if name == "sub" or whole is None else Value(items=[whole, unknown()])
    if name == "finditer":
        several = list(islice(pattern.finditer(const), MAX_MATCHES + 1))
        if len(several) > MAX_MATCHES:
            asked.m.cut(asked.frame, "a pattern is found in a text more often than is looked at")
        found_here = [found(one, marks, text.how) for one in several[:MAX_MATCHES]]
        return Value(items=found_here, marks=marks, how=text.how)
    if name in {"search", "match", "fullmatch"}:
        match = getattr(pattern, name)(const)
        return Value(None) if match is None else found(match, marks, text.how)
    most = named.get("maxsplit", Value(0)).const
    if not isinstance(most, int):
        return None
    data = pattern.findall(const) if name == "findall" else pattern.split(const, most)
    return wrap(data, marks, text.how) if len(data) <= MAX_ITEMS and _small(data) else None


def _small(data: list[Any]) -> bool:
    """Whether what was found, which may be several parts for each place, stays small."""
    return fits(part for one in data for part in (one if isinstance(one, tuple) else (one,)))


def _replaced(asked: Asked, pattern: Pattern, text: Value, named: dict[str, Value]) -> Value | None:
    """A text with something else in the place of what was found in it."""
    maker, count = named.get(_WITH) or unknown(), named.get("count", Value(0)).const
    const: Any = text.const
    if not isinstance(count, int):
        return None
    if _is_function(maker):
        return _one_by_one(asked, pattern, text, maker, count)
    put: Any = maker.const
    if type(put) is not type(const) or (len(put) + 1) * (len(const) + 1) > MAX_CONST:
        return None
    try:
        data = pattern.sub(put, const, count)
    except (re.error, IndexError):
        return None
    return Value(data, marks=joined(maker.marks, text.marks), how=text.how)


def _one_by_one(
    asked: Asked, pattern: Pattern, text: Value, maker: Value, count: int
) -> Value | None:
    """A text in which a function of the program makes what stands in the place of each match."""
    const: Any = text.const
    several = list(islice(pattern.finditer(const), min(count or MAX_MATCHES + 1, MAX_MATCHES + 1)))
    if len(several) > MAX_MATCHES or not asked.m.exact(asked.frame):
        return None
    pieces: list[Value] = []
    last = 0
    for one in several:
        pieces.append(Value(const[last : one.start()]))
        match = found(one, text.marks, text.how)
        pieces.append(asked.m.call(maker, [match], {}, asked.node, asked.frame))
        last = one.end()
    pieces.append(Value(const[last:]))
    marks: Marks = joined(text.marks, *(one.marks for one in pieces))
    if not all(type(one.const) is type(const) for one in pieces) or not fits(
        one.const for one in pieces
    ):
        return unknown(marks, "".join(map(text_of, pieces))[:MAX_CONST])
    how = max((one.how for one in pieces), key=len, default=()) or text.how
    return Value(const[:0].join(one.const for one in pieces), marks=marks, how=how)
