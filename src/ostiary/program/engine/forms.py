"""What text does a format of Python make of values that are known?

Source: The Python Standard Library, `string`, Format String Syntax.
"""

from collections.abc import Iterable, Mapping
from string import Formatter

from ostiary.core.regex import regex
from ostiary.program.engine.value import MAX_CONST, MAX_TEXT, NOTHING, huge
from ostiary.program.engine.weight import bulk

_WIDE = regex(r"\d{5}")
_CONVERTED = {-1: "", 97: "a", 114: "r", 115: "s"}
"""Conversions by the number that stands for one in a tree: of characters, or -1 for none."""


def in_form(const: object, form: object, conversion: int) -> str | None:
    """What `f"{value!r:>8}"` makes of a constant; None where that is not known."""
    kind = _CONVERTED.get(conversion)
    if not isinstance(form, str) or kind is None or const is NOTHING:
        return None
    pattern = "{0" + (f"!{kind}" if kind else "") + (f":{form}" if form else "") + "}"
    return formatted(pattern, [const], {}) if "{" not in form and "}" not in form else None


def formatted(pattern: str, given: list[object], named: Mapping[str, object]) -> str | None:
    """What `pattern.format(...)` makes of plain data; None where it fails, or would be too large."""
    several = [*given, *named.values()]
    if len(pattern) > MAX_TEXT or _WIDE.search(pattern) or not _simple(pattern, several):
        return None
    if bulk([given, named]) * pattern.count("{") > MAX_CONST or any(map(huge, several)):
        return None
    try:
        return pattern.format(*given, **named)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _simple(pattern: str, several: Iterable[object]) -> bool:
    """Whether a pattern asks for nothing but elements, and for no width that anybody could make large."""
    try:
        fields = list(Formatter().parse(pattern))
    except ValueError:
        return False
    if any("." in (field or "") for _, field, _, _ in fields):
        return False
    nested = any("{" in (form or "") for _, _, form, _ in fields)
    return not nested or all(abs(one) < MAX_TEXT for one in several if isinstance(one, int))
