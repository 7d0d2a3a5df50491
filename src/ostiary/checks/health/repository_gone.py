"""Is the declared repository gone?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.health import Repository
from ostiary.core.finding import Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "repository-gone",
    "the declared repository does not exist",
    Severity.LOW,
    Family.HEALTH,
    reads=Repository,
    confidence=Confidence.MEDIUM,
    remedy="Look for the new home. A name that is free on a forge can be taken by anybody.",
)
def repository_gone(repository: Repository) -> Iterator[Hit]:
    """A private, renamed or deleted repository can be reviewed by nobody."""
    if repository.gone:
        yield Hit(f"the forge has no public repository {quote(repository.url)}")
