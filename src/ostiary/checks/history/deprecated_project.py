"""Did the owners mark the whole project as obsolete?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Project, ProjectStatus
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "deprecated-project",
    "the project is deprecated",
    Severity.MEDIUM,
    Family.HISTORY,
    reads=Project,
    remedy="Look for the successor in the project description.",
    refs=("https://peps.python.org/pep-0792/",),
)
def deprecated_project(project: Project) -> Iterator[Hit]:
    """The owners themselves call the project obsolete."""
    if project.status is ProjectStatus.DEPRECATED:
        said = f": {quote(project.status_reason)}" if project.status_reason else ""
        yield Hit(f"its owners marked the project as deprecated{said}")
