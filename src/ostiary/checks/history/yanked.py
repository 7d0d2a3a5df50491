"""Did the project take this release, or a file of it, back?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Release
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "yanked",
    "the release was yanked",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Release,
    remedy="Use the next release that is not yanked.",
    refs=("https://peps.python.org/pep-0592/",),
)
def yanked(release: Release) -> Iterator[Hit | Gap]:
    """A project yanks what it would not have you use."""
    if release.yanked is not None:
        yield Hit(f"the release was yanked{_why(release.yanked)}", key="release")
        return
    if not release.files:
        yield Gap("the index lists no file of this release")
        return
    taken = [one for one in release.files if one.yanked is not None]
    if len(taken) == len(release.files):
        reasons = sorted({one.yanked or "" for one in taken})
        yield Hit(f"all files of the release were yanked{_why(reasons[-1])}", key="release")
        return
    for one in taken:
        message = f"{quote(one.filename)} was yanked{_why(one.yanked or '')}, other files were not"
        yield Hit(message, Location(one.filename), severity=Severity.LOW)


def _why(reason: str) -> str:
    return f": {quote(reason)}" if reason else ", without a reason"
