"""Is the licence another one than that of the version before?"""

import re
from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.history.settled import previous
from ostiary.checks.wording import quote
from ostiary.core.facts.history import Lineage
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity

_FILLER = regex(r"\b(?:the|license|licence|licensed|version|software|or later|only)\b|[^a-z0-9]+")
_BOUND = regex(
    r"\b(?:[al]?gpl|gnu|sspl|busl|bsl|eupl|osl|cpal|elastic|commons clause|proprietary|commercial"
    r"|unlicensed|noncommercial|polyform|cc-by-n[cd])",
    re.IGNORECASE,
)

_FAMILIES = frozenset({"apache", "bsd", "gpl", "lgpl", "agpl", "mpl", "psf", "python"})
_SEVERAL = regex(r"\b(?:and|or|with)\b|[/,;]", re.IGNORECASE)


@check(
    "licence-changed",
    "the licence is another one than before",
    Severity.LOW,
    Family.LICENCE,
    reads=Lineage,
    remedy="Have the new terms checked before the update; the old version stays under the old ones.",
)
def licence_changed(lineage: Lineage) -> Iterator[Hit | Gap]:
    """New terms bind from the first version that carries them, and nobody asks at an update."""
    before = previous(lineage)
    if before is None or not before.licence:
        return  # nothing to compare with
    now = lineage.current.licence
    if not now:
        yield Hit(f"no licence is named; {quote(before.version)} named {quote(before.licence)}")
    elif not _same(before.licence, now):
        stricter = _BOUND.search(now) and not _BOUND.search(before.licence)
        message = f"{quote(now)}; {quote(before.version)} was under {quote(before.licence)}"
        yield Hit(message, severity=Severity.MEDIUM if stricter else None)


def _same(before: str, now: str) -> bool:
    """Whether it is the same licence in other words, or the family's name made exact (PEP 639)."""
    old, new = _plain(before), _plain(now)
    named = old in _FAMILIES and new.startswith(old) and not _SEVERAL.search(now)
    return old == new or named


def _plain(text: str) -> str:
    """The licence without the words and signs in which people write the same one differently."""
    short = _FILLER.sub("", text.lower())
    return re.sub(r"(?<=[a-z])(\d)0$", r"\1", short)
