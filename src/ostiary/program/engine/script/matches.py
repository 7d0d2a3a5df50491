"""What do regular expressions of JavaScript find in a text?

Source: ECMAScript, 22.2.7 (RegExp matching) and 22.1.3.19.1 (GetSubstitution).
"""

import re
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.coercion import script_text
from ostiary.program.engine.script.patterns import everywhere, flagged, pattern
from ostiary.program.engine.value import MAX_ITEMS, Value, unknown

_PARTS = regex(r"\$(\d\d?|<\w+>|[&$])")


def of_regex(asked: Asked, base: Value, name: str) -> Value | None:
    """`re.exec(text)`, which goes on behind the last match where the expression is meant for all of them."""
    text = script_text(asked.arg(0)) if asked.given else None
    if name != "exec" or text is None or not isinstance(base.items, list):
        return None
    compiled = pattern(base, text)
    if compiled is None:
        return unknown(asked.marks)
    on, sticks = everywhere(base) or flagged(base, "y"), flagged(base, "y")
    held = base.items[2].const if on and len(base.items) > 2 else 0
    start = held if isinstance(held, int) else 0
    match = (compiled.match if sticks else compiled.search)(text, start)
    if on:
        asked.m.changes += 1
        base.items[2:] = [Value(match.end() if match is not None else 0)]
    return Value(None) if match is None else _as_array(match, asked.arg(0))


def matched(asked: Asked, base: Value, text: str, name: str) -> Value:
    """`text.match(re)`, `text.matchAll(re)` and `text.search(re)`."""
    wanted = asked.arg(0)
    if isinstance(wanted.const, str):
        wanted = Value(symbol="RegExp", items=[wanted, Value("")])
    compiled = pattern(wanted, text)
    if compiled is None:
        return unknown(base.marks)
    if name == "search":
        found = compiled.search(text)
        return Value(found.start() if found is not None else -1)
    if name == "matchAll":
        several = [_as_array(one, base) for one in islice(compiled.finditer(text), MAX_ITEMS)]
        return Value(items=several, marks=base.marks, how=base.how)
    if everywhere(asked.arg(0)):
        whole = [
            Value(one[0], marks=base.marks) for one in islice(compiled.finditer(text), MAX_ITEMS)
        ]
        return Value(items=whole, marks=base.marks, how=base.how) if whole else Value(None)
    match = compiled.search(text)
    return Value(None) if match is None else _as_array(match, base)


def _as_array(match: "re.Match[str]", base: Value) -> Value:
    """All of a match, then its groups."""
    several = [Value(one, marks=base.marks, how=base.how) for one in (match[0], *match.groups())]
    return Value(items=several, marks=base.marks, how=base.how)


def filled_in(match: "re.Match[str]", fill: str) -> str:
    """A replacement with what `$1`, `$<name>` and `$&` stand for in it."""
    return _PARTS.sub(lambda part: _standing(match, part), fill) if "$" in fill else fill


def _standing(match: "re.Match[str]", part: "re.Match[str]") -> str:
    """What one of them stands for; it is text where there is no such group."""
    told = part[1]
    if told in "&$":
        return match[0] if told == "&" else "$"
    if told[0] == "<":
        return (match[told[1:-1]] or "") if told[1:-1] in match.re.groupindex else ""
    for digits in (told, told[0]):  # of two digits the second one may be text
        if 0 < int(digits) <= match.re.groups:
            return (match[int(digits)] or "") + told[len(digits) :]
    return part[0]
