"""What does a regular expression make of a text that is known?

Patterns are an attacker's, too, and some of them never come to an end with a text. Only those are worked out
that cannot take more than a moment: nothing is repeated that repeats something itself, and the text is the
shorter the more of the pattern has no bound.
"""

import re
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import MAX_ITEMS, Value, marks_of, plain, wrap
from ostiary.program.engine.weight import fits

MAX_PATTERN = 200  # characters
MAX_TEXTS = (
    60_000,
    3_000,
    200,
)  # characters of a text, by how many parts of the pattern have no bound

_TAKES = {"findall": 1, "sub": 2, "split": 1}
"""Functions, and how much they are given behind the pattern."""

_COSTLY = regex(r"\)[*+?{]|\(\?(?!:)|\\[1-9gpP]|\{\d{3,}|\{\d*,\d{3,}")
"""A group that is repeated, looks around or back, and long counts."""
_ENDLESS = regex(r"(?<!\\)[*+]|\{\d*,\}")


def worked_out(asked: Asked, pattern: Value, rest: list[Value]) -> Value | None:
    """What `findall`, `sub` and `split` give, where the pattern and the text are known; None where not."""
    name = asked.name.rpartition(".")[2]
    given = [plain(one) for one in rest]
    if asked.named or len(given) != _TAKES.get(name):
        return None
    form, text = pattern.const, given[-1]
    known = isinstance(form, str) and all(isinstance(one, str) for one in given)
    if not known or not _is_short(str(form), str(text)):
        return None
    asked.m.steps -= len(str(form)) + (len(str(text)) >> 2)
    try:
        found: Any = getattr(re, name)(form, *given)
    except (re.error, IndexError, RecursionError, OverflowError):
        return None
    if not fits([found] if isinstance(found, str) else found) or (
        isinstance(found, list) and len(found) > MAX_ITEMS
    ):
        return None
    return wrap(found, marks_of([pattern, *rest]), rest[-1].how)


def _is_short(form: str, text: str) -> bool:
    endless = len(_ENDLESS.findall(form))
    if len(form) > MAX_PATTERN or _COSTLY.search(form) or endless >= len(MAX_TEXTS):
        return False
    return len(text) <= MAX_TEXTS[endless]
