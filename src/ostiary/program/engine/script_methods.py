"""What do JavaScript's methods of text, arrays and objects make of constants?"""

import re
from collections.abc import Callable
from typing import Any

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Class, Closure, Partial
from ostiary.program.engine.loops import MAX_IDLE
from ostiary.program.engine.operators import js_text, script_text
from ostiary.program.engine.value import (
    MAX_CONST,
    MAX_ITEMS,
    NOTHING,
    Value,
    either,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
    wrap,
)

MAX_PATTERN = 200  # characters of a regular expression that is tried


def method(asked: Asked, base: Value, name: str) -> Value | None:
    """The result of a method; None if nothing is known of it."""
    if isinstance(base.const, bytes):
        return _of_buffer(asked, base, base.const, name)
    if isinstance(base.const, str):
        return _of_text(asked, base, base.const, name)
    if isinstance(base.items, list):
        return _of_array(asked, base, base.items, name)
    if isinstance(base.items, dict) and name in {"hasOwnProperty"}:
        return Value(asked.arg(0).const in base.items) if asked.arg(0).known else unknown()
    if name == "toString" and isinstance(base.const, int) and not isinstance(base.const, bool):
        return _digits(base, asked.arg(0).const)
    if name == "toString" and base.code is not None and isinstance(base.code, Closure):
        return unknown(text="function")
    return None


def _digits(base: Value, radix: object) -> Value:
    number, signs = abs(int(base.const)), ""  # type: ignore[call-overload]
    if not isinstance(radix, int) or not 2 <= radix <= 36:
        return Value(js_text(base.const), marks=base.marks)
    if number.bit_length() > 4096:
        return unknown()
    while number:
        number, digit = divmod(number, radix)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + signs
    return Value(("-" if base.const < 0 else "") + (signs or "0"), marks=base.marks)  # type: ignore[operator]


def _of_buffer(asked: Asked, base: Value, data: bytes, name: str) -> Value | None:
    if name == "toString":
        from ostiary.program.decode.catalogue import decode

        form = asked.arg(0).const
        form = form.lower() if isinstance(form, str) else "utf8"
        if form in {"utf8", "utf-8"}:
            return Value(data.decode("utf-8", "replace"), marks=base.marks, how=base.how)
        if form in {"latin1", "binary", "ascii"}:
            return Value(data.decode("latin-1"), marks=base.marks, how=base.how)
        if form == "hex":
            return Value(data.hex(), marks=base.marks, how=base.how)
        if form in {"base64", "base64url"}:
            folded = decode("base64.b64encode", (data,), {})
            return wrap(folded, base.marks, base.how) if folded is not None else unknown(base.marks)
        return unknown(base.marks)
    if name in {"slice", "subarray"}:
        bounds = [
            one.const if isinstance(one.const, int) else None
            for one in (asked.arg(0), asked.arg(1))
        ]
        return Value(data[bounds[0] : bounds[1]], marks=base.marks, how=base.how)
    if name in {"map", "forEach", "reverse", "join", "filter", "reduce"}:
        items = [Value(one, marks=base.marks) for one in data[:MAX_ITEMS]]
        found = _of_array(asked, Value(items=items, marks=base.marks, how=base.how), items, name)
        again = plain(found) if found is not None and name in {"map", "reverse", "filter"} else None
        if isinstance(again, list) and all(isinstance(one, int) for one in again):
            return Value(bytes(one & 255 for one in again), marks=base.marks, how=base.how)
        return found
    return None


def _of_text(asked: Asked, base: Value, text: str, name: str) -> Value | None:
    marks = joined(base.marks, asked.marks)
    if name in {"replace", "replaceAll"}:
        return _replaced(asked, base, text, name)
    if name in {"match", "matchAll"}:
        return _matched(asked, base, text, name)
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


_TEXT: dict[str, Callable[[str, list[object]], object]] = {
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "charCodeAt": _code,
    "codePointAt": _code,
    "charAt": _char,
    "at": lambda text, given: text[int(given[0])] if given else "",  # type: ignore[call-overload]
    "toLowerCase": lambda text, _: text.lower(),
    "toUpperCase": lambda text, _: text.upper(),
    "trim": lambda text, _: text.strip(),
    "trimStart": lambda text, _: text.lstrip(),
    "trimEnd": lambda text, _: text.rstrip(),
    "toString": lambda text, _: text,
    "valueOf": lambda text, _: text,
    "concat": lambda text, given: text + "".join(map(js_text, given)),
    "indexOf": lambda text, given: text.find(str(given[0])),
    "lastIndexOf": lambda text, given: text.rfind(str(given[0])),
    "includes": lambda text, given: str(given[0]) in text,
    "startsWith": lambda text, given: text.startswith(str(given[0])),
    "endsWith": lambda text, given: text.endswith(str(given[0])),
    "repeat": _repeat,
    "padStart": _pad(front=True),
    "padEnd": _pad(front=False),
    "normalize": lambda text, _: text,
}


