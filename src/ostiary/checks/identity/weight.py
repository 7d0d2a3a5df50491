"""How much a likeness of names means, and what speaks for the name's own right to exist."""

from msgspec import Struct

from ostiary.checks.identity.likeness import Likeness
from ostiary.checks.identity.spelling import squash
from ostiary.core.facts.names import NameContext
from ostiary.core.scale import Confidence, Severity

OWN_AUDIENCE = 100
"""A package with at least this fraction (1/100) of the target's downloads has users of its own."""
OWN_AUDIENCE_ABSOLUTE = 50_000
"""Downloads a month that show the same where the list has no counts for the target."""
LONG_DAYS, LONG_RELEASES = 730, 10
SOME_DAYS, SOME_RELEASES = 365, 5

CERTAIN, STRONG, WEAK, FAINT = 3, 2, 1, 0
STRENGTH = {
    "homoglyph": CERTAIN,
    "look-alike": STRONG,
    "separator": STRONG,
    "scope-name": STRONG,
    "transposed": STRONG,
    "repeated": STRONG,
    "omitted": STRONG,
    "neighbour-key": STRONG,
    "replaced": WEAK,
    "added": WEAK,
    "two-slips": WEAK,
    "scope": FAINT,
    "digit": FAINT,
    "version": FAINT,
    "affix": FAINT,
}
"""How rarely two honest packages stand in this relation."""

_RANKS = {
    STRONG: ((8, 5000), (7, 2000), (6, 1000), (5, 300)),
    WEAK: ((8, 1500), (7, 500), (6, 200), (5, 50)),
    FAINT: ((8, 500), (6, 300), (5, 100)),
}
"""(letters, rank): a name of so many letters counts only if its target is at least so popular.

Short names meet by chance, and few people mistype what few people type. Measured on names of the ranks
8,000 to 15,000 of a public list, of which fewer than three in a hundred may be reported.
"""


class Weight(Struct, frozen=True):
    """How bad and how sure a likeness is, once what speaks for the name is taken off."""

    severity: Severity
    confidence: Confidence


def weigh(likeness: Likeness, context: NameContext) -> Weight | None:
    """What to say about one likeness, or None if it means nothing."""
    strength = STRENGTH[likeness.change]
    if not _near_enough(likeness, strength) or _same_owner(likeness, context):
        return None
    if strength == CERTAIN:
        return Weight(Severity.MEDIUM, Confidence.HIGH)
    if _own_audience(likeness, context):
        return None
    if _history(context, LONG_DAYS, LONG_RELEASES):
        return Weight(Severity.INFO, Confidence.LOW) if strength == STRONG else None
    settled = _history(context, SOME_DAYS, SOME_RELEASES)
    if strength == FAINT or settled:
        return Weight(Severity.LOW, Confidence.LOW)
    sure = Confidence.MEDIUM if strength == STRONG else Confidence.LOW
    return Weight(Severity.MEDIUM, sure)


def _near_enough(likeness: Likeness, strength: int) -> bool:
    if strength == CERTAIN:
        return True
    letters = len(squash(likeness.target.name))
    if likeness.change == "scope-name":
        letters = len(likeness.target.name.partition("/")[0]) - 1
    limit = next((rank for size, rank in _RANKS[strength] if letters >= size), 0)
    return likeness.target.rank <= limit


def _same_owner(likeness: Likeness, context: NameContext) -> bool:
    owners = dict(context.owners_of).get(likeness.target.name, ())
    return not set(owners).isdisjoint(context.owners)


def _own_audience(likeness: Likeness, context: NameContext) -> bool:
    if context.downloads < 0:
        return False
    if likeness.target.downloads > 0:
        return context.downloads * OWN_AUDIENCE >= likeness.target.downloads
    return context.downloads >= OWN_AUDIENCE_ABSOLUTE


def _history(context: NameContext, days: int, releases: int) -> bool:
    return context.age_days >= days and context.releases >= releases
