"""Loading a model file calls what nobody has said to be harmless?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import kinds_of_calls
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Standing


@check(
    "model-call-unlisted",
    "loading a model file calls what nobody has said to be harmless",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Look at what it does with these arguments; list it in the policy under "
        "[[models.allow]], or ask for safetensors."
    ),
)
def model_call_unlisted(models: Models) -> Iterator[Hit | Gap]:
    """A list of what is harmful never ends.

    What is not known to be harmless has to be looked at.
    """
    yield from kinds_of_calls(
        models, (Standing.UNLISTED, Standing.LOADER), Severity.MEDIUM, "calls that are on no list"
    )