def _pattern(value: Value) -> "re.Pattern[str] | None":
    """A regular expression that Python understands in the same way, if it is a simple one."""
    if value.symbol != "RegExp" or not isinstance(value.items, list) or not value.items:
        return None
    source = value.items[0].const
    if (
        not isinstance(source, str)
        or len(source) > MAX_PATTERN
        or re.search(r"[+*}]\)?[+*{]|\(\?<|\\p", source)
    ):
        return None
    flags = value.items[1].const if len(value.items) > 1 else ""
    try:
        return re.compile(
            source.replace("$<", "\\$<"),
            re.IGNORECASE if isinstance(flags, str) and "i" in flags else 0,
        )
    except (re.error, OverflowError, RecursionError):
        return None


def _all(value: Value) -> bool:
    flags = value.items[1].const if isinstance(value.items, list) and len(value.items) > 1 else ""
    return isinstance(flags, str) and "g" in flags


def _replaced(asked: Asked, base: Value, text: str, name: str) -> Value:
    old, new = asked.arg(0), asked.arg(1)
    marks = joined(base.marks, new.marks)
    every = name == "replaceAll" or _all(old)
    pattern = _pattern(old)
    if isinstance(new.code, Closure | Bound | Partial):
        if pattern is None:
            return unknown(marks)
        parts: list[str] = []
        last = 0
        for count, match in enumerate(pattern.finditer(text)):
            if (count and not every) or count > 20_000:
                break
            given = [Value(match[0], marks=base.marks), *(Value(one) for one in match.groups())]
            one = asked.m.call(new, given, {}, asked.node, asked.frame)
            if not isinstance(one.const, str):
                return unknown(joined(marks, one.marks))
            parts += [text[last : match.start()], one.const]
            last = match.end()
        return Value("".join(parts) + text[last:], marks=marks, how=base.how)
    if not isinstance(new.const, str) or len(new.const) * max(len(text), 1) > MAX_CONST * 4:
        return unknown(marks, text[:2000])
    how = base.how
    if pattern is not None:
        fill = new.const
        result = pattern.sub(
            lambda match: (
                re.sub(r"\$(\d)", lambda part: match[int(part[1])] or "", fill)
                if "$" in fill
                else fill
            ),
            text,
            count=0 if every else 1,
        )
    elif isinstance(old.const, str):
        result = text.replace(old.const, new.const, -1 if every else 1)
    else:
        return unknown(marks, text[:2000])
    if result != text and len(text) > 20 and every:
        how = (*how, "replacement") if how[-1:] != ("replacement",) else how
    return Value(result, marks=marks, how=how)


def _matched(asked: Asked, base: Value, text: str, name: str) -> Value:
    pattern = _pattern(asked.arg(0))
    if pattern is None:
        return unknown(base.marks)
    if _all(asked.arg(0)) and name == "match":
        found = [Value(one[0], marks=base.marks) for one in pattern.finditer(text)]
        return (
            Value(items=found[:MAX_ITEMS], marks=base.marks, how=base.how) if found else Value(None)
        )
    match = pattern.search(text)
    if match is None:
        return Value(None)
    return Value(items=[Value(match[0]), *(Value(one) for one in match.groups())], marks=base.marks)


def _split(asked: Asked, base: Value, text: str) -> Value:
    glue = asked.arg(0)
    pattern = _pattern(glue)
    if pattern is not None:
        parts = pattern.split(text)
    elif isinstance(glue.const, str):
        parts = list(text) if not glue.const else text.split(glue.const)
    elif not asked.given:
        parts = [text]
    else:
        return unknown(base.marks)
    items = [Value(one, marks=base.marks, how=base.how) for one in parts[:MAX_ITEMS]]
    return Value(items=items, marks=base.marks, how=base.how)


def _of_array(asked: Asked, base: Value, items: list[Value], name: str) -> Value | None:
    handler = _ARRAY.get(name)
    return handler(asked, base, items) if handler is not None else None


def _push(asked: Asked, base: Value, items: list[Value]) -> Value:
    if len(items) < MAX_ITEMS:
        items += asked.given
    base.marks = joined(base.marks, marks_of(asked.given))
    return Value(len(items))


def _unshift(asked: Asked, base: Value, items: list[Value]) -> Value:
    items[:0] = asked.given
    base.marks = joined(base.marks, marks_of(asked.given))
    return Value(len(items))


def _take(place: int) -> Callable[[Asked, Value, list[Value]], Value]:
    def take(asked: Asked, base: Value, items: list[Value]) -> Value:
        del asked, base
        return items.pop(place) if items else Value(None)

    return take


def _joined(asked: Asked, base: Value, items: list[Value]) -> Value:
    glue = asked.arg(0).const if asked.given else ","
    parts = [script_text(one) if one.const is not None else "" for one in items]
    marks = joined(base.marks, marks_of(items))
    if isinstance(glue, str) and None not in parts:
        how = max((one.how for one in items[:256]), key=len, default=()) or base.how
        return Value(glue.join(one or "" for one in parts), marks=marks, how=how)
    return unknown(
        marks,
        (glue if isinstance(glue, str) else "").join(text_of(one) for one in items[:256])[:4096],
    )


