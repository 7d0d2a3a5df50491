"""What do JavaScript's methods of text make of constants?"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from ostiary.program.behaviours import javascript
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure, Partial
from ostiary.program.engine.operators import js_text
from ostiary.program.engine.script.arity import takes
from ostiary.program.engine.script.matches import filled_in, matched
from ostiary.program.engine.script.patterns import MAX_PATTERN, everywhere
from ostiary.program.engine.script.patterns import pattern as compiled
from ostiary.program.engine.value import (
    MAX_CONST,
    MAX_ITEMS,
    NOTHING,
    Value,
    joined,
    plain,
    unknown,
    wrap,
)
from ostiary.program.engine.weight import fits

MAX_MATCHES = 20_000  # that a function puts something else in the place of


def of_text(asked: Asked, base: Value, text: str, name: str) -> Value | None:
    """The result of a method of a text; None if nothing is known of it."""
    marks = joined(base.marks, asked.marks)
    if name in {"replace", "replaceAll"}:
        return _replaced(asked, base, text, name)
    if name in {"match", "matchAll", "search"}:
        return matched(asked, base, text, name)
    if name == "split":
        return _split(asked, base, text)
    handler = _TEXT.get(name)
    if handler is None:
        return None
    several = [plain(one) for one in asked.given]
    if NOTHING in several:
        return unknown(marks)
    try:
        data = handler(text, several)
    except (TypeError, ValueError, IndexError, OverflowError):
        return unknown(marks)
    if name == "charCodeAt" or data is None:
        return Value(data, marks=base.marks, how=base.how)
    return wrap(data, marks, base.how)


def _bounds(text: str, given: list[object], *, negative: bool) -> tuple[int, int]:
    length = len(text)
    found = []
    for place, default in ((0, 0), (1, length)):
        one: Any = given[place] if place < len(given) and given[place] is not None else default
        one = int(one)
        if one < 0:
            one = max(length + one, 0) if negative else 0
        found.append(min(one, length))
    return found[0], found[1]


def _slice(text: str, given: list[object]) -> str:
    start, end = _bounds(text, given, negative=True)
    return text[start:end]


def _substring(text: str, given: list[object]) -> str:
    start, end = sorted(_bounds(text, given, negative=False))
    return text[start:end]


def _substr(text: str, given: list[object]) -> str:
    start, _ = _bounds(text, given[:1], negative=True)
    count: Any = given[1] if len(given) > 1 and given[1] is not None else len(text)
    return text[start : start + max(int(count), 0)]


def _code(text: str, given: list[object]) -> object:
    place: Any = given[0] if given else 0
    place = int(place or 0)
    return ord(text[place]) if 0 <= place < len(text) else float("nan")


def _char(text: str, given: list[object]) -> object:
    place: Any = given[0] if given else 0
    place = int(place or 0)
    return text[place] if 0 <= place < len(text) else ""


def _concat(text: str, given: list[str]) -> object:
    return "".join((text, *given)) if fits((text, *given)) else None


def _repeat(text: str, given: list[object]) -> object:
    count: Any = given[0]
    return text * int(count) if 0 <= int(count) * len(text) <= MAX_CONST else None


def _pad(front: bool) -> Callable[[str, list[object]], object]:
    def pad(text: str, given: list[object]) -> object:
        width: Any = given[0]
        sign = str(given[1]) if len(given) > 1 else " "
        if not sign or width > 100_000:
            return None
        fill = (sign * (int(width) // len(sign) + 1))[: max(int(width) - len(text), 0)]
        return fill + text if front else text + fill

    return pad


def _compared(text: str, given: list[object]) -> object:
    """`a.localeCompare(b)`, of letters and digits: their case counts where nothing else differs."""
    other = str(given[0])
    if not (text + other).isascii() or not (text + other or "a").isalnum():
        raise ValueError("the order of signs hangs on the language")
    one, two = (text.lower(), text.swapcase()), (other.lower(), other.swapcase())
    return (one > two) - (one < two)


_TEXT: dict[str, Callable[[str, list[object]], object]] = {
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "charCodeAt": _code,
    "codePointAt": _code,
    "charAt": _char,
    "at": lambda text, given: text[int(given[0])] if given else "",  # type: ignore[call-overload]  # else TypeError
    "toLowerCase": lambda text, _: text.lower(),
    "toUpperCase": lambda text, _: text.upper(),
    "trim": lambda text, _: text.strip(),
    "trimStart": lambda text, _: text.lstrip(),
    "trimEnd": lambda text, _: text.rstrip(),
    "toString": lambda text, _: text,
    "valueOf": lambda text, _: text,
    "concat": lambda text, given: _concat(text, [js_text(one) for one in given]),
    "indexOf": lambda text, given: text.find(str(given[0])),
    "lastIndexOf": lambda text, given: text.rfind(str(given[0])),
    "includes": lambda text, given: str(given[0]) in text,
    "startsWith": lambda text, given: text.startswith(str(given[0])),
    "endsWith": lambda text, given: text.endswith(str(given[0])),
    "repeat": _repeat,
    "padStart": _pad(front=True),
    "padEnd": _pad(front=False),
    "localeCompare": _compared,
    "normalize": lambda text, _: text,
}


def _replaced(asked: Asked, base: Value, text: str, name: str) -> Value:
    old, new = asked.arg(0), asked.arg(1)
    marks = joined(base.marks, new.marks)
    every = name == "replaceAll" or everywhere(old)
    pattern = compiled(old, text)
    if isinstance(new.code, (Closure, Bound, Partial)) or new.symbol in javascript.table():
        if pattern is None and isinstance(old.const, str) and len(old.const) <= MAX_PATTERN:
            pattern = re.compile(re.escape(old.const))
        if pattern is None:
            return unknown(marks)
        return _by_function(asked, base, text, pattern, every=every)
    if not isinstance(new.const, str) or len(new.const) * max(len(text), 1) > MAX_CONST * 4:
        return unknown(marks, text[:2000])
    how = base.how
    if pattern is not None:
        fill = new.const
        result = pattern.sub(lambda match: filled_in(match, fill), text, count=0 if every else 1)
    elif isinstance(old.const, str):
        result = text.replace(old.const, new.const, -1 if every else 1)
    else:
        return unknown(marks, text[:2000])
    if result != text and len(text) > 20 and every:
        how = (*how, "replacement") if how[-1:] != ("replacement",) else how
    return Value(result, marks=marks, how=how)


def _by_function(
    asked: Asked, base: Value, text: str, pattern: "re.Pattern[str]", *, every: bool
) -> Value:
    """What a function puts in the place of each match, which it is handed with its groups and its place."""
    new = asked.arg(1)
    marks = joined(base.marks, new.marks)
    parts: list[str] = []
    last = 0
    several = list(islice(pattern.finditer(text), MAX_MATCHES + 1 if every else 1))
    if len(several) > MAX_MATCHES:
        asked.m.cut(asked.frame, "a function replaces more parts of a text than are followed")
        return unknown(marks)
    for match in several:
        told = [match[0], *match.groups(), match.start()]
        given = [Value(one, marks=base.marks) for one in told][: takes(new) if new.symbol else None]
        one = asked.m.call(new, given, {}, asked.node, asked.frame)
        if not one.known:
            return unknown(joined(marks, one.marks))
        parts += [text[last : match.start()], js_text(one.const)]
        last = match.end()
    parts.append(text[last:])
    return Value("".join(parts), marks=marks, how=base.how) if fits(parts) else unknown(marks)


def _split(asked: Asked, base: Value, text: str) -> Value:
    glue = asked.arg(0)
    pattern = compiled(glue, text)
    if pattern is not None:
        parts = pattern.split(text, MAX_ITEMS)
    elif isinstance(glue.const, str):
        parts = text.split(glue.const, MAX_ITEMS) if glue.const else list(text[:MAX_ITEMS])
    elif not asked.given:
        parts = [text]
    else:
        return unknown(base.marks)
    items = [Value(one, marks=base.marks, how=base.how) for one in parts[:MAX_ITEMS]]
    return Value(items=items, marks=base.marks, how=base.how)
