"""Loading a model file runs something harmful?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import calls
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Standing


@check(
    "model-call",
    "loading a model file runs something harmful",
    Severity.CRITICAL,
    Family.MODEL,
    reads=Models,
    remedy=(
        "Do not load it, with no setting; ask the publisher for safetensors, and look for "
        "where it came from."
    ),
    refs=("https://attack.mitre.org/techniques/T1204/",),
)
def model_call(models: Models) -> Iterator[Hit | Gap]:
    """A file that loads does what it says.

    What it says here is to run, load, write, read or send.
    """
    yield from calls(models, (Standing.SINK,), Severity.CRITICAL, "harmful calls")
