"""A template of a model that does more than format a conversation?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-template",
    "a template of a model that does more than format a conversation",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Compare it with the template of the base model; render in a sandboxed environment only."
    ),
    refs=("https://nvd.nist.gov/vuln/detail/CVE-2024-34359",),
)
def model_template(models: Models) -> Iterator[Hit | Gap]:
    """Programs render the template that comes with the model.

    It may leave its sandbox, or change what the model is told.
    """
    yield from oddities(models, Topic.TEMPLATE, "places in templates")
