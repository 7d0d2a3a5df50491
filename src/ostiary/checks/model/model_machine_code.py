"""Machine code in a model file or beside it?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-machine-code",
    "machine code in a model file or beside it",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy="Build it from its source yourself, or bind an approval to its digest.",
)
def model_machine_code(models: Models) -> Iterator[Hit | Gap]:
    """Engines, plug-ins and single-file programs run as they are.

    Nobody can see by reading what they do.
    """
    yield from oddities(models, Topic.MACHINE, "pieces of machine code")
