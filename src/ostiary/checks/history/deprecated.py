"""Did the project say that this release should no longer be used?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Release
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "deprecated",
    "the release is deprecated",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Release,
    remedy="Follow the message: it usually names the successor.",
)
def deprecated(release: Release) -> Iterator[Hit]:
    """What its own authors advise against is no good start."""
    if release.deprecated is not None:
        said = f": {quote(release.deprecated)}" if release.deprecated else ", without a message"
        yield Hit(f"its authors deprecated this release{said}")
