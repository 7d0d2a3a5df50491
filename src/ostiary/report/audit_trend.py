"""How components and open findings went over the past audits: two small charts, figures only."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from ostiary.core.run import Run
from ostiary.core.scale import Severity

WIDTH = 300
HEIGHT = 90
_EDGE = 6


class Point(Struct, frozen=True):
    """One audit: when, how many components, how many open findings."""

    at: datetime
    components: int
    findings: int


def points(run: Run) -> tuple[Point, ...]:
    """Past audits of the same places from the oldest on, and this one at the end."""
    if run.audit is None:
        return ()
    past = [Point(*one) for one in run.audit.trend]
    kinds = {
        (one.type, one.name, one.version) for place in run.audit.places for one in place.components
    }
    found = {one.fingerprint for one in run.findings if one.severity > Severity.INFO}
    now = Point(run.started, len(kinds), len(found))
    return (*sorted(past, key=lambda one: one.at), now)


def chart(name: str, times: Sequence[datetime], values: Sequence[int]) -> str:
    """SVG text of one line over time; `name` is a word of ours. There are two values at least."""
    low, high = min(values), max(values)
    xs = _spread([one.timestamp() for one in times], _EDGE, WIDTH - _EDGE)
    # a line that never moves stands in the middle
    ys = [HEIGHT - one for one in _spread(list(map(float, values)), _EDGE, HEIGHT - _EDGE)]
    spots = list(zip(xs, ys, strict=True))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in spots)
    label = f"{name}: {values[0]:,} at first, {values[-1]:,} now, between {low:,} and {high:,}"
    return (
        f'<svg class="trend" role="img" aria-label="{label}" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="4"/><polyline points="{line}"/>{dots}</svg>'
    )


def _spread(values: Sequence[float], start: float, end: float) -> list[float]:
    low, high = min(values), max(values)
    if high == low:
        return [(start + end) / 2] * len(values)
    return [start + (end - start) * (one - low) / (high - low) for one in values]
