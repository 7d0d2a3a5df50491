"""A secret in the files of a model?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-secret",
    "a secret in the files of a model",
    Severity.HIGH,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Revoke it now: it has been published. Then take it out of the files and their history."
    ),
)
def model_secret(models: Models) -> Iterator[Hit | Gap]:
    """Tokens in configurations, notebooks and metadata are published with the model."""
    yield from oddities(models, Topic.SECRET, "secrets")
