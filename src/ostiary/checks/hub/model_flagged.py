"""Does the hub itself object to a file?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity

_LEVELS = {"unsafe": Severity.HIGH, "suspicious": Severity.MEDIUM, "caution": Severity.LOW}
"""What hubs call a file, from worst to least."""


@check(
    "model-flagged",
    "the hub's own scan objects to a file",
    Severity.HIGH,
    Family.MODEL,
    reads=ModelRepository,
    remedy="Look at what the hub says about the file; load a format that carries no code.",
)
def model_flagged(model: ModelRepository) -> Iterator[Hit | Gap]:
    """What the hub finds counts; that it finds nothing counts for nothing."""
    for path, level in model.flagged:
        severity = _LEVELS.get(level.lower(), Severity.MEDIUM)
        yield Hit(
            f"the hub calls {quote(path)} {level or 'an issue'}",
            Location(model.name, path),
            severity,
        )
