"""Does the version number leap further than releases do?"""

from collections.abc import Iterator
from datetime import datetime

from ostiary.checks.declare import check
from ostiary.checks.history.settled import major as major_of
from ostiary.checks.history.settled import settled_lower
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

LEAP = 10
ABSURD = 90


@check(
    "version-jump",
    "the version number leaps",
    Severity.LOW,
    Family.HISTORY,
    reads=Lineage,
    confidence=Confidence.MEDIUM,
    remedy="If the name is also used inside your organisation, make sure that the installer asks only "
    "your own index for it.",
    refs=("https://attack.mitre.org/techniques/T1195/001/",),
)
def version_jump(lineage: Lineage) -> Iterator[Hit | Gap]:
    """Who wants an installer to prefer his package over an internal one gives it a number that wins."""
    major = major_of(lineage.current.version)
    if major is None:
        yield Gap(f"the version {quote(lineage.current.version)} has no number to compare")
        return
    if _calendar(major, lineage.current.published or lineage.now):
        return
    if not lineage.lower:
        if major >= ABSURD:
            yield Hit(
                f"the first release is numbered {major}", severity=Severity.MEDIUM, key="first"
            )
        return
    majors = [one for past in settled_lower(lineage) if (one := major_of(past.version)) is not None]
    if not majors:
        yield Gap("no earlier version has a number to compare")
        return
    before = max(majors)
    if major - before >= LEAP:
        absurd = major >= ABSURD and major >= 5 * max(before, 1)
        severity = Severity.MEDIUM if absurd else None
        yield Hit(f"the major version leaps from {before} to {major}", severity=severity)


def _calendar(major: int, moment: datetime) -> bool:
    """Whether the number is the year, written in four or two digits, give or take one."""
    text = str(major)
    year = int(text[:4]) if len(text) in {4, 6, 8} else 2000 + major if 10 <= major < 100 else 0
    return abs(year - moment.year) <= 1
