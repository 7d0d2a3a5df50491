"""When releases were published, and whether those times can be true."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

MANY = 50  # versions; a flood of fewer could be an author's own doing
FLOOD = timedelta(hours=24)
SHARE = 5  # one in so many neighbours out of order is more than accident


def parse_time(value: object) -> datetime | None:
    """An ISO 8601 time in UTC; None for anything else."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def times_fault(lines: Iterable[Sequence[datetime | None]], now: datetime) -> str:
    """Why publish times cannot be the true ones; empty if nothing speaks against them.

    Each line holds the times of one series of versions (same major and minor number), in order of
    version. Within a series a later version is published later but for rare accidents; a mirror that
    stamps the time of its own fetch puts them in any order, or all on one day.
    """
    pairs = wrong = 0
    moments: list[datetime] = []
    for line in lines:
        known = [one for one in line if one]
        moments += known
        pairs += max(0, len(known) - 1)
        wrong += sum(1 for old, new in itertools.pairwise(known) if new < old)
    if any(one > now + timedelta(days=1) for one in moments):
        return "it names publish times that are still to come"
    if wrong >= 2 and wrong * SHARE >= pairs:
        return f"{wrong} of {pairs} releases are older than the release before them in their series"
    if len(moments) >= MANY and (crowd := _crowd(sorted(moments))) * 5 >= len(moments) * 4:
        return f"{crowd} of {len(moments)} versions bear times of the same day"
    return ""


def _crowd(moments: list[datetime]) -> int:
    """The most releases within any span of `FLOOD`."""
    best = start = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] > FLOOD:
            start += 1
        best = max(best, end - start + 1)
    return best
