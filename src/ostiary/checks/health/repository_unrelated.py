"""Does the declared repository know nothing of the package?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.health import Repository
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "repository-unrelated",
    "the repository does not name the package",
    Severity.LOW,
    Family.HEALTH,
    reads=Repository,
    confidence=Confidence.LOW,
    remedy="Look into the repository for the package's manifest; without one, its fame is borrowed.",
)
def repository_unrelated(repository: Repository) -> Iterator[Hit | Gap]:
    """A package can point at any famous repository to look as if it came from there."""
    if repository.gone or repository.verified or repository.names_package:
        return
    if repository.names_package is None:
        yield Gap(f"nobody looked whether {quote(repository.url)} names the package")
    else:
        yield Hit(f"no manifest in {quote(repository.url)} names the package")
