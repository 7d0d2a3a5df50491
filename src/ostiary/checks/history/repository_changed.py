"""Does this version claim another source repository than the one before?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import settled_lower
from ostiary.checks.source_url import source_place
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "repository-changed",
    "the declared repository changed",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="See whether the old repository points to the new one.",
)
def repository_changed(lineage: Lineage) -> Iterator[Hit | Gap]:
    """A package that changes its home may have changed its owner."""
    told = [past.repository for past in settled_lower(lineage) if past.repository]
    now = lineage.current.repository
    if not lineage.lower or (now and not told):
        if lineage.lower:
            yield Gap("the index does not say which repository earlier versions declared")
        return
    if not told:
        yield Gap("the index does not say which repository these versions declare")
        return
    if not now:
        message = f"no repository is declared any more; before it was {quote(told[-1])}"
        yield Hit(message, severity=Severity.LOW, key="dropped")
        return
    yield from _compare(told[-1], now)


def _compare(before: str, now: str) -> Iterator[Hit | Gap]:
    old, new = source_place(before), source_place(now)
    if old == new and (old is not None or before == now):
        return
    if old is None or new is None:
        unread = before if old is None else now
        yield Gap(f"{quote(unread)} is no repository that can be compared")
        return
    message = f"the declared repository was {quote(str(old))} and is now {quote(str(new))}"
    moved = old.name == new.name or (old.host, old.owner) == (new.host, new.owner)
    yield Hit(message, severity=Severity.LOW if moved else None, key=str(new))
