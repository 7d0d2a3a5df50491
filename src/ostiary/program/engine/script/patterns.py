"""Which regular expressions of JavaScript can be tried here, on which texts, without running away?"""

import re
import warnings

from ostiary.core.regex import regex
from ostiary.program.engine.value import Value

MAX_PATTERN = 200  # characters of a regular expression that is tried
MAX_TRIES = 50_000_000  # places that a pattern may have to go back to, at worst

_CLASS = regex(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_COUNTED = regex(r"\{\d{1,2}\}")
_LOOSE = regex(r"[*+?]\??|\{\d*,\d*\}\??|\{\d{3,}\}")
_STRANGE = regex(r"\)\s*(?:[*+]|\{\d*,|\{\d{2,})|\(\?(?![:=!]|P<)|\\p")
"""A repeated group may match one text in exponentially many ways."""
_NAMED = regex(r"\(\?<(?=\w)")


def pattern(value: Value, text: str) -> "re.Pattern[str] | None":
    """A regular expression that Python understands in the same way, if it is a simple one for this text."""
    if value.symbol != "RegExp" or not isinstance(value.items, list) or not value.items:
        return None
    source = value.items[0].const
    if isinstance(source, str):
        source = source.replace("[^]", r"[\s\S]").replace("[]", r"[^\s\S]")
        source = _NAMED.sub("(?P<", source)
    if not isinstance(source, str) or not bounded(source, len(text)):
        return None
    flags = value.items[1].const if len(value.items) > 1 else ""
    folds = re.IGNORECASE if isinstance(flags, str) and "i" in flags else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a set may mean one day is nobody's concern here
            return re.compile(source.replace("$<", "\\$<"), folds)
    except (re.error, OverflowError, RecursionError):
        return None


def bounded(source: str, length: int) -> bool:
    """Whether the work that a pattern makes of a text of this length stays within limits.

    Each part of no fixed length may end at any place, so that each one multiplies the ways to go back
    by the length; the last one only if something after it can still fail.
    """
    if len(source) > MAX_PATTERN or _STRANGE.search(source):
        return False
    bare = _COUNTED.sub("", _CLASS.sub("x", source.replace("(?", "(")))
    loose = list(_LOOSE.finditer(bare))
    free = len(loose) - (bool(loose) and loose[-1].end() == len(bare) and "|" not in bare)
    return length ** (free + 1) <= MAX_TRIES if free else True


def everywhere(value: Value) -> bool:
    """Whether it is meant for every place of a text."""
    return flagged(value, "g")


def flagged(value: Value, flag: str) -> bool:
    """Whether an expression bears a flag."""
    flags = value.items[1].const if isinstance(value.items, list) and len(value.items) > 1 else ""
    return isinstance(flags, str) and flag in flags
