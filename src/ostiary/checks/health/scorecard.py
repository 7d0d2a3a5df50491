"""What one check of OpenSSF Scorecard concluded."""

from ostiary.checks.wording import quote
from ostiary.core.facts.health import Scorecard


def conclusion(card: Scorecard, name: str) -> tuple[int | None, str]:
    """The lowest score (0 to 10) under that name and its reason; None and why, if inconclusive."""
    found = [one for one in card.checks if one.name.lower() == name.lower()]
    if not found:
        return None, f"Scorecard did not run {name} on {quote(card.repository)}"
    worst = min(found, key=lambda one: (one.score < 0, one.score))
    if worst.score < 0:
        why = f": {quote(worst.reason)}" if worst.reason else ""
        return None, f"Scorecard's {name} was inconclusive{why}"
    return worst.score, f": {quote(worst.reason)}" if worst.reason else ""
