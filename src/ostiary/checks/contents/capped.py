"""How are many findings of one sort kept to a number that a person reads?"""

from collections.abc import Iterator, Sequence

from ostiary.core.finding import Hit
from ostiary.core.location import Location

MAX_HITS = 25
"""Findings of one sort about one artifact; the rest is counted in one more."""


def capped(hits: Sequence[Hit], what: str, at: Location) -> Iterator[Hit]:
    """The worst ones, by severity and then by place, and one that counts the others."""
    ordered = sorted(hits, key=lambda hit: (-(hit.severity or 0), hit.at, hit.message))
    yield from ordered[:MAX_HITS]
    rest = ordered[MAX_HITS:]
    if rest:
        yield Hit(f"{len(rest)} more {what}", at, severity=rest[0].severity, key=f"more {what}")
