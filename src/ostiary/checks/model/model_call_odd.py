"""Loading a model file calls something in a way in which no honest writer does?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import calls
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Standing


@check(
    "model-call-odd",
    "loading a model file calls something in a way in which no honest writer does",
    Severity.HIGH,
    Family.MODEL,
    reads=Models,
    remedy="Do not load it; ask the publisher which program wrote it.",
)
def model_call_odd(models: Models) -> Iterator[Hit | Gap]:
    """Names that are computed, attributes that are walked to, functions that are given a state.

    Writers of models do none of that.
    """
    yield from calls(models, (Standing.ODD,), Severity.HIGH, "odd calls")
