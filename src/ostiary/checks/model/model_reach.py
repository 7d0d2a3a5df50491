"""A model that opens files, addresses or libraries beside it?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-reach",
    "a model that opens files, addresses or libraries beside it",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy="Load it where it cannot reach the network or files of others; ask why it needs them.",
)
def model_reach(models: Models) -> Iterator[Hit | Gap]:
    """Weights need nothing from outside their folder."""
    yield from oddities(models, Topic.REACH, "things that it opens")
