"""How checks put names, lists and spans of time into their sentences."""

from collections.abc import Iterable
from datetime import timedelta

MAX_QUOTED = 120
MAX_LISTED = 8


def quote(text: str) -> str:
    """Text out of a package between back-quotes, on one line and shortened; reports make it harmless."""
    flat = " ".join(text.replace("`", "'").split())
    if len(flat) > MAX_QUOTED:
        flat = flat[: MAX_QUOTED - 1] + "…"
    return f"`{flat}`"


def listed(names: Iterable[str]) -> str:
    """Quoted names in a fixed order, with a count of those left out."""
    ordered = sorted(set(names))
    shown = ", ".join(quote(name) for name in ordered[:MAX_LISTED])
    rest = len(ordered) - MAX_LISTED
    return f"{shown} and {rest} more" if rest > 0 else shown


def span(delta: timedelta) -> str:
    """A span of time in the unit that a person would use, rounded down."""
    seconds = int(delta.total_seconds())
    for unit, size in (("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = seconds // size
        if count >= (2 if unit == "year" else 1):
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return "less than a minute"
