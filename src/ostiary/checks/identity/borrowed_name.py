"""Is this the name of a package that is famous in the other ecosystem?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.identity.name_confusion import popularity
from ostiary.checks.identity.spelling import normal
from ostiary.checks.identity.weight import LONG_DAYS, LONG_RELEASES, OWN_AUDIENCE_ABSOLUTE
from ostiary.checks.wording import quote
from ostiary.core.facts.names import NameContext
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

MIN_LETTERS = 5
MAX_RANK = 500
OTHER = {"pypi": "npm", "npm": "PyPI"}


@check(
    "borrowed-name",
    "a name that is famous in the other ecosystem",
    Severity.LOW,
    Family.IDENTITY,
    reads=NameContext,
    confidence=Confidence.LOW,
    remedy="Make sure that you did not mean the package of the other ecosystem.",
)
def borrowed_name(context: NameContext) -> Iterator[Hit | Gap]:
    """People, and programs that write code, ask one index for what only the other has."""
    mine = normal(context.ecosystem, context.name)
    if not context.foreign:
        yield Gap("there is no list of popular names of the other ecosystem to compare with")
        return
    if not context.popular:
        yield Gap("there is no list of popular names of this ecosystem to compare with")
        return
    if any(normal(context.ecosystem, one.name) == mine for one in context.popular):
        return
    if context.downloads >= OWN_AUDIENCE_ABSOLUTE:
        return
    if context.age_days >= LONG_DAYS and context.releases >= LONG_RELEASES:
        return
    for one in context.foreign:
        if one.rank <= MAX_RANK and len(mine) >= MIN_LETTERS and one.name.lower() == mine:
            where = OTHER.get(context.ecosystem, "the other ecosystem")
            yield Hit(f"{quote(one.name)} is a package of {where}: {popularity(one)}", key=one.name)
            return
