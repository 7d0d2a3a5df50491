"""Code in a model file or beside it?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-code",
    "code in a model file or beside it",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Read the code, pin the revision and its digest, and load with what runs none of it "
        "where that is enough."
    ),
)
def model_code(models: Models) -> Iterator[Hit | Gap]:
    """Lambda layers, custom operators, own modules: loading or using the model runs them."""
    yield from oddities(models, Topic.CODE, "places with code")
