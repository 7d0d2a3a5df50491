"""Does something run at every start of Python that no package brought?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import StrayFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "unowned-hook",
    "a start-up hook that no package brought",
    Severity.CRITICAL,
    Family.INSTALL,
    reads=StrayFiles,
    remedy="Read it without starting Python there. If nobody can say who put it there, treat the machine and "
    "every secret on it as known to others.",
    refs=("T1546.018", "https://docs.python.org/3/library/site.html"),
)
def unowned_hook(stray: StrayFiles) -> Iterator[Hit | Gap]:
    """A `.pth` file with code, or a `sitecustomize`, that nobody lists is how intruders stay."""
    for one in stray.hooks:
        yield Hit(
            f"{quote(one.path)} runs at every start of Python, and no installed package lists it",
            Location(path=one.path),
            key=one.path,
        )
