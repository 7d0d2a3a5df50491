"""Does the index itself hold the project to be harmful?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Project, ProjectStatus
from ostiary.core.finding import Hit
from ostiary.core.scale import Family, Severity


@check(
    "quarantined",
    "the index quarantined the project",
    Severity.CRITICAL,
    Family.HISTORY,
    reads=Project,
    remedy="Do not use it, and look for installations that you already have.",
    refs=("https://peps.python.org/pep-0792/",),
)
def quarantined(project: Project) -> Iterator[Hit]:
    """An index quarantines what it believes to be harmful, and serves no files of it."""
    if project.status is ProjectStatus.QUARANTINED:
        said = f": {quote(project.status_reason)}" if project.status_reason else ""
        yield Hit(f"the index put the project into quarantine{said}")
