"""Is the repository closed to further work?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.health import Repository
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "repository-archived",
    "the repository is archived",
    Severity.LOW,
    Family.HEALTH,
    reads=Repository,
    remedy="Plan for a successor: nobody will fix what is found in this one.",
)
def repository_archived(repository: Repository) -> Iterator[Hit]:
    """Its owners have ended the work, so a fault found tomorrow stays."""
    if repository.archived and not repository.gone:
        severity = Severity.MEDIUM if repository.verified else None
        yield Hit(f"{quote(repository.url)} is archived", severity=severity)
