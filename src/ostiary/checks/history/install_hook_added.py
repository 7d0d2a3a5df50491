"""Does this version run code on install where the one before did not?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import previous, settled_lower
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

LONG_WITHOUT = 10


@check(
    "install-hook-added",
    "this version began to run code on install",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="Read the hook before anybody installs this version, and install with scripts off meanwhile.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
)
def install_hook_added(lineage: Lineage) -> Iterator[Hit | Gap]:
    """A hook runs before anybody has read a line of the package: what a thief of an account adds first."""
    before = previous(lineage)
    if before is None:
        return
    if lineage.current.hooks is None:
        yield Gap("the index does not say whether this version runs code on install")
        return
    if not lineage.current.hooks:
        return
    if before.hooks is None:
        yield Gap(
            f"the index does not say whether version {quote(before.version)} ran code on install"
        )
        return
    if before.hooks:
        return
    told = [past.hooks for past in settled_lower(lineage) if past.hooks is not None]
    message = f"it runs code on install; {quote(before.version)} did not"
    if len(told) >= LONG_WITHOUT and not any(told):
        message += f", nor did any of {len(told)} releases"
        yield Hit(message, severity=Severity.HIGH)
    else:
        yield Hit(message)
