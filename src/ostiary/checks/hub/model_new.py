"""Is the model so young that nobody can know it yet?"""

from collections.abc import Iterator
from datetime import timedelta

from ostiary.checks.declare import check
from ostiary.checks.wording import span
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity

YOUNG = timedelta(days=30)


@check(
    "model-new",
    "the model is new",
    Severity.LOW,
    Family.MODEL,
    reads=ModelRepository,
    remedy="Make sure that it is the model you mean and that you know who made it.",
)
def model_new(model: ModelRepository) -> Iterator[Hit | Gap]:
    """Names that are given up or nearly right are taken anew by those who mean harm."""
    if model.created is None:
        yield Gap("the hub does not say when the repository was made")
    elif model.created > model.now:
        yield Gap("the hub says that the repository was made in the future")
    elif model.now - model.created < YOUNG:
        yield Hit(f"the repository was made {span(model.now - model.created)} ago")
