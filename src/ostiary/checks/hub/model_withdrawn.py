"""Did the hub take the model out of use?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "model-withdrawn",
    "the hub has disabled the model",
    Severity.HIGH,
    Family.MODEL,
    reads=ModelRepository,
    remedy="Do not use it; the hub says on the model's page why.",
)
def model_withdrawn(model: ModelRepository) -> Iterator[Hit | Gap]:
    """Hubs disable what breaks their rules, and what does harm."""
    if model.disabled:
        yield Hit("the hub has disabled the repository")
