"""Can this version do things that the versions before it could not?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.release.weight import weigh
from ostiary.checks.wording import listed, quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import NOWHERE
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.capabilities.delta import ReleaseDelta


@check(
    "capability-added",
    "this version can do what earlier ones could not",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=ReleaseDelta,
    confidence=Confidence.MEDIUM,
    remedy="Read what changed in the named files, and ask whether the release notes speak of it.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
)
def capability_added(delta: ReleaseDelta) -> Iterator[Hit | Gap]:
    """Who takes over a package keeps what it does and adds one thing: the difference is what to read."""
    since = listed(delta.before)
    hits = [
        Hit(
            f"new since {since}: {quote(str(one))}",
            one.at,
            severity=weigh(one),
            key=f"{one.sort}:{one.detail}",
        )
        for one in delta.added
    ]
    yield from capped(hits, "new abilities", delta.added[0].at if hits else NOWHERE)
    if delta.unread:
        count = len(delta.unread)
        yield Gap(f"{count} new or changed files were not seen through: {listed(delta.unread[:1])}")
