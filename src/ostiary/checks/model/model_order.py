"""Text beside a model that gives orders to a model, or hides from people?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-order",
    "text beside a model that gives orders to a model, or hides from people",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Read the text with hidden characters shown, and take out what you would not have written."
    ),
)
def model_order(models: Models) -> Iterator[Hit | Gap]:
    """Prompts, skills and configurations of agents are read by models that act."""
    yield from oddities(models, Topic.ORDER, "orders")
