"""Does hardly anybody use the package?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.facts.health import Downloads
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

FEW = 100


@check(
    "few-downloads",
    "hardly anybody uses it",
    Severity.LOW,
    Family.HEALTH,
    reads=Downloads,
    confidence=Confidence.MEDIUM,
    remedy="Make sure that it is the package you mean; few eyes have seen it.",
)
def few_downloads(downloads: Downloads) -> Iterator[Hit | Gap]:
    """Mirrors and scanners alone fetch a package some dozens of times a month."""
    if downloads.last_month < 0:
        yield Gap("the number of downloads is not known")
    elif downloads.last_month < FEW and downloads.rank == 0:
        yield Hit(f"{downloads.last_month} downloads in the last month")
    elif downloads.last_month < FEW:
        yield Gap(
            f"{downloads.last_month} downloads in the last month contradict rank {downloads.rank}"
        )
