"""Is the project closed to further releases?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Project, ProjectStatus
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "archived-project",
    "the project is archived",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Project,
    remedy="Plan for a successor; pin what you use, with its digest.",
    refs=("https://peps.python.org/pep-0792/",),
)
def archived_project(project: Project) -> Iterator[Hit]:
    """No more releases, and so no security fixes, are to be expected."""
    if project.status is ProjectStatus.ARCHIVED:
        said = f": {quote(project.status_reason)}" if project.status_reason else ""
        yield Hit(f"its owners archived the project{said}")