def _reversed(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    items.reverse()
    base.how = base.how if base.how[-1:] == ("reversal",) else (*base.how, "reversal")
    for one in items[:1]:
        one.how = base.how
    return base


def _mapping(name: str) -> Callable[[Asked, Value, list[Value]], Value]:
    def run(asked: Asked, base: Value, items: list[Value]) -> Value:
        function = asked.arg(0)
        known = items if asked.m.exact(asked.frame) else items[:MAX_IDLE]
        found: list[Value] = []
        for place, one in enumerate(known):
            found.append(
                asked.m.call(
                    function,
                    [one, Value(place), base][: _takes(function)],
                    {},
                    asked.node,
                    asked.frame,
                )
            )
        marks = joined(base.marks, marks_of(found))
        if name == "map":
            return Value(items=found, marks=marks, how=base.how)
        if name == "filter":
            kept = [
                one for one, test in zip(known, found, strict=True) if not test.known or test.const
            ]
            return Value(items=kept, marks=base.marks)
        if name == "flatMap":
            flat = [
                inner
                for one in found
                for inner in (one.items if isinstance(one.items, list) else [one])
            ]
            return Value(items=flat, marks=marks)
        if name in {"find", "findIndex", "some", "every"}:
            value: Value | None = None
            for one in known[:16]:
                value = either(value, one)
            return (
                unknown(marks)
                if value is None or name != "find"
                else Value(NOTHING, value.symbol, None, value.code, marks)
            )
        return Value(None)

    return run


def _takes(function: Value) -> int:
    code = function.code.closure if isinstance(function.code, Bound) else function.code
    if isinstance(code, Closure):
        return max(1, len(code.node.args.args) + (3 if code.node.args.vararg else 0))
    return 1 if isinstance(code, Class) else 3


def _reduced(asked: Asked, base: Value, items: list[Value]) -> Value:
    function = asked.arg(0)
    several = [asked.given[1], *items] if len(asked.given) > 1 else list(items)
    known = several if asked.m.exact(asked.frame) else several[:MAX_IDLE]
    total = known[0] if known else unknown(base.marks)
    for place, one in enumerate(known[1:]):
        total = asked.m.call(function, [total, one, Value(place)], {}, asked.node, asked.frame)
    return total


def _sliced(asked: Asked, base: Value, items: list[Value]) -> Value:
    bounds = [
        one.const if isinstance(one.const, int) else None for one in (asked.arg(0), asked.arg(1))
    ]
    return Value(items=items[bounds[0] : bounds[1]], marks=base.marks, how=base.how)


def _spliced(asked: Asked, base: Value, items: list[Value]) -> Value:
    start, count = asked.arg(0).const, asked.arg(1).const
    if not isinstance(start, int):
        return unknown(base.marks)
    end = (
        len(items)
        if not isinstance(count, int)
        else (start if start >= 0 else len(items) + start) + count
    )
    cut = items[start:end]
    items[start:end] = asked.given[2:]
    return Value(items=cut, marks=base.marks)


def _concat(asked: Asked, base: Value, items: list[Value]) -> Value:
    found = list(items)
    for one in asked.given:
        found += one.items if isinstance(one.items, list) else [one]
    return Value(items=found[:MAX_ITEMS], marks=joined(base.marks, marks_of(asked.given)))


def _found(asked: Asked, base: Value, items: list[Value]) -> Value:
    del base
    data = [one.const for one in items]
    wanted = asked.arg(0).const
    if asked.name.endswith("includes"):
        return Value(wanted in data) if wanted is not NOTHING else unknown()
    return (
        Value(data.index(wanted) if wanted in data else -1) if wanted is not NOTHING else unknown()
    )


def _flat(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    flat = [
        inner for one in items for inner in (one.items if isinstance(one.items, list) else [one])
    ]
    return Value(items=flat[:MAX_ITEMS], marks=base.marks)


def _sorted(asked: Asked, base: Value, items: list[Value]) -> Value:
    del asked
    items.sort(key=lambda one: js_text(one.const) if one.const is not NOTHING else "")
    return base


_ARRAY: dict[str, Callable[[Asked, Value, list[Value]], Value]] = {
    "push": _push,
    "unshift": _unshift,
    "pop": _take(-1),
    "shift": _take(0),
    "join": _joined,
    "toString": _joined,
    "reverse": _reversed,
    "map": _mapping("map"),
    "forEach": _mapping("forEach"),
    "filter": _mapping("filter"),
    "flatMap": _mapping("flatMap"),
    "find": _mapping("find"),
    "some": _mapping("some"),
    "every": _mapping("every"),
    "reduce": _reduced,
    "slice": _sliced,
    "splice": _spliced,
    "concat": _concat,
    "indexOf": _found,
    "includes": _found,
    "flat": _flat,
    "sort": _sorted,
}
