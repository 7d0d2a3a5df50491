"""What do Python's methods of text and bytes make of constants?"""

import re
from collections.abc import Callable
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.forms import formatted
from ostiary.program.engine.special import element_of
from ostiary.program.engine.special import formatted as shown_by
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import (
    HOLE,
    MAX_CONST,
    MAX_ITEMS,
    MAX_TEXT,
    NOTHING,
    Marks,
    Value,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
    wrap,
)
from ostiary.program.engine.weight import bulk, fits
from ostiary.program.wordlist import wordlist

MAX_LINES = 1 << 21  # characters of a text that is cut into lines

_PURE = wordlist(
    "strip lstrip rstrip lower upper title swapcase capitalize casefold find rfind index rindex count"
    " startswith endswith partition rpartition removeprefix removesuffix isdigit isalpha isalnum isspace"
    " isupper islower isnumeric isdecimal isidentifier hex maketrans"
)
"""Methods whose result is no larger than what they are given."""


def method(asked: Asked, base: Value, name: str) -> Value | None:
    """The result of a method of a constant text; None if it is none that is known here."""
    if name in {"tobytes", "tolist"}:
        return _as_numbers(base) if name == "tolist" else base
    if name in {"join", "format", "format_map"}:
        return (_join if name == "join" else _format)(asked, base)
    special = _SPECIAL.get(name)
    if special is None and name not in _PURE:
        return None
    several = [plain(one) for one in asked.given]
    named = {key: plain(one) for key, one in asked.named.items()}
    marks = joined(base.marks, asked.marks)
    if NOTHING in [*several, *named.values()]:
        kept = name in {"replace", "strip"} and isinstance(base.const, str)
        return unknown(marks, str(base.const) if kept else None)
    if name in {"encode", "decode"}:
        data = _coded(base, name, several, named)
        return unknown(marks) if data is None else wrap(data, marks, base.how)
    try:
        if special is not None:
            data = special(base.const, [*several, *named.values()])
        else:
            given = [tuple(one) if isinstance(one, list) else one for one in several]
            data = getattr(base.const, name)(*given, **named)
    except (TypeError, ValueError, LookupError, OverflowError, AttributeError):
        return unknown(marks)
    return unknown(marks) if data is None else wrap(data, marks, _how(base, name, data))


def _as_numbers(base: Value) -> Value:
    """Bytes as the numbers that they are."""
    const = base.const
    return wrap(list(const), base.marks, base.how) if isinstance(const, bytes) else base


def _coded(base: Value, name: str, given: list[object], named: dict[str, object]) -> object:
    """A text in bytes or the other way round; with `decode` also by the codecs that are none of text."""
    kind = "str" if isinstance(base.const, str) else "bytes"
    data = decode(f"{kind}.{name}", (base.const, *given), named)
    if name == "decode" and data is None:
        data = decode("codecs.decode", (base.const, *given), named)
    return data


def _how(base: Value, name: str, data: object) -> tuple[str, ...]:
    """What made the result: replacing parts of a text is a way to hide what it says."""
    replaced = name == "replace" and isinstance(data, str) and data != base.const and len(data) > 8
    return (
        (*base.how, "replacement") if replaced and base.how[-1:] != ("replacement",) else base.how
    )


def _join(asked: Asked, base: Value) -> Value:
    """`glue.join(parts)`."""
    over = asked.arg(0)
    parts = over.items
    marks = joined(base.marks, over.marks)
    glue = base.const
    if (
        isinstance(over.const, str)
        and isinstance(glue, str)
        and (len(glue) + 1) * len(over.const) < MAX_CONST
    ):
        return Value(glue.join(over.const), marks=marks, how=over.how)
    if isinstance(parts, dict):
        parts = [Value(key) for key in parts]
    if not isinstance(parts, list):
        return unknown(marks, over.text)
    texts = [one.const for one in parts]
    if not fits(texts, len(glue) if isinstance(glue, (str, bytes)) else 0):
        return unknown(joined(marks, marks_of(parts)))
    how = max((one.how for one in parts[:256]), key=len, default=()) or over.how
    if isinstance(glue, str) and all(isinstance(one, str) for one in texts):
        whole = glue.join(one for one in texts if isinstance(one, str))
        return Value(whole, marks=joined(marks, marks_of(parts)), how=how)
    if isinstance(glue, bytes) and all(isinstance(one, bytes) for one in texts):
        return Value(
            glue.join(one for one in texts if isinstance(one, bytes)), marks=marks, how=how
        )
    shown = text_of(base).join(text_of(one) for one in parts[:256])
    return unknown(joined(marks, marks_of(parts)), shown[:MAX_TEXT])


