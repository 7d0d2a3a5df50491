"""How a habit of the project's own code becomes a finding, and how a comment keeps it quiet."""

from collections.abc import Iterator

from ostiary.core.facts.own_code import Habit, OwnCode, Usage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Severity

SILENCED = "its author silenced the linter here, without a reason and an end that count"
"""What is said of a finding that a comment hides from the linter: it stands."""


def told(own: OwnCode, habit: Habit) -> Iterator[Hit | Gap]:
    """A hit for each place that no valid comment silences; a gap if there are files that nobody could read.

    A comment needs a reason and a day up to which it holds, and the day must not have passed.
    """
    found = False
    for one in own.usages:
        if one.habit is habit:
            found = True
            yield _hit(own, one)
    if own.unread and not found:
        path, reason = own.unread[0]
        more = f" and {len(own.unread) - 1} more files" if len(own.unread) > 1 else ""
        yield Gap(f"`{path}`{more} could not be read: {reason}")


def _hit(own: OwnCode, one: Usage) -> Hit:
    key = f"{one.rule}{one.what}"
    if not one.quiet and one.until is None:
        more = f"; {SILENCED}" if one.silenced else ""
        return Hit(f"{one.what}{more}", one.at, key=key)
    if not one.quiet:
        return Hit(
            f"{one.what}; the comment that should silence it gives no reason", one.at, key=key
        )
    if one.until is None:
        return Hit(f"{one.what}; the comment that should silence it has no end", one.at, key=key)
    if one.until < own.today:
        return Hit(f"{one.what}; its exception ended on {one.until}", one.at, key=key)
    message = f"{one.what}; kept until {one.until}: {one.quiet}"
    return Hit(message, one.at, severity=Severity.INFO, key=key)
