"""Do several of the user's own indexes offer this name, so that an outsider could win?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.facts.release import Project
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "dependency-confusion",
    "several of your indexes offer this name",
    Severity.MEDIUM,
    Family.IDENTITY,
    reads=Project,
    confidence=Confidence.MEDIUM,
    remedy="Bind the name to one index (uv: `index` with `explicit`; npm: a scope with its own registry), "
    "or put one proxy in front that decides.",
    refs=("https://attack.mitre.org/techniques/T1195/001/",),
)
def dependency_confusion(project: Project) -> Iterator[Hit | Gap]:
    """Who takes the highest version of all indexes takes what a stranger put on the public one."""
    indexes = {index.rstrip("/") for index in project.indexes if index}
    if not indexes:
        yield Gap("it is not known which of your indexes offer this name")
    elif len(indexes) > 1 and project.copies:
        where = listed(indexes)
        message = (
            f"{len(indexes)} of your indexes offer this name, "
            f"with the same bytes where they overlap: {where}"
        )
        yield Hit(message, severity=Severity.LOW)
    elif len(indexes) > 1:
        yield Hit(f"{len(indexes)} of your indexes offer this name: {listed(indexes)}")
