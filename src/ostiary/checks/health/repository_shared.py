"""Do other packages claim the same repository, and is this one the stranger among them?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.facts.health import Dependents
from ostiary.core.finding import Hit
from ostiary.core.scale import Confidence, Family, Severity

FEW_DEPENDENTS = 10


@check(
    "repository-shared",
    "other packages claim the same repository",
    Severity.INFO,
    Family.HEALTH,
    reads=Dependents,
    confidence=Confidence.LOW,
    remedy="See which of them the repository's own manifests name; the stars belong to that one.",
)
def repository_shared(dependents: Dependents) -> Iterator[Hit]:
    """Stars are stolen by naming a repository that belongs to somebody else's package."""
    if not dependents.same_repository:
        return
    message = f"also claimed by {listed(dependents.same_repository)}"
    if 0 <= dependents.count < FEW_DEPENDENTS:
        few = f"{dependents.count} packages depend on this one"
        yield Hit(f"the repository is {message}, and only {few}", severity=Severity.LOW)
    else:
        yield Hit(f"the repository is {message}")
