"""How much the findings weigh together: a number from 0 to 100 that more findings never lower."""

from collections.abc import Iterable

from ostiary.core.finding import Finding
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.core.verdict import Points

VERSION = 2
"""The version of both tables; scores are comparable only within one version."""

POINTS: dict[Severity, tuple[int, int, int]] = {
    Severity.INFO: (0, 0, 0),
    Severity.LOW: (1, 1, 2),
    Severity.MEDIUM: (3, 5, 8),
    Severity.HIGH: (8, 15, 25),
    Severity.CRITICAL: (20, 40, 60),
}
"""Points of one finding by severity, for confidence low, medium and high."""

CAPS: dict[Family, int] = {
    Family.IDENTITY: 70,
    Family.PEOPLE: 40,
    Family.HISTORY: 40,
    Family.HEALTH: 15,
    Family.ORIGIN: 70,
    Family.ADVISORY: 100,
    Family.LICENCE: 15,
    Family.INSTALL: 90,
    Family.CONTENTS: 70,
    Family.ARCHIVE: 70,
    Family.CODE: 100,
    Family.FLOW: 100,
    Family.HIDING: 80,
    Family.TREE: 70,
    Family.OWN: 60,
    Family.MODEL: 100,
}
"""The most that one family can add: hygiene adds little, conclusive families all of it."""

MAX_SCORE = 100


def points(severity: Severity, confidence: Confidence) -> int:
    """What one finding weighs before its family is summed up."""
    return POINTS[severity][confidence]


def score(findings: Iterable[Finding]) -> tuple[int, tuple[Points, ...]]:
    """The score and what each family adds to it, heaviest family first.

    A family counts its best finding in full and a quarter of each other one, never more than twice the
    best (a hundred faint signs are no strong one) and never more than its cap. Equal findings count
    once, so neither order nor repetition changes anything.
    """
    families: dict[Family, list[int]] = {}
    for finding in set(findings):
        families.setdefault(finding.family, []).append(points(finding.severity, finding.confidence))
    parts = [_part(family, weights) for family, weights in families.items()]
    parts = [part for part in parts if part.points]
    parts.sort(key=lambda part: (-part.points, part.family))
    return min(MAX_SCORE, sum(part.points for part in parts)), tuple(parts)


def _part(family: Family, weights: list[int]) -> Points:
    best = max(weights)
    full = best + (sum(weights) - best) // 4
    counted = min(full, 2 * best, CAPS[family])
    return Points(family.value, counted, len(weights), capped=counted < full)
