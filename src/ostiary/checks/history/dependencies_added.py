"""Which packages does this version bring along that the one before did not?"""

import re
from collections.abc import Iterator
from datetime import timedelta

from ostiary.checks.declare import check
from ostiary.checks.history.settled import previous, settled_lower
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity

STABLE_RELEASES = 5
STABLE_TIME = timedelta(days=365)


@check(
    "dependencies-added",
    "this version requires something new",
    Severity.INFO,
    Family.HISTORY,
    reads=Lineage,
    remedy="Vet what was added, and ask what the new version needs it for.",
)
def dependencies_added(lineage: Lineage) -> Iterator[Hit | Gap]:
    """A clean package can be turned into a carrier by one line that requires another."""
    before = previous(lineage)
    if before is None:
        return
    if lineage.current.requirements is None or before.requirements is None:
        which = lineage.current if lineage.current.requirements is None else before
        yield Gap(f"the index does not say what version {quote(which.version)} requires")
        return
    known = _names(lineage.ecosystem, before.requirements)
    now = _names(lineage.ecosystem, lineage.current.requirements)
    added = set(now) - set(known)
    if not added:
        return
    message = f"{listed(now[name] for name in added)}: not required by {quote(before.version)}"
    stable = _stable(lineage, set(known))
    if stable:
        message += ", and the list had not changed for long"
    severity = Severity.LOW if stable else None
    yield Hit(message, severity=severity, key=",".join(sorted(added)))


def _names(ecosystem: str, names: tuple[str, ...]) -> dict[str, str]:
    """Names by the form in which they are compared. Source: PEP 503 for PyPI."""
    if ecosystem == "pypi":
        return {re.sub(r"[-_.]+", "-", name).lower(): name for name in names}
    return {name: name for name in names}


def _stable(lineage: Lineage, known: set[str]) -> bool:
    """Whether the releases before required the same for many releases and a long time."""
    run = []
    for past in reversed(settled_lower(lineage)):
        if past.requirements is None or set(_names(lineage.ecosystem, past.requirements)) != known:
            break
        run.append(past)
    if len(run) < STABLE_RELEASES:
        return False
    first, last = run[-1].published, lineage.current.published
    if not lineage.trusted_times or first is None or last is None:
        return len(run) >= 2 * STABLE_RELEASES
    return last - first >= STABLE_TIME
