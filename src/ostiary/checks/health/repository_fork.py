"""Is the declared repository somebody's copy of another?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.health import Repository
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "repository-fork",
    "the repository is a fork",
    Severity.LOW,
    Family.HEALTH,
    reads=Repository,
    remedy="Compare the fork with its parent, and ask why the parent does not do.",
)
def repository_fork(repository: Repository) -> Iterator[Hit]:
    """A fork shows the history of another project as if it were its own."""
    if repository.fork and not repository.gone:
        yield Hit(f"{quote(repository.url)} is a fork of another repository")
