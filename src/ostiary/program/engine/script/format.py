"""Texts that Node's `util.format` fills: what is known of them stays known."""

import re

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, marks_of, text_of

_PLACE = regex(r"%[sdifjoOc%]")


@model("util.format util.formatWithOptions")
def _formatted(asked: Asked) -> Value:
    """The first text with the others at its places, and what is left of these behind it."""
    given = asked.given[1:] if asked.name.endswith("WithOptions") else asked.given
    rest = [text_of(one) or HOLE for one in given[1:]]

    def filled(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        return "" if place[0] == "%c" else rest.pop(0) if rest else place[0]

    whole = _PLACE.sub(filled, text_of(given[0]) if given else "")
    text = " ".join((whole, *rest))
    if HOLE in text:
        return asked.result(marks_of(given), text=text)
    return Value(text, marks=marks_of(given))