def _format(asked: Asked, base: Value) -> Value:
    """`pattern.format(...)`, with holes where values are not known."""
    marks: Marks = joined(base.marks, asked.marks)
    pattern = base.const
    if not isinstance(pattern, str) or len(pattern) > MAX_TEXT:
        return unknown(marks)
    mapped = asked.arg(0).items if asked.name.endswith("format_map") else None
    if is_own(asked.arg(0)):
        pattern = _asked_for(asked, pattern)
    if isinstance(mapped, dict):
        asked.given, asked.named = [], {str(key): one for key, one in mapped.items()}
    several = [plain(one) for one in asked.given]
    named = {key: plain(one) for key, one in asked.named.items()}
    if NOTHING not in [*several, *named.values()]:
        whole = formatted(pattern, several, named)
        if whole is not None:
            return Value(whole, marks=marks, how=_longest(asked))
    text = pattern
    for place, one in enumerate(asked.given[:32]):
        shown = text_of(one)
        text = text.replace("{" + str(place) + "}", shown)
        text = text.replace("{}", shown, 1)
    for key, one in list(asked.named.items())[:32]:
        text = text.replace("{" + key + "}", text_of(one))
    return unknown(marks, text[:MAX_TEXT].replace("{}", HOLE))


_FIELD = regex(r"\{(\w*)([.][\w.]+)?(?:![rsa])?(?::[^{}]*)?\}")


def _asked_for(asked: Asked, pattern: str) -> str:
    """The pattern with names for what it asks of an object of the program: its keys, or its attributes."""
    holder, mapped = asked.arg(0), asked.name.endswith("format_map")
    made: dict[str, Value] = {}
    counted = "{}" in pattern or "{:" in pattern or "{." in pattern or "{!" in pattern

    def put(one: "re.Match[str]") -> str:
        if mapped:
            found = element_of(asked.m, holder, Value(one[1]))
        elif one[1] not in {"", "0"} or (not one[1] and made):
            return one[0]
        elif one[2]:
            found = attribute(asked.m, holder, one[2][1:], asked.node, asked.frame)
        else:
            found = shown_by(asked.m, holder)
        made[f"of{len(made)}"] = found or unknown()
        return f"{{of{len(made) - 1}}}"

    pattern = _FIELD.sub(put, pattern, 32)
    first = [] if counted else [Value("")]  # the places behind it keep their numbers
    asked.given = [] if mapped else [*first, *asked.given[1:]]
    asked.named = {**asked.named, **made}
    return pattern


def _longest(asked: Asked) -> tuple[str, ...]:
    return max((one.how for one in asked.given), key=len, default=())


def _replace(text: object, given: list[object]) -> object:
    if not isinstance(text, (str, bytes)):
        return None
    old, new = given[0], given[1]
    if not isinstance(old, type(text)) or not isinstance(new, type(text)):
        return None
    count = text.count(old)  # type: ignore[arg-type]  # both of one kind
    if len(text) + count * len(new) > MAX_CONST:
        return None
    return text.replace(old, new)  # type: ignore[arg-type]  # all of one kind


def _translate(text: object, given: list[object]) -> object:
    if not isinstance(text, (str, bytes)):
        return None
    longest = max(map(bulk, given[0].values()), default=1) if isinstance(given[0], dict) else 1
    if longest * len(text) > MAX_CONST:
        return None
    plain: Any = text  # of what cannot be a table the method itself says so, by a TypeError
    return plain.translate(*given)


def _split(name: str) -> Callable[[object, list[object]], object]:
    def split(text: object, given: list[object]) -> object:
        return getattr(text, name)(*given, *(None, MAX_ITEMS)[len(given) :])

    return split


def _lines(text: object, given: list[object]) -> object:
    short = isinstance(text, (str, bytes)) and len(text) < MAX_LINES
    return text.splitlines(*map(bool, given)) if short and isinstance(text, (str, bytes)) else None


def _padded(name: str) -> Callable[[object, list[object]], object]:
    def pad(text: object, given: list[object]) -> object:
        width = given[0] if given else 8  # of tabulators
        if not isinstance(width, int) or width > MAX_TEXT:
            return None
        if (
            name == "expandtabs"
            and isinstance(text, (str, bytes))
            and width * len(text) > MAX_CONST
        ):
            return None
        return getattr(text, name)(*given)

    return pad


_SPECIAL: dict[str, Callable[[object, list[object]], object]] = {
    "replace": _replace,
    "translate": _translate,
    "split": _split("split"),
    "rsplit": _split("rsplit"),
    "splitlines": _lines,
    "encode": lambda text, _: text,
    "decode": lambda text, _: text,
    **{name: _padded(name) for name in ("zfill", "ljust", "rjust", "center", "expandtabs")},
}


def approximate(asked: Asked, text: str, name: str) -> str | None:
    """What a method makes of a text with holes: the parts that are known change as they would."""
    several = [one.const for one in asked.given]
    if name == "replace" and len(several) > 1:
        made = _replace(text, several)
        return made[:MAX_TEXT] if isinstance(made, str) else None
    if name in {"removesuffix", "removeprefix", "lower", "upper", "strip", "rstrip", "lstrip"}:
        try:
            return str(getattr(text, name)(*several))
        except (TypeError, ValueError):
            return None
    return None
